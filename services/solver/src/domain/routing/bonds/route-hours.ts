import { type CompiledRouting, HORIZON } from '#domain/routing/compiled';
import type { Routes } from '#domain/routing/routes';

/**
 * Earliest and latest starts along a route from windows, service and travel
 * alone. Breaks, reloads, nights and setup only take more time, so what does
 * not fit here does not fit at all (where no detour is a shortcut), and need
 * not be walked.
 */
export class RouteHours {
  readonly #routes: Routes;
  readonly #problem: CompiledRouting;
  /** By place in the route, the start first: earliest time it is left at, and latest start of service. */
  readonly #left: Float64Array;
  readonly #latest: Float64Array;
  /** First cell of the vehicle's type in the windows. */
  #cells = 0;
  #service: Int32Array;
  #durations: Int32Array;
  /** Short legs may be walked, which these hours do not know. */
  #isBlind = false;

  constructor(routes: Routes) {
    const { problem } = routes;
    this.#routes = routes;
    this.#problem = problem;
    this.#left = new Float64Array(problem.stops + 8);
    this.#latest = new Float64Array(problem.stops + 8);
    this.#service = problem.service;
    this.#durations = problem.durations;
  }

  /** @param nodes of the route, its start first, then `count` stops */
  read(vehicle: number, nodes: Int32Array, count: number): void {
    const { rules, type, stops, shiftStart, shiftEnd, durations, walking, size } = this.#problem;
    const kind = type[vehicle] as number;
    const own = rules?.types[kind];
    this.#isBlind = own ? own.walking !== undefined : walking !== undefined;
    if (this.#isBlind) return;
    this.#cells = kind * stops;
    this.#durations = own?.durations ?? durations;
    const { location } = this.#routes;
    let left = shiftStart[vehicle] as number;
    this.#left[0] = left;
    for (let place = 1; place <= count; place++) {
      const node = nodes[place] as number;
      const from = location[nodes[place - 1] as number] as number;
      const arrival = left + (this.#durations[from * size + (location[node] as number)] as number);
      left = Math.max(arrival, this.#open(node)) + this.#serviceAt(node);
      this.#left[place] = left;
    }
    const end = this.#routes.endOf(vehicle);
    let latest = Math.min(HORIZON, shiftEnd[vehicle] as number);
    this.#latest[count + 1] = latest;
    for (let place = count; place >= 1; place--) {
      const node = nodes[place] as number;
      const to = location[place === count ? end : (nodes[place + 1] as number)] as number;
      const travel = this.#durations[(location[node] as number) * size + to] as number;
      latest = Math.min(this.#close(node), latest - travel - this.#serviceAt(node));
      this.#latest[place] = latest;
    }
  }

  /** Whether the stop may come behind the node at `place` and before the one that follows, as far as these hours know. */
  allows(place: number, before: number, stop: number, behind: number): boolean {
    if (this.#isBlind) return true;
    const { location } = this.#routes;
    const { size } = this.#problem;
    const at = location[stop] as number;
    const arrival =
      (this.#left[place] as number) + (this.#durations[(location[before] as number) * size + at] as number);
    if (arrival > this.#close(stop)) return false;
    const left = Math.max(arrival, this.#open(stop)) + this.#serviceAt(stop);
    return (
      left + (this.#durations[at * size + (location[behind] as number)] as number) <=
      (this.#latest[place + 1] as number)
    );
  }

  #serviceAt(stop: number): number {
    const { rules } = this.#problem;
    return (rules ? rules.service[this.#cells + stop] : this.#service[stop]) as number;
  }

  #open(stop: number): number {
    const { windowFrom, windowOpen, rules } = this.#problem;
    const first = windowFrom[this.#cells + stop] as number;
    // Without setup service may start earlier.
    return Math.min(windowOpen[first] as number, (rules?.bareOpen[first] ?? HORIZON) as number);
  }

  #close(stop: number): number {
    const { windowFrom, windowClose } = this.#problem;
    return windowClose[(windowFrom[this.#cells + stop + 1] as number) - 1] as number;
  }
}
