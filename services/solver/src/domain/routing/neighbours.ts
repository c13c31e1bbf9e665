import type { StopRule } from '#domain/engine/engine';
import { neverStop } from '#domain/engine/stop-rules';
import { type CompiledRouting, FAR } from './compiled.ts';

/** Weight of a second of waiting against a second on the way (Vidal et al. 2013). */
const WAITING_WEIGHT = 0.2;

/**
 * The `count` stops that each stop is best visited next to, nearest first;
 * row-major stops x count. Near means cheap in the better direction, with the
 * waiting that the windows force; pairs that no vehicle can visit in a row come last.
 */
export function nearestStops(problem: CompiledRouting, count: number, stop: StopRule = neverStop): Int32Array {
  const { stops } = problem;
  const windows = spans(problem);
  const rows = new Int32Array(stops * count);
  const scores = new Float64Array(count);
  for (let a = 0; a < stops; a++) {
    // Rows that are not filled when time is over name stop 0: poor neighbours, but no wrong ones.
    if (stop()) break;
    const row = a * count;
    let kept = 0;
    for (let b = 0; b < stops; b++) {
      if (b === a) continue;
      const score = Math.min(closeness(problem, windows, a, b), closeness(problem, windows, b, a));
      if (kept === count && score >= (scores[count - 1] as number)) continue;
      let at = kept < count ? kept++ : count - 1;
      for (; at > 0 && (scores[at - 1] as number) > score; at--) {
        scores[at] = scores[at - 1] as number;
        rows[row + at] = rows[row + at - 1] as number;
      }
      scores[at] = score;
      rows[row + at] = b;
    }
  }
  return rows;
}

interface Spans {
  readonly open: Float64Array;
  readonly close: Float64Array;
}

/** First opening and last closing over all vehicles. */
function spans(problem: CompiledRouting): Spans {
  const open = new Float64Array(problem.stops).fill(Number.POSITIVE_INFINITY);
  const close = new Float64Array(problem.stops).fill(Number.NEGATIVE_INFINITY);
  for (let cell = 0; cell < problem.types * problem.stops; cell++) {
    const stop = cell % problem.stops;
    for (let w = problem.windowFrom[cell] as number; w < (problem.windowFrom[cell + 1] as number); w++) {
      open[stop] = Math.min(open[stop] as number, problem.windowOpen[w] as number);
      close[stop] = Math.max(close[stop] as number, problem.windowClose[w] as number);
    }
  }
  return { open, close };
}

function closeness(problem: CompiledRouting, { open, close }: Spans, a: number, b: number): number {
  const cell = (problem.location[a] as number) * problem.size + (problem.location[b] as number);
  const seconds = problem.durations[cell] as number;
  const ready = (problem.service[a] as number) + seconds;
  if (seconds >= FAR || (open[a] as number) + ready > (close[b] as number)) return FAR + seconds;
  const wait = Math.max((open[b] as number) - ready - (close[a] as number), 0);
  return seconds + (problem.distances[cell] as number) / 10 + WAITING_WEIGHT * wait;
}
