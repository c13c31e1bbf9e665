import { FAR } from '#domain/routing/compiled';
import type { SearchProblem } from '#domain/routing/search/search-problem';
import { planeMap } from './plane-map.ts';

/**
 * A plain problem as the genetic search reads it: stops 0..n-1 and one depot,
 * number n. A route that is used pays its fixed cost with its first and last
 * leg, half with each; starts and ends may be different places.
 */
export interface GeneticProblem {
  readonly stops: number;
  /** Row length of the matrix: stops + 1. */
  readonly width: number;
  /** Length of the leg from row to column; the last row and column are the depot. */
  readonly legs: Int32Array;
  /** The same from column to row; one array when symmetric. */
  readonly into: Int32Array;
  /** Whether routes cost the same in both directions. */
  readonly symmetric: boolean;
  /** By stop. */
  readonly demand: Int32Array;
  readonly capacity: number;
  readonly vehicles: number;
  /** Half of the fixed cost of a vehicle, in units of length, which is in every leg from and to the depot. */
  readonly halfFixed: number;
  /** Near stops by stop, nearest first: stops x nearCount, row-major. */
  readonly near: Int32Array;
  readonly nearCount: number;
  /** Where each place lies, depot last: makes neighbours of routes that lie side by side. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Number of the stop in the search problem. Here they are numbered by their places, so that near ones lie close in memory. */
  readonly original: Int32Array;
}

/** Near stops that moves look at (Vidal 2022). */
const NEAR = 20;
/** Above this a sum of a few legs and of penalties is no longer exact. */
const LONGEST_LEG = 1e8;

/** Vehicles beyond what the loads need, of them and besides (Vidal 2022). */
const SPARE_SHARE = 0.3;
const SPARE = 3;

/**
 * Lays a plain problem out: one load, one type of vehicle, no clock.
 * @param used vehicles of the best plan so far; there are some more, but not the whole of a large fleet
 */
export function geneticProblem(search: SearchProblem, used: number): GeneticProblem {
  const { problem, size } = search;
  const { stops } = problem;
  const width = stops + 1;
  const original = Int32Array.from({ length: stops }, (_, stop) => stop).sort(
    (a, b) => (problem.location[a] as number) - (problem.location[b] as number) || a - b,
  );
  const capacity = search.capacity[0] as number;
  const load = search.demand.reduce((sum, demand) => sum + demand, 0);
  const needed = Math.ceil(((1 + SPARE_SHARE) * load) / Math.max(1, capacity));
  const legs = new Int32Array(width * width);
  const halfFixed = Math.round((problem.fixedCost[0] as number) / (search.rate[0] as number) / 2);
  const start = (problem.start[0] as number) * size;
  const end = problem.end[0] as number;
  for (let a = 0; a < stops; a++) {
    const place = problem.location[original[a] as number] as number;
    for (let b = 0; b < stops; b++) {
      legs[a * width + b] = search.legs[place * size + (problem.location[original[b] as number] as number)] as number;
    }
    legs[a * width + stops] = (search.legs[place * size + end] as number) + halfFixed;
    legs[stops * width + a] = (search.legs[start + place] as number) + halfFixed;
  }
  const symmetric = isSymmetric(legs, width);
  const into = symmetric ? legs : turned(legs, width);
  const nearCount = Math.min(NEAR, Math.max(0, stops - 1));
  return {
    stops,
    width,
    legs,
    symmetric,
    into,
    demand: original.map((stop) => search.demand[stop] as number),
    capacity,
    vehicles: Math.min(problem.vehicles, Math.max(needed, used) + SPARE),
    halfFixed,
    near: nearRows(legs, into, stops, nearCount),
    nearCount,
    ...planeMap(legs, width),
    original,
  };
}

/** Whether `geneticProblem` can lay the problem out, and its legs are such that sums stay exact. */
export function isPlain(search: SearchProblem): boolean {
  const { problem, rate, isFree, tasks } = search;
  if (!search.simple || search.clocked || search.timed || search.limited || isFree) return false;
  if (tasks.hasOptional || tasks.hasGroups || (rate[0] as number) <= 0) return false;
  if ((problem.fixedCost[0] as number) / (rate[0] as number) > LONGEST_LEG) return false;
  return search.legs.every((leg) => leg < Math.min(FAR, LONGEST_LEG));
}

function isSymmetric(legs: Int32Array, width: number): boolean {
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < a; b++) if (legs[a * width + b] !== legs[b * width + a]) return false;
  }
  return true;
}

function turned(legs: Int32Array, width: number): Int32Array {
  return legs.map((_, cell) => legs[(cell % width) * width + Math.floor(cell / width)] as number);
}

/** The nearest stops of each, in the shorter direction. */
function nearRows(legs: Int32Array, into: Int32Array, stops: number, count: number): Int32Array {
  const width = stops + 1;
  const rows = new Int32Array(stops * count);
  const ways = new Int32Array(count);
  for (let a = 0; a < stops; a++) {
    const row = a * count;
    let kept = 0;
    for (let b = 0; b < stops; b++) {
      if (b === a) continue;
      const way = Math.min(legs[a * width + b] as number, into[a * width + b] as number);
      if (kept === count && way >= (ways[count - 1] as number)) continue;
      let at = kept < count ? kept++ : count - 1;
      for (; at > 0 && (ways[at - 1] as number) > way; at--) {
        ways[at] = ways[at - 1] as number;
        rows[row + at] = rows[row + at - 1] as number;
      }
      ways[at] = way;
      rows[row + at] = b;
    }
  }
  return rows;
}
