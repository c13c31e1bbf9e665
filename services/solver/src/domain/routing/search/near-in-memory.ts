import type { CompiledRouting } from '#domain/routing/compiled';
import { sameCells } from './search-problem.ts';

/** The matrices of fewer places lie in a fast cache anyway; those of more take long to copy. */
const FEWEST_PLACES = 200;
const MOST_PLACES = 3000;

/**
 * The same problem with its places numbered along a walk that always goes on
 * to the nearest place left: what lies close together then lies close in
 * memory. A search waits for its matrices more than for anything else, and
 * most cells that it reads are those of near places. Stops keep their numbers.
 */
export function nearInMemory(problem: CompiledRouting): CompiledRouting {
  const { size, durations, distances } = problem;
  if (size < FEWEST_PLACES || size > MOST_PLACES) return problem;
  const order = walkByNearest(durations, size);
  const numbers = new Int32Array(size);
  order.forEach((place, number) => {
    numbers[place] = number;
  });
  const renumbered = (places: Int32Array) => places.map((place) => numbers[place] as number);
  const seconds = reordered(durations, order);
  return {
    ...problem,
    durations: seconds,
    distances: sameCells(distances, durations) ? seconds : reordered(distances, order),
    location: renumbered(problem.location),
    start: renumbered(problem.start),
    end: renumbered(problem.end),
  };
}

/** The places in the order of the walk from the first one; the last, which is nowhere, stays the last. */
function walkByNearest(matrix: Int32Array, size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, place) => place);
  for (let at = 1; at < size - 2; at++) {
    const row = (order[at - 1] as number) * size;
    let nearest = at;
    let least = Number.POSITIVE_INFINITY;
    for (let k = at; k < size - 1; k++) {
      const way = matrix[row + (order[k] as number)] as number;
      if (way >= least) continue;
      least = way;
      nearest = k;
    }
    const held = order[at] as number;
    order[at] = order[nearest] as number;
    order[nearest] = held;
  }
  return order;
}

/** Rows and columns in the order given. */
function reordered(matrix: Int32Array, order: Int32Array): Int32Array {
  const size = order.length;
  const out = new Int32Array(matrix.length);
  for (let row = 0; row < size; row++) {
    const from = (order[row] as number) * size;
    const to = row * size;
    for (let column = 0; column < size; column++) out[to + column] = matrix[from + (order[column] as number)] as number;
  }
  return out;
}
