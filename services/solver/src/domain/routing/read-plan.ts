import { balanceCost, lossesOf, sizeBy, stopsOfUnit } from './bonds/cost-beside.ts';
import type { CompiledRouting } from './compiled.ts';
import type { Route, RoutePlan, RouteVisit, RoutingProblem, Unserved } from './problem.ts';
import { RouteWalk } from './route-walk.ts';
import type { RouteLists } from './search-state.ts';

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
    });
    cost += walk.cost;
    distanceMeters += walk.meters;
    durationSeconds += walk.arrival - walk.departure;
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
