import { travelMatrix } from '#domain/geo/travel-matrix';
import type { RoutingViolationKind } from '#domain/routing/plan-rules';
import {
  ROUTE_EVENT,
  type Route,
  type RouteEvent,
  type RoutePlan,
  type RouteVisit,
  type RoutingInput,
  type RoutingProblem,
  type Stop,
  type Vehicle,
} from '#domain/routing/problem';
import { verifyRouting } from '#domain/routing/verify';

/*
 * Small problems and plans for tests, built by hand: two depots and stops where
 * every leg takes 100 s and 1,000 m, and every service 10 s.
 */

export const LEG = { seconds: 100, meters: 1000 };
export const SERVICE_SECONDS = 10;

export const stopOf = (id: string, more: Partial<Stop> = {}): Stop => ({
  id,
  name: '',
  demand: [],
  serviceSeconds: SERVICE_SECONDS,
  timeWindows: [],
  skills: [],
  optional: false,
  prize: 0,
  ...more,
});

export const vehicleOf = (id: string, more: Partial<Vehicle> = {}): Vehicle => ({
  id,
  startDepotId: '',
  endDepotId: '',
  openEnd: false,
  capacity: [],
  skills: [],
  fixedCost: 0,
  ...more,
});

/** All legs of one length between `size` places. */
export function evenTravel(size: number, { seconds, meters } = LEG) {
  const cells = (leg: number) => Array.from({ length: size * size }, (_, cell) => (cell % (size + 1) === 0 ? 0 : leg));
  return travelMatrix(cells(seconds), cells(meters));
}

/** Stops a, b, c and d unless others are given, one van unless there are others, depots x and y. */
export function problemOf(more: Partial<RoutingInput> = {}): RoutingProblem {
  const input: RoutingInput = {
    stops: ['a', 'b', 'c', 'd'].map((id) => stopOf(id)),
    depots: [{ id: 'x' }, { id: 'y' }],
    vehicles: [vehicleOf('van')],
    capacityDimensions: [],
    travelMode: 2,
    ...more,
  };
  return { input, travel: evenTravel(input.depots.length + input.stops.length) };
}

/** What a vehicle does next: a stop by its id, with the start of service where it waits, or an event. */
export type Step =
  | string
  | { readonly stop: string; readonly start?: number; readonly service?: number; readonly setup?: number }
  | { readonly reload: string; readonly seconds?: number }
  /** At once, or `at` a time; behind the arrival at the next stop when `behind`. */
  | {
      readonly break: string;
      readonly seconds: number;
      readonly at?: number;
      readonly depot?: string;
      readonly behind?: boolean;
    }
  | { readonly night: string; readonly until: number };

/** A route that does one step after the other, in even legs. Figures beside times are 0: not stated. */
export function routeOf(vehicleId: string, steps: readonly Step[], start = 0, isOpen = false): Route {
  const visits: RouteVisit[] = [];
  const events: RouteEvent[] = [];
  let clock = start;
  /** Breaks that lie behind the next arrival. */
  let behind: number | undefined;
  const event = (kind: RouteEvent['kind'], startSeconds: number, endSeconds: number, depotId: string, breakId = '') => {
    const visitsBefore = visits.length;
    events.push({ kind, visitsBefore, startSeconds, endSeconds, depotId, breakId, distanceMeters: 0 });
  };
  for (const step of steps) {
    if (typeof step === 'string' || 'stop' in step) {
      const {
        stop,
        setup = 0,
        service = SERVICE_SECONDS,
        start: begins = 0,
      } = typeof step === 'string' ? { stop: step } : step;
      const arrivalSeconds = clock + LEG.seconds;
      const startSeconds = Math.max(arrivalSeconds + setup, (behind ?? 0) + setup, begins);
      clock = startSeconds + service;
      behind = undefined;
      visits.push({ stopId: stop, arrivalSeconds, startSeconds, departureSeconds: clock, distanceMeters: 0 });
    } else if ('reload' in step) {
      const loads = clock + LEG.seconds;
      clock = loads + (step.seconds ?? 0);
      event(ROUTE_EVENT.reload, loads, clock, step.reload);
    } else if ('night' in step) {
      const begins = step.night === '' ? clock : clock + LEG.seconds;
      clock = step.until;
      event(ROUTE_EVENT.night, begins, clock, step.night);
    } else {
      const arrived = step.depot || step.behind ? clock + LEG.seconds : clock;
      const begins = step.at ?? arrived;
      event(ROUTE_EVENT.break, begins, begins + step.seconds, step.depot ?? '', step.break);
      if (step.behind) behind = begins + step.seconds;
      else clock = (step.depot ? begins : clock) + step.seconds;
    }
  }
  const endSeconds = isOpen ? clock : clock + LEG.seconds;
  return { vehicleId, vehicleIndex: 0, visits, startSeconds: start, endSeconds, distanceMeters: 0, cost: 0, events };
}

/** A plan of these routes that states no figures; `unserved` are ids. */
export function planOf(routes: Route[], unserved: readonly string[] = []): RoutePlan {
  return {
    routes,
    unserved: unserved.map((id) => ({ id, reasons: [] })),
    cost: 0,
    distanceMeters: 0,
    durationSeconds: 0,
  };
}

export const van = (more: Partial<Vehicle>) => ({ vehicles: [vehicleOf('van', more)] });
export const stops = (...list: (string | Stop)[]) => ({
  stops: list.map((one) => (typeof one === 'string' ? stopOf(one) : one)),
});
export const drive = (...steps: Step[]) => planOf([routeOf('van', steps)]);
export const two = { vehicles: [vehicleOf('van', { count: 2 })] };
export const beside = (first: Step[], second: Step[]) =>
  planOf([routeOf('van', first), { ...routeOf('van', second), vehicleIndex: 1 }]);

/** A plan that is right, and plans or problems that differ from it in one thing, with what comes out. */
export interface Feature {
  readonly name: string;
  readonly problem: RoutingProblem;
  readonly plan: RoutePlan;
  readonly broken: readonly [
    string,
    Partial<{ problem: RoutingProblem; plan: RoutePlan }>,
    RoutingViolationKind,
    number?,
  ][];
}

/** Legs that are walked are stated, so that figures of 0 are taken for what they are where they matter. */
export function brokenRules(problem: RoutingProblem, plan: RoutePlan): [RoutingViolationKind, number][] {
  const { violations } = verifyRouting(problem, plan, { zeroIsUnstated: !problem.input.vehicles[0]?.walking });
  const misstated: ReadonlySet<RoutingViolationKind> = new Set(['wrong_cost', 'wrong_distance', 'wrong_duration']);
  return violations.filter(({ kind }) => !misstated.has(kind)).map(({ kind, amount }) => [kind, amount]);
}
