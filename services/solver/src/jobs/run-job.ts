import { hostname } from 'node:os';
import { monotonicMs, pause } from '@solveig/kit/clock';
import { type ErrorReason, errorFrom, SolveigError } from '@solveig/kit/errors';
import { Problem, SolveOptions, type SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { budgetMillisOf } from '../solving/budgets.ts';
import type { SolveRunner } from '../solving/solve-runner.ts';
import type { BlobReader } from '../store/blob-store.ts';
import type { HeldJob } from './held-job.ts';

/** What came of an attempt. */
export type Ending =
  | { kind: 'answered'; result: SolveResult }
  | { kind: 'failed'; error: SolveigError }
  /** Worth another attempt, here or elsewhere. */
  | { kind: 'again'; error: SolveigError };

/** Causes that lie in the place or the moment, not in the job. */
const RETRYABLE: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'WORKER_ERROR',
  'MEMORY_ERROR',
  'DEPENDENCY_DOWN',
  'SHUTTING_DOWN',
  'QUEUE_FULL',
  'DISTANCE_ERROR',
]);

/** Synchronous solves may fill the pool; this long a job waits for them with its worker, then it goes elsewhere. */
const FULL_POOL_PATIENCE_MS = 5_000;

export interface RunJobParts {
  runner: SolveRunner;
  blobs: BlobReader;
}

/** Solves a held job; never throws. */
export async function runJob(parts: RunJobParts, held: HeldJob): Promise<Ending> {
  try {
    const result = await solve(parts, held);
    const { reason } = held.stop.signal;
    // A person who stops a job takes what there is, be it nothing; nobody else may end a job so.
    if (reason instanceof SolveigError && isEmpty(result)) return { kind: 'again', error: reason };
    return { kind: 'answered', result };
  } catch (thrown) {
    const error = errorFrom(thrown);
    return { kind: RETRYABLE.has(error.reason) ? 'again' : 'failed', error };
  }
}

function isEmpty({ status, solution }: SolveResult): boolean {
  return status === SolveStatus.SOLVE_STATUS_UNKNOWN && !solution;
}

/** The budget of a job, milliseconds. */
export function budgetMsOf({ runner }: { runner: Pick<SolveRunner, 'budgets'> }, held: HeldJob): number {
  return budgetMillisOf(SolveOptions.decode(held.row.options), runner.budgets);
}

async function solve({ runner, blobs }: RunJobParts, held: HeldJob): Promise<SolveResult> {
  const { row } = held;
  const bytes = row.problem ?? (await blobs.read(row.tenant, row.problem_blob ?? ''));
  const problem = Problem.decode(bytes);
  const options = row.options.byteLength > 0 ? SolveOptions.decode(row.options) : undefined;
  const givesUpAtMs = monotonicMs() + FULL_POOL_PATIENCE_MS;
  for (;;) {
    try {
      return await runner.run(
        {
          solveId: row.id,
          tenant: row.tenant,
          problem,
          options,
          deadlineMs: Date.now() + budgetMillisOf(options, runner.budgets),
          queueSeconds: row.queue_seconds,
          traceParent: held.moment(held.lastSeq).traceParent,
        },
        {
          onIncumbent: (incumbent) => held.improved(incumbent),
          onFellBack: (change) => held.fellBack(change),
          onRelaxed: (relaxations) => held.relaxed(relaxations),
          onNearDeadline: (near) => held.nearedDeadline(near),
          cancel: held.cancel.signal,
          stop: held.stop.signal,
        },
      );
    } catch (thrown) {
      const error = errorFrom(thrown);
      if (error.reason !== 'QUEUE_FULL' || monotonicMs() > givesUpAtMs) throw error;
      await pause(Math.min(error.retryAfterMs ?? 200, 1_000), held.cancel.signal);
      if (held.cancel.signal.aborted) throw new SolveigError('CANCELLED', 'the job was taken away', { cause: error });
    }
  }
}

/** Where jobs of this process run. */
export const HOST = hostname();
