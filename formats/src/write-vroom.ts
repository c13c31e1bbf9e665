import type { Route, RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { VroomProblem } from './read-vroom.ts';
import type { VroomJob, VroomPlace, VroomVehicle } from './vroom-input.ts';

/** A plan of `readVroom`'s problem in VROOM's output, without polylines and computing times. */
export function writeVroom({ input, originSeconds }: VroomProblem, plan: RoutePlan): object {
  const jobs = new Map(input.jobs.map((job) => [String(job.id), job]));
  const vehicles = new Map(input.vehicles.map((vehicle) => [String(vehicle.id), vehicle]));
  const routes = plan.routes.map((route) => {
    const vehicle = vehicles.get(route.vehicleId);
    if (!vehicle) throw new Error(`the plan has a vehicle ${route.vehicleId} that the file has not`);
    return routeOf({ route, vehicle, jobs, originSeconds, meters: metersOf(input, vehicle.profile) });
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
      service: sum(({ service }) => service),
      duration: sum(({ duration }) => duration),
      waiting_time: sum(({ waiting_time }) => waiting_time),
      priority: sum(({ priority }) => priority),
      ...(hasMeters ? { distance: sum(({ distance }) => distance) } : {}),
      violations: [],
    },
    unassigned: plan.unserved.map(({ id }) => ({ id: Number(id), type: 'job', ...placeOf(jobs.get(id)) })),
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
  readonly jobs: ReadonlyMap<string, VroomJob>;
  readonly originSeconds: number;
  readonly meters: Meters;
}

function routeOf({ route, vehicle, jobs, originSeconds, meters }: RouteParts) {
  let duration = 0;
  let distance = 0;
  let clock = route.startSeconds;
  let at: VroomPlace = vehicle.start;
  const total = { service: 0, waiting: 0, priority: 0 };
  const go = (to: VroomPlace, arrival: number, planned: number) => {
    duration += arrival - clock;
    if (meters === 'as planned') distance += planned;
    else if (meters) distance += meters(at.index ?? 0, to.index ?? 0);
    at = to;
    return { arrival: arrival + originSeconds, duration, ...(meters ? { distance } : {}) };
  };
  const start = { type: 'start', ...placeOf(vehicle.start), arrival: clock + originSeconds, duration: 0 };
  const steps = route.visits.map((visit) => {
    const job = jobs.get(visit.stopId);
    if (!job) throw new Error(`the plan has a job ${visit.stopId} that the file has not`);
    const travelled = go(job, visit.arrivalSeconds, visit.distanceMeters);
    clock = visit.departureSeconds;
    const waiting = visit.startSeconds - visit.arrivalSeconds;
    total.service += job.service;
    total.waiting += waiting;
    total.priority += job.priority;
    return {
      type: 'job',
      id: job.id,
      ...placeOf(job),
      ...travelled,
      service: job.service,
      waiting_time: waiting,
      violations: [],
    };
  });
  const home = route.distanceMeters - route.visits.reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);
  const end = vehicle.end ? [{ type: 'end', ...placeOf(vehicle.end), ...go(vehicle.end, route.endSeconds, home) }] : [];
  return {
    vehicle: vehicle.id,
    ...(vehicle.description ? { description: vehicle.description } : {}),
    cost: Number(route.cost.toFixed(3)),
    service: total.service,
    duration,
    waiting_time: total.waiting,
    priority: total.priority,
    ...(meters ? { distance } : {}),
    steps: [start, ...steps, ...end],
    violations: [],
  };
}

function placeOf(place: VroomPlace | undefined): object {
  return {
    ...(place?.location ? { location: place.location } : {}),
    ...(place?.index === undefined ? {} : { location_index: place.index }),
  };
}
