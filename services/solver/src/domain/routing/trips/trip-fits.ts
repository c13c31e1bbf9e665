import type { SearchProblem } from '#domain/routing/search/search-problem';
import type { TripProblem } from './trip-problem.ts';
import type { TripRoutes } from './trip-routes.ts';

/**
 * Whether loads, releases, windows and opening hours hold with one stop more. A
 * trip that leaves its head at time t is done at a node of it at the latest of
 * when it is done now and t with all legs and services since: a later release
 * is asked of in constant time.
 */
export class TripFits {
  readonly #trips: TripProblem;
  readonly #search: SearchProblem;
  readonly #routes: TripRoutes;
  #stop = 0;
  /** First cell of the stop's row. */
  #own = 0;

  constructor(routes: TripRoutes) {
    this.#trips = routes.trips;
    this.#search = routes.search;
    this.#routes = routes;
  }

  /** Sets the stop that is asked about. */
  begin(stop: number): void {
    this.#stop = stop;
    this.#own = (this.#routes.place[stop] as number) * this.#search.size;
  }

  /** Whether room, release and windows hold behind a node of a trip. */
  inTrip(after: number, vehicle: number): boolean {
    const { place, next, head, room, ready, since, latest } = this.#routes;
    const { dims, demand, secondsInto, seconds } = this.#search;
    const stop = this.#stop;
    const own = this.#own;
    const first = head[after] as number;
    for (let d = 0; d < dims; d++) {
      if ((demand[stop * dims + d] as number) > (room[first * dims + d] as number)) return false;
    }
    const release = this.#trips.release[stop] as number;
    // So late may the trip leave; what it serves before the stop is done later then.
    if (release > this.#leaves(first)) return false;
    const leave = Math.max(ready[after] as number, release + (since[after] as number));
    const done = this.#served(leave + (secondsInto[own + (place[after] as number)] as number), vehicle);
    const before = next[after] as number;
    return done + (seconds[own + (place[before] as number)] as number) <= (latest[before] as number);
  }

  /** Whether times hold for a trip of the stop alone right behind the head of a trip, which then begins with a reload. */
  isInTimeFirst(head: number, vehicle: number, depot: number): boolean {
    const { place, next, loaded, ripe, latest, reloadsFrom } = this.#routes;
    const { seconds, secondsInto, size } = this.#search;
    const { release, depotClose, leaveUntil } = this.#trips;
    const own = this.#own;
    const from = place[head] as number;
    const to = place[next[head] as number] as number;
    const leave = Math.max(loaded[head] as number, release[this.#stop] as number);
    const isStart = head < reloadsFrom;
    if (leave > ((isStart ? leaveUntil[vehicle] : depotClose[from]) as number)) return false;
    const done = this.#served(leave + (secondsInto[own + from] as number), vehicle);
    const again = this.#reloaded(done + (seconds[own + depot] as number), depot, ripe[head] as number);
    return again + (seconds[depot * size + to] as number) <= (latest[next[head] as number] as number);
  }

  /** Whether times hold for a trip of the stop alone behind the last stop of a vehicle. */
  isInTimeLast(last: number, vehicle: number, depot: number): boolean {
    const { place, ready, latest } = this.#routes;
    const { seconds, secondsInto, size } = this.#search;
    const own = this.#own;
    const end = this.#routes.endOf(vehicle);
    const from = (place[last] as number) * size;
    const to = place[end] as number;
    const arrival = (ready[last] as number) + (seconds[from + depot] as number);
    const leave = this.#reloaded(arrival, depot, this.#trips.release[this.#stop] as number);
    const done = this.#served(leave + (secondsInto[own + depot] as number), vehicle);
    return done + (seconds[own + to] as number) <= (latest[end] as number);
  }

  /** Whether the stop can lead the rest of the trip, from a reload behind the node. What the first part need not wait for any more is not counted. */
  behindReload(after: number, vehicle: number, depot: number): boolean {
    const { place, next, ready, latest } = this.#routes;
    const { seconds, secondsInto, size } = this.#search;
    const { release } = this.#trips;
    const before = next[after] as number;
    const arrival = (ready[after] as number) + (seconds[(place[after] as number) * size + depot] as number);
    const ripe = Math.max(release[this.#stop] as number, this.#ripeFrom(before));
    const leave = this.#reloaded(arrival, depot, ripe);
    const done = this.#served(leave + (secondsInto[this.#own + depot] as number), vehicle);
    if (done + (seconds[this.#own + (place[before] as number)] as number) > (latest[before] as number)) return false;
    return this.#fitsWith(before, vehicle);
  }

  /** Whether the stop can end the first part of the trip, before a reload for the rest. */
  beforeReload(after: number, vehicle: number, depot: number): boolean {
    const { place, next, head, ready, since, latest, room } = this.#routes;
    const { seconds, secondsInto, size, dims, demand } = this.#search;
    const before = next[after] as number;
    const first = head[after] as number;
    const release = this.#trips.release[this.#stop] as number;
    if (release > this.#leaves(first)) return false;
    const leave = Math.max(ready[after] as number, release + (since[after] as number));
    const done = this.#served(leave + (secondsInto[this.#own + (place[after] as number)] as number), vehicle);
    const again = this.#reloaded(done + (seconds[this.#own + depot] as number), depot, this.#ripeFrom(before));
    if (again + (seconds[depot * size + (place[before] as number)] as number) > (latest[before] as number))
      return false;
    for (let d = 0; d < dims; d++) {
      const left = (room[first * dims + d] as number) + this.#loadFrom(before, d);
      if ((demand[this.#stop * dims + d] as number) > left) return false;
    }
    return true;
  }

  /** Whether a trip of the vehicle holds the stop. */
  alone(vehicle: number): boolean {
    const { dims, demand, capacity } = this.#search;
    for (let d = 0; d < dims; d++) {
      if ((demand[this.#stop * dims + d] as number) > (capacity[vehicle * dims + d] as number)) return false;
    }
    return true;
  }

  /** Latest time to leave the head of a trip. */
  #leaves(head: number): number {
    const { latest, place, reloadsFrom } = this.#routes;
    return (latest[head] as number) + (head < reloadsFrom ? 0 : (this.#trips.loading[place[head] as number] as number));
  }

  /** When the stop is served after an arrival; beyond all times when that is too late. */
  #served(arrival: number, vehicle: number): number {
    const { problem } = this.#routes;
    const cell = (problem.type[vehicle] as number) * problem.stops + this.#stop;
    if (arrival > (this.#search.close[cell] as number)) return Number.POSITIVE_INFINITY;
    return Math.max(arrival, this.#search.open[cell] as number) + (problem.service[this.#stop] as number);
  }

  /** When the vehicle leaves a depot at which it arrives to reload; beyond all times when that is too late. */
  #reloaded(arrival: number, depot: number, ripe: number): number {
    const { loading, depotOpen, depotClose } = this.#trips;
    const loaded = Math.max(arrival, depotOpen[depot] as number) + (loading[depot] as number);
    const leave = Math.max(loaded, ripe);
    return leave > (depotClose[depot] as number) ? Number.POSITIVE_INFINITY : leave;
  }

  /** Latest release from a stop to the end of its trip. */
  #ripeFrom(stop: number): number {
    const { next, stops } = this.#routes;
    let ripe = 0;
    for (let node = stop; node < stops; node = next[node] as number) {
      ripe = Math.max(ripe, this.#trips.release[node] as number);
    }
    return ripe;
  }

  /** Load from a stop to the end of its trip. */
  #loadFrom(stop: number, dimension: number): number {
    const { next, stops } = this.#routes;
    const { dims, demand } = this.#search;
    let load = 0;
    for (let node = stop; node < stops; node = next[node] as number) load += demand[node * dims + dimension] as number;
    return load;
  }

  /** Whether the vehicle holds the stop and the rest of a trip from another one on. */
  #fitsWith(from: number, vehicle: number): boolean {
    const { dims, demand, capacity } = this.#search;
    for (let d = 0; d < dims; d++) {
      const load = (demand[this.#stop * dims + d] as number) + this.#loadFrom(from, d);
      if (load > (capacity[vehicle * dims + d] as number)) return false;
    }
    return true;
  }
}
