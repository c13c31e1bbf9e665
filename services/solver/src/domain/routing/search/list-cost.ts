import { FAR, UNLIMITED } from '#domain/routing/compiled';
import type { SearchRoutes } from './search-routes.ts';

/** Cost of a list of stops on a vehicle, walked from its start to its end: for the few whole routes that change hands, not for inner loops. */
export class ListCost {
  readonly #routes: SearchRoutes;

  constructor(routes: SearchRoutes) {
    this.#routes = routes;
  }

  /** Cost when the vehicle drives the stops `list[0]` up to `list[length - 1]`; infinite when it may not, 0 for none. */
  of(vehicle: number, list: Int32Array, length: number): number {
    if (length === 0) return 0;
    const { search, problem, place } = this.#routes;
    if (!this.#holds(vehicle, list, length)) return Number.POSITIVE_INFINITY;
    const { legs, seconds, size, rate, open, close } = search;
    const base = (problem.type[vehicle] as number) * problem.stops;
    let at = problem.start[vehicle] as number;
    let sum = 0;
    let meters = 0;
    let ready = problem.shiftStart[vehicle] as number;
    let duration = 0;
    let late = problem.shiftEnd[vehicle] as number;
    for (let i = 0; i <= length; i++) {
      const stop = i < length ? (list[i] as number) : -1;
      const to = stop < 0 ? (problem.end[vehicle] as number) : (place[stop] as number);
      const cell = at * size + to;
      const leg = legs[cell] as number;
      if (leg >= FAR) return Number.POSITIVE_INFINITY;
      sum += leg;
      if (search.limited) meters += problem.distances[cell] as number;
      const drive = seconds[cell] as number;
      const from = stop < 0 ? 0 : (open[base + stop] as number);
      const until = stop < 0 ? (problem.shiftEnd[vehicle] as number) : (close[base + stop] as number);
      const service = stop < 0 ? 0 : (problem.service[stop] as number);
      const arrival = ready + drive;
      if (arrival > until) return Number.POSITIVE_INFINITY;
      ready = Math.max(arrival, from) + service;
      if (search.timed) {
        const shift = duration + drive;
        duration = shift + Math.max(from - shift - late, 0) + service;
        late = Math.min(until - shift, late);
      }
      at = to;
    }
    if (search.limited && meters > (problem.maxDistance[vehicle] as number)) return Number.POSITIVE_INFINITY;
    const longest = problem.maxDuration[vehicle] as number;
    if (search.timed && longest < UNLIMITED && duration > longest) return Number.POSITIVE_INFINITY;
    return (
      (problem.fixedCost[vehicle] as number) +
      (rate[vehicle] as number) * sum +
      (problem.perSecond[vehicle] as number) * duration
    );
  }

  /** Whether the vehicle may serve all of them and has room. */
  #holds(vehicle: number, list: Int32Array, length: number): boolean {
    const { search, problem } = this.#routes;
    const { dims, demand, capacity } = search;
    const base = (problem.type[vehicle] as number) * problem.stops;
    for (let i = 0; i < length; i++) if (problem.allowed[base + (list[i] as number)] === 0) return false;
    for (let d = 0; d < dims; d++) {
      let left = capacity[vehicle * dims + d] as number;
      for (let i = 0; i < length; i++) left -= demand[(list[i] as number) * dims + d] as number;
      if (left < 0) return false;
    }
    return true;
  }
}
