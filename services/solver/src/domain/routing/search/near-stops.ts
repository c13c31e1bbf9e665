import type { StopRule } from '#domain/engine/engine';
import type { CompiledRouting } from '#domain/routing/compiled';
import { nearestStops } from '#domain/routing/neighbours';

/** A stop may come right behind its near stop, right before it. */
export const BEHIND = 1;
export const BEFORE = 2;

/** Near stops of every stop, nearest first: stops x count, row-major, with the sides on which the windows let the stop be visited. */
export interface NearStops {
  readonly count: number;
  readonly rows: Int32Array;
  readonly sides: Uint8Array;
}

/** The `count` nearest stops of every stop, or all when there are fewer. */
export function nearStops(problem: CompiledRouting, count: number, stop: StopRule): NearStops {
  const most = Math.min(count, Math.max(0, problem.stops - 1));
  const rows = nearestStops(problem, most, stop);
  const sides = new Uint8Array(rows.length);
  const { open, close } = widest(problem);
  const follows = (a: number, b: number) => {
    const cell = (problem.location[a] as number) * problem.size + (problem.location[b] as number);
    const ready = (open[a] as number) + (problem.service[a] as number) + (problem.durations[cell] as number);
    return ready <= (close[b] as number);
  };
  for (let s = 0; s < problem.stops; s++) {
    for (let at = s * most; at < (s + 1) * most; at++) {
      const near = rows[at] as number;
      sides[at] = (follows(near, s) ? BEHIND : 0) | (follows(s, near) ? BEFORE : 0);
    }
  }
  return { count: most, rows, sides };
}

/** First opening and last closing over all types of vehicles. */
function widest({ stops, types, windowFrom, windowOpen, windowClose }: CompiledRouting) {
  const open = new Float64Array(stops).fill(Number.POSITIVE_INFINITY);
  const close = new Float64Array(stops).fill(Number.NEGATIVE_INFINITY);
  for (let cell = 0; cell < types * stops; cell++) {
    const first = windowFrom[cell] as number;
    const last = (windowFrom[cell + 1] as number) - 1;
    if (last < first) continue;
    open[cell % stops] = Math.min(open[cell % stops] as number, windowOpen[first] as number);
    close[cell % stops] = Math.max(close[cell % stops] as number, windowClose[last] as number);
  }
  return { open, close };
}
