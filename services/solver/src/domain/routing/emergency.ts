import type { EngineOutcome } from '#domain/engine/engine';
import { emergencyUnits } from './bonds/bonded-emergency.ts';
import { balanceCost, lossesOf, sizesOf } from './bonds/cost-beside.ts';
import { type CompiledRouting, FAR } from './compiled.ts';
import { RouteWalk } from './route-walk.ts';
import type { VisitOrder } from './visit-engine.ts';

/**
 * The answer that always exists: vehicle after vehicle goes on to the stop with
 * the best prize for its time while that keeps every rule. Asks no stop rule and
 * shares no search code with the engine, so that it stands when that fails.
 */
export function emergencyVisits(problem: CompiledRouting): EngineOutcome<VisitOrder> {
  const walk = new RouteWalk(problem);
  if (problem.bonds) return bonded(problem, walk, emergencyUnits(problem, problem.bonds));
  const served = new Uint8Array(problem.stops);
  const routes: Int32Array[] = [];
  let cost = 0;
  for (let v = 0; v < problem.vehicles; v++) {
    const route: number[] = [];
    let price = 0;
    for (
      let next = bestNext(problem, walk, v, route, served);
      next >= 0;
      next = bestNext(problem, walk, v, route, served)
    ) {
      served[next] = 1;
      route.push(next);
      price = walk.evaluate(v, route, route.length);
    }
    cost += price;
    routes.push(Int32Array.from(route));
  }
  let missing = 0;
  for (let s = 0; s < problem.stops; s++) {
    if (served[s] === 1) continue;
    cost += problem.prize[s] as number;
    missing += problem.required[s] as number;
  }
  return { solution: { routes, missing }, value: cost, stopReason: 'converged', iterations: 0 };
}

function bonded(problem: CompiledRouting, walk: RouteWalk, routes: readonly Int32Array[]): EngineOutcome<VisitOrder> {
  const { cost, missing } = lossesOf(problem, routes);
  const own = routes.reduce((sum, route, v) => sum + walk.evaluate(v, route, route.length), 0);
  const value = own + cost + missing.length * problem.missing + balanceCost(problem, sizesOf(problem, walk, routes));
  return { solution: { routes, missing: missing.length }, value, stopReason: 'converged', iterations: 0 };
}

/** Stops tried in full, best first, before a route is closed. */
const MOST_TRIED = 12;

function bestNext(
  problem: CompiledRouting,
  walk: RouteWalk,
  vehicle: number,
  route: number[],
  served: Uint8Array,
): number {
  const last = route.at(-1);
  const at = last === undefined ? (problem.start[vehicle] as number) : (problem.location[last] as number);
  const type = (problem.type[vehicle] as number) * problem.stops;
  const ranked: { stop: number; rank: number }[] = [];
  for (let s = 0; s < problem.stops; s++) {
    if (served[s] === 1 || problem.allowed[type + s] === 0) continue;
    const seconds = problem.durations[at * problem.size + (problem.location[s] as number)] as number;
    if (seconds >= FAR && !problem.walking) continue;
    const close = problem.windowClose[(problem.windowFrom[type + s + 1] as number) - 1] as number;
    // Required and rich stops first; then what is near and closes soon.
    const rank =
      Math.log(1 + (problem.prize[s] as number)) * 600 - seconds - (problem.service[s] as number) / 4 - close / 8;
    if (ranked.length === MOST_TRIED && rank <= (ranked.at(-1)?.rank ?? 0)) continue;
    let place = ranked.length;
    while (place > 0 && (ranked[place - 1] as { rank: number }).rank < rank) place--;
    ranked.splice(place, 0, { stop: s, rank });
    if (ranked.length > MOST_TRIED) ranked.pop();
  }
  const before = walk.evaluate(vehicle, route, route.length);
  for (const { stop } of ranked) {
    const cost = walk.evaluate(vehicle, [...route, stop], route.length + 1);
    if (cost - before < (problem.prize[stop] as number)) return stop;
  }
  return -1;
}
