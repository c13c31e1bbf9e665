import { FAR } from '#domain/routing/compiled';
import { meanNear, type NearStops } from './near-stops.ts';
import type { SearchProblem } from './search-problem.ts';

/** Near stops whose triangles are looked at. */
const LOOK = 8;
/** What rounding to whole units may break in a triangle. */
const ROUNDING = 2;
/** A slack above this share of a way to a near stop tells that lengths are no metric. */
const MOST_SLACK = 0.1;

/**
 * A bound on what a stop adds to a route, from one of its two new legs alone:
 * at least `factor` x (that leg - the leg it replaces) - `slack`. Without more
 * it is the difference itself; where lengths are as good as symmetric and keep to the
 * triangle inequality, the other leg is no shorter than that difference. Legs that are no way break nothing.
 */
export interface DetourBound {
  readonly factor: number;
  readonly slack: number;
}

const PLAIN: DetourBound = { factor: 1, slack: 0 };

/** Reads from the triangles of near stops which bound holds. */
export function detourBound(search: SearchProblem, near: NearStops): DetourBound {
  if (near.count === 0) return PLAIN;
  const most = MOST_SLACK * meanNear(search, near, search.legs, LOOK);
  const slack = Math.max(ROUNDING, worstTriangle(search, near));
  return slack > most ? PLAIN : { factor: 2, slack };
}

/** By how much the bound fails, at most, in triangles of a stop, one of its near stops, and another or a depot. Open ends are near to all, and break it. */
function worstTriangle(search: SearchProblem, near: NearStops): number {
  const { stops, location, start, end } = search.problem;
  const look = Math.min(LOOK, near.count);
  const corners = [...new Set([...start, ...end])];
  const depots = corners.length;
  let worst = 0;
  for (let stop = 0; stop < stops; stop++) {
    const a = location[stop] as number;
    corners.length = depots;
    for (let k = stop * near.count; k < stop * near.count + look; k++) {
      const b = location[near.rows[k] as number] as number;
      for (const c of corners) {
        worst = Math.max(worst, failure(search, a, b, c), failure(search, a, c, b), failure(search, b, a, c));
        // The other way round, where that is not the same.
        if (search.legs !== search.legsInto)
          worst = Math.max(worst, failure(search, c, b, a), failure(search, b, c, a), failure(search, c, a, b));
      }
      corners.push(b);
    }
  }
  return worst;
}

/** By how much the bound fails at most for a stop at `mid` between `from` and `to`, from either of its legs. */
function failure({ legs, size }: SearchProblem, from: number, mid: number, to: number): number {
  const into = legs[from * size + mid] as number;
  const out = legs[mid * size + to] as number;
  const direct = legs[from * size + to] as number;
  if (into >= FAR || out >= FAR || direct >= FAR) return 0;
  return Math.abs(into - out) - direct;
}
