import { balanceCost, lossesOf, sizeBy, stopsOfUnit } from './bonds/cost-beside.ts';
import type { CompiledRouting } from './compiled.ts';
import {
  ROUTE_EVENT,
  type Route,
  type RouteEvent,
  type RoutePlan,
  type RouteVisit,
  type RoutingProblem,
  type Unserved,
} from './problem.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';
import { DRIVING_PAUSE, WORK_PAUSE } from './timeline/labels.ts';
import type { TimedRoute } from './timeline/read-times.ts';

/** Reads the engine's stop order back as a plan with times, without reasons for what is left out. */
export function readPlan(problem: RoutingProblem, compiled: CompiledRouting, lists: RouteLists): RoutePlan {
  const walk = new RouteWalk(compiled);
  const { input } = problem;
  const balance = compiled.bonds?.balance;
  const sizes = new Map<number, number>();
  const routes: Route[] = [];
  let cost = 0;
  let distanceMeters = 0;
  let durationSeconds = 0;
  let vehicleIndex = 0;
  for (let v = 0; v < compiled.vehicles; v++) {
    vehicleIndex = v > 0 && compiled.type[v] === compiled.type[v - 1] ? vehicleIndex + 1 : 0;
    const list = lists[v];
    if (!list || list.length === 0) continue;
    if (!walk.schedule(v, list, list.length)) throw new Error(`route ${v} breaks a rule of its own problem`);
    routes.push({
      vehicleId: input.vehicles[compiled.type[v] as number]?.id ?? '',
      vehicleIndex,
      visits: Array.from(list, (stop, i) => visitOf(problem, walk, stop, i)),
      startSeconds: walk.departure,
      endSeconds: walk.arrival,
      distanceMeters: walk.meters,
      cost: walk.cost,
      ...(walk.timed && richParts(problem, compiled, walk, walk.timed, v)),
    });
    cost += walk.cost;
    distanceMeters += walk.meters;
    durationSeconds += walk.timed ? walk.duration : walk.arrival - walk.departure;
    if (balance) sizes.set(v, sizeBy(balance, list.length, walk.meters, walk.duration));
  }
  const losses = lossesOf(compiled, lists);
  const left = losses.absent.flatMap((lead) => stopsOfUnit(compiled, lead)).sort((a, b) => a - b);
  const unserved = left.map((stop): Unserved => ({ id: input.stops[stop]?.id ?? '', reasons: [] }));
  const spread = balanceCost(compiled, sizes);
  cost += losses.cost + spread;
  return { routes, unserved, cost, distanceMeters, durationSeconds, balanceCost: spread };
}

function visitOf({ input }: RoutingProblem, walk: RouteWalk, stop: number, place: number): RouteVisit {
  const start = walk.starts[place] as number;
  const raw = input.stops[stop];
  return {
    stopId: raw?.id ?? '',
    arrivalSeconds: walk.arrivals[place] as number,
    startSeconds: start,
    departureSeconds: start + (raw?.serviceSeconds ?? 0),
    distanceMeters: walk.legMeters[place] as number,
  };
}

/** What a route with rules says beyond a plain one. */
function richParts(
  { input }: RoutingProblem,
  compiled: CompiledRouting,
  walk: RouteWalk,
  timed: TimedRoute,
  vehicle: number,
): Partial<Route> {
  const { waiting, overtime, softCost, changeCost } = walk.parts;
  const rules = compiled.rules?.types[compiled.type[vehicle] as number];
  const breakId = (what: number) =>
    what === DRIVING_PAUSE ? 'driving' : what === WORK_PAUSE ? 'work' : (rules?.breaks[what]?.id ?? '');
  const visits = timed.visits.map(
    (visit): RouteVisit => ({
      stopId: input.stops[visit.stop]?.id ?? '',
      arrivalSeconds: visit.arrival,
      startSeconds: visit.start,
      departureSeconds: visit.departure,
      distanceMeters: visit.meters,
      ...(visit.walked && { walked: true }),
    }),
  );
  const events = timed.events.map(
    (event): RouteEvent => ({
      kind: ROUTE_EVENT[event.kind],
      visitsBefore: event.visitsBefore,
      startSeconds: event.start,
      endSeconds: event.end,
      depotId: event.depot < 0 ? '' : (input.depots[event.depot]?.id ?? ''),
      breakId: event.kind === 'break' ? breakId(event.what) : '',
      distanceMeters: event.meters,
    }),
  );
  return {
    visits,
    events,
    travelSeconds: walk.travelSeconds,
    waitingSeconds: waiting,
    overtimeSeconds: overtime,
    softWindowCost: softCost,
    changeCost,
  };
}
