import { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { TravelCells } from '@solveig/solver/workers/messages';
import { openPool, WARM_WITHIN_MS } from '../worker-pool.ts';
import type { BenchInstance } from './load-set.ts';
import type { SolveWish } from './solve-wish.ts';

/** What came back, before the verifier has seen it. */
export interface RawAnswer {
  readonly result: SolveResult | undefined;
  /** Wall time from the call to the last answer. */
  readonly seconds: number;
  readonly note?: string;
}

/** The solver's own worker pool, as its service starts it, without gateway and service around it. */
export interface Workers extends AsyncDisposable {
  solve(instance: BenchInstance, wish: SolveWish): Promise<RawAnswer>;
}

/** `size` worker processes, warm, that solve each instance together, as a service that nobody else asks lets them. */
export async function openWorkers(size: number): Promise<Workers> {
  const opened = await openPool(size);
  const { pool, cancel } = opened;
  return {
    async solve(instance, { seconds, seed }) {
      const { problem, travel } = orderOf(instance);
      await pool.warm(WARM_WITHIN_MS);
      const startedMs = performance.now();
      const deadlineMs = Date.now() + seconds * 1_000;
      const secondsSince = () => (performance.now() - startedMs) / 1_000;
      const task = { problem, travel, deadlineMs, seed, mates: size - 1, emergency: false, slowdown: 1 };
      try {
        const { result } = await pool.run({ ...task, cancel });
        return { result: SolveResult.decode(result), seconds: secondsSince() };
      } catch (error) {
        return { result: undefined, seconds: secondsSince(), note: (error as Error).message };
      }
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/**
 * The message and its travel apart from each other, as a solve has them once the distance service has answered: reading a matrix out of a
 * message is not what is measured. Places on the plane become places near the equator; the travel stays that of the instance.
 */
function orderOf({ problem, instance: { lengths, depots, customers } }: BenchInstance) {
  if (lengths.kind === 'table' || !problem.matrix) return { problem: encoded(problem), travel: [] };
  const { places } = lengths;
  const widest = Math.max(1, ...places.flat().map(Math.abs));
  const located = <T>(items: readonly T[], at: readonly { readonly place: number }[]): T[] =>
    items.map((item, index) => {
      const [x = 0, y = 0] = places[at[index]?.place ?? 0] ?? [];
      return { ...item, location: { longitude: x / widest, latitude: y / widest } };
    });
  const cells = Int32Array.from(problem.matrix.distancesMeters);
  const size = depots.length + customers.length;
  const travel: TravelCells[] = [{ mode: 'drive', size, durations: cells, distances: cells }];
  const plain = { ...problem, depots: located(problem.depots, depots), stops: located(problem.stops, customers) };
  return { problem: encoded({ ...plain, matrix: undefined }), travel };
}

function encoded(value: Routing): Uint8Array {
  return Problem.encode({ kind: { $case: 'routing', value } }).finish();
}
