import { pause } from '@solveig/kit/clock';
import { isErrorReason, SolveigError, type Violation } from '@solveig/kit/errors';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { type Problem, SolveResult, SolveStatus, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { DEFAULT_BUDGETS } from '../../src/solving/budgets.ts';
import type { SolveHooks, SolveRequestContext, SolveRunner } from '../../src/solving/solve-runner.ts';

/**
 * A runner for tests of everything around it. What it does stands in the template id: `sleep-500` (milliseconds, with an
 * incumbent every 20), `fail-WORKER_ERROR`, `fail-twice-WORKER_ERROR`; else it answers at once.
 */
export function createToyRunner(slots = 2): SolveRunner & { runs: string[] } {
  const runs: string[] = [];
  let busy = 0;
  return {
    budgets: DEFAULT_BUDGETS,
    runs,
    check: async (problem) => ({
      violations: validate(problem),
      kind: ProblemKind.PROBLEM_KIND_LINEAR,
      size: 3,
      secondSize: 2,
    }),
    slots: () => ({ total: slots, free: slots - busy, queued: 0 }),
    run: async (request, hooks) => {
      runs.push(request.solveId);
      busy++;
      try {
        return await solve(request, hooks, runs);
      } finally {
        busy--;
      }
    },
  };
}

function validate({ kind }: Problem): Violation[] {
  return kind ? [] : [{ path: 'kind', reason: 'REQUIRED', message: 'no kind', hint: 'one of the kinds' }];
}

async function solve(
  { solveId, options }: SolveRequestContext,
  hooks: SolveHooks,
  runs: string[],
): Promise<SolveResult> {
  const [verb, ...rest] = (options?.templateId ?? '').split('-');
  if (verb === 'fail') {
    const isTwice = rest[0] === 'twice';
    const reason = rest.at(-1) ?? '';
    if (!isTwice || runs.filter((id) => id === solveId).length <= 2) {
      throw new SolveigError(isErrorReason(reason) ? reason : 'INTERNAL', `asked to fail with ${reason}`, {
        retryAfterMs: 10,
      });
    }
  }
  const stopReason = verb === 'sleep' ? await sleep(Number(rest[0]), hooks) : StopReason.STOP_REASON_OPTIMAL;
  return SolveResult.fromPartial({
    status: SolveStatus.SOLVE_STATUS_FEASIBLE,
    value: 42,
    strategy: 'toy',
    stopReason,
    budgetMillis: options?.budgetMillis ?? 30_000,
    warnings: verb === 'big' ? ['x'.repeat(Number(rest[0]))] : [],
  });
}

async function sleep(totalMs: number, hooks: SolveHooks): Promise<StopReason> {
  for (let slept = 0; slept < totalMs; slept += 20) {
    await pause(20, AbortSignal.any([hooks.cancel, ...(hooks.stop ? [hooks.stop] : [])]));
    if (hooks.cancel.aborted) throw new SolveigError('CANCELLED', 'the solve was cancelled');
    if (hooks.stop?.aborted) return StopReason.STOP_REASON_STOPPED;
    hooks.onIncumbent?.({ value: 1000 - slept, elapsedSeconds: slept / 1000, iterations: slept, strategy: 'toy' });
  }
  return StopReason.STOP_REASON_TIME;
}
