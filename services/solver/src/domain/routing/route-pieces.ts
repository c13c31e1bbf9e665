import type { Routes } from './routes.ts';
import type { SearchState } from './search-state.ts';

/*
 * What the moves of the local search are made of: legs and their cost,
 * strings of stops that follow each other, heads and tails put together.
 */

/** Cost of a leg by its metres and seconds, waiting aside. */
export function legCost({ routes, problem }: SearchState, vehicle: number, a: number, b: number): number {
  const cell = (routes.location[a] as number) * problem.size + (routes.location[b] as number);
  const perMeter = problem.perMeter[vehicle] as number;
  const perSecond = (problem.perTravelSecond[vehicle] as number) + (problem.perSecond[vehicle] as number);
  const ride = perMeter * (problem.distances[cell] as number) + perSecond * (problem.durations[cell] as number);
  if (!problem.walking) return ride;
  const { distances, durations } = problem.walking;
  return Math.min(ride, perMeter * (distances[cell] as number) + perSecond * (durations[cell] as number));
}

/** What putting the string from `first` to `last` between two nodes saves in legs at most, either way round: usually less than nothing. */
export function detourGain(
  state: SearchState,
  vehicle: number,
  after: number,
  first: number,
  last: number,
  behind: number,
): number {
  const straight = legCost(state, vehicle, after, first) + legCost(state, vehicle, last, behind);
  const reversed = legCost(state, vehicle, after, last) + legCost(state, vehicle, first, behind);
  return legCost(state, vehicle, after, behind) - Math.min(straight, reversed);
}

/** The last of `length` stops from `first` on, or -1 when the route ends before. */
export function endOfString(routes: Routes, first: number, length: number): number {
  const end = routes.endOf(routes.route[first] as number);
  let node = first;
  for (let i = 1; i < length; i++) {
    node = routes.next[node] as number;
    if (node === end) return -1;
  }
  return node;
}

/** `length` stops from `first` on. */
export function stringFrom(routes: Routes, first: number, length: number): number[] {
  const string: number[] = [];
  for (let node = first; string.length < length; node = routes.next[node] as number) string.push(node);
  return string;
}

/** Links the stops in this order behind a node; the caller refreshes the route. */
export function linkBehind(routes: Routes, stops: readonly number[], after: number): void {
  let at = after;
  for (const stop of stops) {
    routes.link(stop, at);
    at = stop;
  }
}

/** Stops from behind the node `start` to `last`, then from `first` to before the node `end`; gives their number. */
export function joinPieces(
  routes: Routes,
  into: Int32Array,
  start: number,
  last: number,
  first: number,
  end: number,
): number {
  let length = 0;
  for (let node = start; node !== last; ) {
    node = routes.next[node] as number;
    into[length++] = node;
  }
  for (let node = first; node !== end; node = routes.next[node] as number) into[length++] = node;
  return length;
}
