import { NOWHERE } from './insertion.ts';
import type { SearchState } from './search-state.ts';

/**
 * Regret-k insertion (Potvin & Rousseau 1993): next comes the stop that would
 * lose most if it did not get its best route now. Best places are kept by stop
 * and route, and only the route that changed is looked at again.
 */
export function constructRegret(state: SearchState, k: number): void {
  const { problem, routes, insertion, journal } = state;
  const { vehicles } = problem;
  const cost = new Float64Array(problem.stops * vehicles).fill(Number.POSITIVE_INFINITY);
  const after = new Int32Array(problem.stops * vehicles).fill(NOWHERE);
  const waiting = [...state.absent.subarray(0, state.absentCount)];
  const look = (stop: number, vehicle: number) => {
    insertion.reset();
    insertion.offerRoute(stop, vehicle);
    cost[stop * vehicles + vehicle] = insertion.cost;
    after[stop * vehicles + vehicle] = insertion.after;
  };
  journal.begin();
  let changed = -1;
  while (waiting.length > 0) {
    let chosen = -1;
    let chosenAt = NOWHERE;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < waiting.length; i++) {
      if (state.stop()) {
        state.findAbsent();
        return;
      }
      const stop = waiting[i] as number;
      if (changed < 0) for (let v = 0; v < vehicles; v++) look(stop, v);
      else look(stop, changed);
      const { vehicle, regret } = regretOf(state, cost.subarray(stop * vehicles, (stop + 1) * vehicles), k, stop);
      if (vehicle >= 0 && regret > most) {
        most = regret;
        chosen = i;
        chosenAt = after[stop * vehicles + vehicle] as number;
      }
    }
    if (chosen < 0) break;
    const stop = waiting[chosen] as number;
    waiting[chosen] = waiting.at(-1) as number;
    waiting.pop();
    changed = routes.route[chosenAt] as number;
    journal.touch(changed);
    routes.link(stop, chosenAt);
    routes.refresh(changed);
  }
  state.findAbsent();
}

/** Best vehicle for the stop, and what waiting may lose: the sum of differences to the next k - 1 routes. */
function regretOf(
  state: SearchState,
  costs: Float64Array,
  k: number,
  stop: number,
): { vehicle: number; regret: number } {
  const { problem, routes } = state;
  const ranked: number[] = [];
  let vehicle = -1;
  let emptyType = -1;
  for (let v = 0; v < costs.length; v++) {
    if (routes.count[v] === 0) {
      if (problem.type[v] === emptyType) continue;
      emptyType = problem.type[v] as number;
    }
    const cost = costs[v] as number;
    if (cost === Number.POSITIVE_INFINITY) continue;
    if (vehicle < 0 || cost < (costs[vehicle] as number)) vehicle = v;
    let at = ranked.length;
    while (at > 0 && (ranked[at - 1] as number) > cost) at--;
    if (at < k) {
      ranked.splice(at, 0, cost);
      if (ranked.length > k) ranked.pop();
    }
  }
  const best = ranked[0];
  if (best === undefined || best >= (problem.prize[stop] as number)) return { vehicle: -1, regret: 0 };
  let regret = 0;
  // Fewer routes than k: what is left would be its prize.
  for (let i = 1; i < k; i++)
    regret += (ranked[i] ?? Math.min(problem.prize[stop] as number, best + problem.missing / 1e3)) - best;
  return { vehicle, regret };
}
