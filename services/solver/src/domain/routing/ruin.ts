import type { SearchState } from './search-state.ts';

/*
 * Slack induction by string removals (Christiaens & Vanden Berghe 2020), the
 * ruin half: strings of stops are taken out of routes that lie close together.
 */

/** Average number of stops removed, and the longest string. */
const AVERAGE_REMOVED = 10;
const LONGEST_STRING = 10;
/** Chance that a string keeps a middle part, and that this part grows by one more. */
const SPLIT = 0.5;
const SPLIT_DEPTH = 0.01;
/** Chance that a stop takes its whole bunch along, so that it can move to another route. */
const WHOLE_BUNCH = 0.5;
/** Where balance has a price: chance that the ruin begins at the largest route. */
const LARGEST = 0.2;

/** Takes strings out of routes around a random stop; the stops become absent. */
export class StringRemoval {
  readonly #state: SearchState;
  readonly #touched: Int32Array;

  constructor(state: SearchState) {
    this.#state = state;
    this.#touched = new Int32Array(state.problem.vehicles);
  }

  ruin(): void {
    const { problem, routes, random, neighbours, neighbourCount, journal } = this.#state;
    let used = 0;
    let served = 0;
    for (let v = 0; v < problem.vehicles; v++) {
      if (routes.count[v] === 0) continue;
      used++;
      served += routes.count[v] as number;
    }
    let centre = random.below(problem.stops);
    if (served === 0) return;
    if (problem.bonds?.balance && random.unit() < LARGEST) centre = this.#inLargest();
    const longest = Math.min(LONGEST_STRING, served / used);
    const strings = Math.floor(random.unit() * ((4 * AVERAGE_REMOVED) / (1 + longest))) + 1;
    let ruined = 0;
    for (let k = -1; k < neighbourCount && ruined < strings; k++) {
      const stop = k < 0 ? centre : (neighbours[centre * neighbourCount + k] as number);
      const vehicle = routes.route[stop] as number;
      if (vehicle < 0 || journal.isTouched(vehicle)) continue;
      journal.touch(vehicle);
      this.#touched[ruined++] = vehicle;
      const most = Math.min(longest, routes.count[vehicle] as number);
      this.#removeString(vehicle, stop, Math.floor(random.unit() * most) + 1);
    }
    for (let k = 0; k < ruined; k++) routes.refresh(this.#touched[k] as number);
  }

  #removeString(vehicle: number, around: number, length: number): void {
    const { routes, random } = this.#state;
    const count = routes.read(vehicle, routes.sequence);
    const place = (routes.position[around] as number) - 1;
    let kept = 0;
    if (length > 1 && length < count && random.unit() < SPLIT) {
      kept = 1;
      while (length + kept < count && random.unit() < SPLIT_DEPTH) kept++;
    }
    const span = length + kept;
    const first = Math.max(0, place - span + 1);
    const last = Math.min(place, count - span);
    const from = first + random.below(last - first + 1);
    const wholeBunch = this.#state.problem.bonds !== undefined && random.unit() < WHOLE_BUNCH;
    const keepFrom = kept === 0 ? from + span : from + 1 + random.below(length - 1 || 1);
    for (let i = from; i < from + span; i++) {
      if (i >= keepFrom && i < keepFrom + kept) continue;
      const stop = routes.sequence[i] as number;
      // It may have gone with another one.
      if ((routes.route[stop] as number) < 0) continue;
      this.#state.takeOut(stop, wholeBunch);
    }
  }

  /** A stop of the route that is largest by what is balanced. */
  #inLargest(): number {
    const { problem, routes, random, spread } = this.#state;
    let largest = routes.count.findIndex((count) => count > 0);
    for (let v = 0; v < problem.vehicles; v++) if (spread.sizeOf(v) > spread.sizeOf(largest)) largest = v;
    const count = routes.read(largest, routes.sequence);
    return routes.sequence[random.below(count)] as number;
  }
}
