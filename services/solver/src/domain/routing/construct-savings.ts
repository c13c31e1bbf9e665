import { chosenVehicles } from './chosen-vehicles.ts';
import { type CompiledRouting, FAR } from './compiled.ts';
import { SearchState } from './search-state.ts';

/**
 * Savings (Clarke & Wright 1964): starts from a route a stop and joins the ends
 * of two routes while that saves most; only near stops are joined. It works
 * with as many vehicles of the first type as there are stops; the largest of
 * its routes are then given to the real vehicles, and the stops of the others
 * stay absent for the caller to insert.
 */
export function constructSavings(state: SearchState): void {
  const free = new SearchState(endlessFleet(state.problem), state.random, state.stop, state.neighbours);
  for (let stop = 0; stop < free.problem.stops; stop++) {
    free.insertion.reset();
    free.insertion.offerRoute(stop, stop);
    if (free.insertion.after >= 0) free.routes.setRoute(stop, [stop], 1);
  }
  joinAll(free);
  handOver(free, state);
  state.findAbsent();
}

/** The same stops, and a vehicle of the first type for each. */
function endlessFleet(problem: CompiledRouting): CompiledRouting {
  return { ...problem, ...chosenVehicles(problem, new Array<number>(problem.stops).fill(0)) };
}

function joinAll(free: SearchState): void {
  const { routes, trial } = free;
  const { saving, from, to } = savingsOf(free);
  const order = Uint32Array.from(saving.keys()).sort((x, y) => (saving[y] as number) - (saving[x] as number) || x - y);
  const joined = new Int32Array(free.problem.stops);
  for (const pair of order) {
    if (free.stop()) return;
    const a = from[pair] as number;
    const b = to[pair] as number;
    const first = routes.route[a] as number;
    const second = routes.route[b] as number;
    if (first < 0 || second < 0 || first === second) continue;
    if (routes.next[a] !== routes.endOf(first) || routes.prev[b] !== routes.startOf(second)) continue;
    const cost = trial.begin(a).finish(b);
    if (cost >= (routes.cost[first] as number) + (routes.cost[second] as number)) continue;
    const length = routes.read(first, joined);
    const total = length + routes.read(second, joined.subarray(length));
    routes.setRoute(second, [], 0);
    routes.setRoute(first, joined, total);
  }
}

function savingsOf({ problem, neighbours, neighbourCount }: SearchState) {
  const { size, location } = problem;
  const depotRow = (problem.start[0] as number) * size;
  const end = problem.end[0] as number;
  const saving: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (let a = 0; a < problem.stops; a++) {
    const row = (location[a] as number) * size;
    for (let k = 0; k < neighbourCount; k++) {
      const b = neighbours[a * neighbourCount + k] as number;
      const at = location[b] as number;
      const saved = legCost(problem, row + end) + legCost(problem, depotRow + at) - legCost(problem, row + at);
      if (saved <= 0) continue;
      saving.push(saved);
      from.push(a);
      to.push(b);
    }
  }
  return { saving, from, to };
}

function legCost(problem: CompiledRouting, cell: number): number {
  const meters = problem.distances[cell] as number;
  const seconds = problem.durations[cell] as number;
  if (meters >= FAR || seconds >= FAR) return FAR;
  const perSecond = (problem.perTravelSecond[0] as number) + (problem.perSecond[0] as number);
  return (problem.perMeter[0] as number) * meters + perSecond * seconds;
}

/** Gives the largest routes to the vehicles that may drive them. */
function handOver(free: SearchState, state: SearchState): void {
  const { routes } = state;
  const bySize = Array.from(free.routes.count.keys())
    .filter((v) => (free.routes.count[v] as number) > 0)
    .sort((x, y) => (free.routes.count[y] as number) - (free.routes.count[x] as number) || x - y);
  const stops = new Int32Array(free.problem.stops);
  for (const from of bySize) {
    const length = free.routes.read(from, stops);
    let type = -1;
    for (let v = 0; v < state.problem.vehicles; v++) {
      if (routes.count[v] !== 0 || state.problem.type[v] === type) continue;
      type = state.problem.type[v] as number;
      if (routes.walk.evaluate(v, stops, length) === Number.POSITIVE_INFINITY) continue;
      routes.setRoute(v, stops, length);
      break;
    }
  }
}
