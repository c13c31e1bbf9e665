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
 * it is the difference itself; where lengths are symmetric and keep to the
 * triangle inequality, the other leg is no shorter than that difference.
 */
export interface DetourBound {
  readonly factor: number;
  readonly slack: number;
}

const PLAIN: DetourBound = { factor: 1, slack: 0 };

/** Reads from the triangles of near stops which bound holds. */
export function detourBound(search: SearchProblem, near: NearStops): DetourBound {
  if (search.legs !== search.legsInto || near.count === 0) return PLAIN;
  const most = MOST_SLACK * meanNear(search, near, search.legs, LOOK);
  const slack = Math.max(ROUNDING, worstTriangle(search, near));
  return slack > most ? PLAIN : { factor: 2, slack };
}

/** By how much a side is longer than the two others, at most, in triangles of a stop, one of its near stops, and another or a depot. Open ends are near to all, and break it. */
function worstTriangle({ legs, size, problem }: SearchProblem, near: NearStops): number {
  const { stops, location } = problem;
  const look = Math.min(LOOK, near.count);
  const corners = [...new Set([...problem.start, ...problem.end])];
  const depots = corners.length;
  let worst = 0;
  for (let stop = 0; stop < stops; stop++) {
    const a = location[stop] as number;
    corners.length = depots;
    for (let k = stop * near.count; k < stop * near.count + look; k++) {
      const b = location[near.rows[k] as number] as number;
      for (const c of corners) {
        const ab = legs[a * size + b] as number;
        const ac = legs[a * size + c] as number;
        const bc = legs[b * size + c] as number;
        if (ab >= FAR || ac >= FAR || bc >= FAR) return FAR;
        worst = Math.max(worst, ab - ac - bc, ac - ab - bc, bc - ab - ac);
      }
      corners.push(b);
    }
  }
  return worst;
}
