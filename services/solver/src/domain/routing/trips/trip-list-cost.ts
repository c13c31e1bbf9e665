import type { TripProblem } from './trip-problem.ts';
import { reloadAt } from './trip-routes.ts';

/** Cost of a list of stops and reloads on a vehicle, walked from its start to its end: the reference, and for what cannot be priced in constant time. */
export class TripListCost {
  readonly #trips: TripProblem;
  /** By trip of the list: its latest release. */
  readonly #ripe: Int32Array;

  constructor(trips: TripProblem) {
    this.#trips = trips;
    this.#ripe = new Int32Array(2 * trips.problem.stops + 2);
  }

  /** Cost when the vehicle drives `list[0]` up to `list[length - 1]`; infinite when it may not, 0 for none. */
  of(vehicle: number, list: Int32Array, length: number): number {
    if (length === 0) return 0;
    if (!this.#holds(vehicle, list, length)) return Number.POSITIVE_INFINITY;
    const { problem, search, loading, depotOpen, depotClose, leaveFrom, leaveUntil, homeUntil } = this.#trips;
    const { legs, seconds, size, open, close } = search;
    const base = (problem.type[vehicle] as number) * problem.stops;
    let row = (problem.start[vehicle] as number) * size;
    let ready = Math.max(leaveFrom[vehicle] as number, this.#ripe[0] as number);
    let late = leaveUntil[vehicle] as number;
    if (ready > late) return Number.POSITIVE_INFINITY;
    let trip = 0;
    let sum = 0;
    let meters = 0;
    let duration = 0;
    for (let i = 0; i <= length; i++) {
      const item = i < length ? (list[i] as number) : 0;
      const isEnd = i === length;
      const isStop = !isEnd && item >= 0;
      const at = isEnd
        ? (problem.end[vehicle] as number)
        : isStop
          ? (problem.location[item] as number)
          : reloadAt(item);
      sum += legs[row + at] as number;
      meters += problem.distances[row + at] as number;
      const drive = seconds[row + at] as number;
      let from = 0;
      let until = homeUntil[vehicle] as number;
      let busy = 0;
      if (isStop) {
        from = open[base + item] as number;
        until = close[base + item] as number;
        busy = problem.service[item] as number;
      } else if (!isEnd) {
        busy = loading[at] as number;
        from = Math.max(depotOpen[at] as number, (this.#ripe[++trip] as number) - busy);
        until = (depotClose[at] as number) - busy;
      }
      const arrival = Math.max(ready + drive, from);
      if (arrival > until) return Number.POSITIVE_INFINITY;
      ready = arrival + busy;
      duration += drive;
      const wait = Math.max(from - duration - late, 0);
      late = Math.min(until - duration, late);
      duration += wait + busy;
      row = at * size;
    }
    if (meters > (problem.maxDistance[vehicle] as number)) return Number.POSITIVE_INFINITY;
    if (duration > (problem.maxDuration[vehicle] as number)) return Number.POSITIVE_INFINITY;
    return (
      (problem.fixedCost[vehicle] as number) +
      (search.rate[vehicle] as number) * sum +
      (problem.perSecond[vehicle] as number) * duration
    );
  }

  /** Whether the vehicle may serve all of them, has room in every trip, and may reload so often; sets the releases. */
  #holds(vehicle: number, list: Int32Array, length: number): boolean {
    const { problem, search, release, maxReloads } = this.#trips;
    const { dims, demand, capacity } = search;
    const base = (problem.type[vehicle] as number) * problem.stops;
    const ripe = this.#ripe;
    let trip = 0;
    ripe[0] = 0;
    for (let i = 0; i < length; i++) {
      const item = list[i] as number;
      if (item < 0) ripe[++trip] = 0;
      else {
        if (problem.allowed[base + item] === 0) return false;
        if ((release[item] as number) > (ripe[trip] as number)) ripe[trip] = release[item] as number;
      }
    }
    if (trip > (maxReloads[vehicle] as number) || length - trip > (problem.maxStops[vehicle] as number)) return false;
    for (let d = 0; d < dims; d++) {
      const most = capacity[vehicle * dims + d] as number;
      let left = most;
      for (let i = 0; i < length; i++) {
        const item = list[i] as number;
        if (item < 0) left = most;
        else left -= demand[item * dims + d] as number;
        if (left < 0) return false;
      }
    }
    return true;
  }
}
