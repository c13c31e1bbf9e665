import {
  type Route,
  type RouteEvent,
  RouteEvent_Kind,
  type RoutePlan,
  type RouteVisit,
} from '@solveig/proto/gen/solveig/model/v1/routing';
import { taskStopId, type VroomProblem } from './read-vroom.ts';
import type { VroomPlace, VroomTask, VroomVehicle } from './vroom-input.ts';

/** A plan of `readVroom`'s problem in VROOM's output, without polylines and computing times. */
export function writeVroom({ input, originSeconds }: VroomProblem, plan: RoutePlan): object {
  const halves = input.shipments.flatMap(({ pickup, delivery }) => [pickup, delivery]);
  const tasks = new Map([...input.jobs, ...halves].map((task) => [taskStopId(task), task]));
  const priorities = new Map(input.shipments.map(({ pickup, priority }) => [pickup, priority]));
  const vehicles = new Map(input.vehicles.map((vehicle) => [String(vehicle.id), vehicle]));
  const routes = plan.routes.map((route) => {
    const vehicle = vehicles.get(route.vehicleId);
    if (!vehicle) throw new Error(`the plan has a vehicle ${route.vehicleId} that the file has not`);
    return routeOf({ route, vehicle, tasks, priorities, originSeconds, meters: metersOf(input, vehicle.profile) });
  });
  const sum = (of: (route: (typeof routes)[number]) => number | undefined) =>
    routes.reduce((total, route) => total + (of(route) ?? 0), 0);
  const hasMeters = routes.every(({ distance }) => distance !== undefined);
  return {
    code: 0,
    summary: {
      cost: sum(({ cost }) => cost),
      routes: routes.length,
      unassigned: plan.unserved.length,
      setup: sum(({ setup }) => setup),
      service: sum(({ service }) => service),
      duration: sum(({ duration }) => duration),
      waiting_time: sum(({ waiting_time }) => waiting_time),
      priority: sum(({ priority }) => priority),
      ...(hasMeters ? { distance: sum(({ distance }) => distance) } : {}),
      violations: [],
    },
    unassigned: plan.unserved.map(({ id }) => {
      const task = tasks.get(id);
      return { id: task?.id, type: task?.type, ...placeOf(task) };
    }),
    routes,
  };
}

type Meters = ((from: number, to: number) => number) | 'as planned' | undefined;

/** Distances are the file's own; without matrices those of the plan; unknown where the file has durations alone. */
function metersOf({ matrices }: VroomProblem['input'], profile: string): Meters {
  const matrix = matrices[profile];
  if (!matrix) return 'as planned';
  const { distances } = matrix;
  return distances && ((from, to) => distances[from]?.[to] ?? 0);
}

interface RouteParts {
  readonly route: Route;
  readonly vehicle: VroomVehicle;
  /** By the id of their stop. */
  readonly tasks: ReadonlyMap<string, VroomTask>;
  /** Of shipments, by their pickup. */
  readonly priorities: ReadonlyMap<VroomTask, number>;
  readonly originSeconds: number;
  readonly meters: Meters;
}

function routeOf(parts: RouteParts) {
  const { route, vehicle, originSeconds } = parts;
  const clock = new RouteClock(parts);
  const start = {
    type: 'start',
    ...placeOf(vehicle.start),
    arrival: route.startSeconds + originSeconds,
    duration: 0,
  };
  const visits = route.visits.flatMap((visit, index) => [...clock.breaks(index), clock.visit(visit, index)]);
  const last = route.visits.length;
  const home = route.distanceMeters - route.visits.reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);
  const lastBreaks = clock.breaks(last);
  const end = vehicle.end
    ? [{ type: 'end', ...placeOf(vehicle.end), ...clock.go(vehicle.end, route.endSeconds, home, last) }]
    : [];
  return {
    vehicle: vehicle.id,
    ...(vehicle.description ? { description: vehicle.description } : {}),
    cost: Number(route.cost.toFixed(3)),
    ...clock.totals(),
    steps: [start, ...visits, ...lastBreaks, ...end],
    violations: [],
  };
}

/** Goes along a route and sums up travel, service and waiting. */
class RouteClock {
  readonly #parts: RouteParts;
  readonly #total = { setup: 0, service: 0, waiting: 0, priority: 0 };
  #duration = 0;
  #distance = 0;
  #left: number;
  #at: VroomPlace;

  constructor(parts: RouteParts) {
    this.#parts = parts;
    this.#left = parts.route.startSeconds;
    this.#at = parts.vehicle.start;
  }

  /** What `duration` counts is travel: breaks on the way only make the arrival later. */
  go(to: VroomPlace, arrival: number, planned: number, leg: number) {
    const { meters, originSeconds } = this.#parts;
    const off = this.#breaksAt(leg).filter(({ startSeconds }) => startSeconds < arrival);
    this.#duration += arrival - this.#left - lengthOf(off);
    if (meters === 'as planned') this.#distance += planned;
    else if (meters) this.#distance += meters(this.#at.index ?? 0, to.index ?? 0);
    this.#at = to;
    return { arrival: arrival + originSeconds, duration: this.#duration, ...this.#distanceSoFar() };
  }

  visit(visit: RouteVisit, index: number) {
    const { tasks, priorities, vehicle } = this.#parts;
    const task = tasks.get(visit.stopId);
    if (!task) throw new Error(`the plan has a task ${visit.stopId} that the file has not`);
    const travelled = this.go(task, visit.arrivalSeconds, visit.distanceMeters, index);
    const spent = visit.departureSeconds - visit.startSeconds;
    const service = Math.min(spent, task.serviceByType[vehicle.type] ?? task.service);
    const off = this.#breaksAt(index).filter(({ startSeconds }) => startSeconds >= visit.arrivalSeconds);
    const waiting = visit.startSeconds - visit.arrivalSeconds - lengthOf(off);
    this.#left = visit.departureSeconds;
    this.#total.service += service;
    this.#total.setup += spent - service;
    this.#total.waiting += waiting;
    this.#total.priority += priorities.get(task) ?? task.priority;
    const times = { setup: spent - service, service, waiting_time: waiting };
    return { type: task.type, id: task.id, ...placeOf(task), ...travelled, ...times, violations: [] };
  }

  /** Steps of the breaks between two visits. */
  breaks(leg: number) {
    return this.#breaksAt(leg).map(({ breakId, startSeconds, endSeconds }) => ({
      type: 'break',
      id: Number(breakId),
      arrival: startSeconds + this.#parts.originSeconds,
      duration: this.#duration,
      service: endSeconds - startSeconds,
      waiting_time: 0,
      violations: [],
    }));
  }

  totals() {
    const { setup, service, waiting, priority } = this.#total;
    return { setup, service, duration: this.#duration, waiting_time: waiting, priority, ...this.#distanceSoFar() };
  }

  #distanceSoFar(): { distance?: number } {
    return this.#parts.meters ? { distance: this.#distance } : {};
  }

  #breaksAt(leg: number) {
    const { events } = this.#parts.route;
    return events.filter(({ kind, visitsBefore }) => kind === RouteEvent_Kind.KIND_BREAK && visitsBefore === leg);
  }
}

function lengthOf(events: readonly RouteEvent[]): number {
  return events.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
}

function placeOf(place: VroomPlace | undefined): object {
  return {
    ...(place?.location ? { location: place.location } : {}),
    ...(place?.index === undefined ? {} : { location_index: place.index }),
  };
}
