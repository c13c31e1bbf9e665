import { errorFrom } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import type { Metrics } from '@solveig/kit/metrics';
import {
  type Problem,
  SolveOptions,
  type SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { type Budgets, budgetMillisOf } from '../solving/budgets.ts';
import type { SubmitCaller, Submitter } from './submit-job.ts';

/** The budget of an upgrade, where the client does not say, is so many times that of the solve. */
const LONGER = 10;
/** The answer waits so long for its upgrade to be accepted. */
const PATIENCE_MS = 1_000;

/** An answer that a caller waited for. */
export interface AnsweredSolve {
  readonly solveId: string;
  readonly problem: Problem;
  readonly options: SolveOptions | undefined;
  readonly result: SolveResult;
}

/**
 * Leaves a job of low priority that goes on from an answer, where the client
 * asked for one and there is something to gain. Its promise: the answer is
 * given in any case, with the job's id or with a warning why there is none.
 */
export interface Upgrades {
  leave(solve: AnsweredSolve, caller: SubmitCaller): Promise<SolveResult>;
}

export function createUpgrades(parts: {
  submitter: Submitter;
  budgets: Budgets;
  log: Logger;
  metrics: Metrics;
}): Upgrades {
  const { submitter, budgets, log } = parts;
  const upgrades = parts.metrics.counter({
    name: 'solveig_solver_upgrades_total',
    help: 'Answers that a job of low priority was to go on from: left, or failed to be',
    labels: ['outcome'],
  });
  return {
    leave: async (solve, caller) => {
      const { result, options, solveId } = solve;
      if (!options?.upgradeInBackground || !hasMoreToGain(result)) return result;
      try {
        const { row } = await within(PATIENCE_MS, submitter.submit(requestOf(solve, budgets), caller));
        upgrades.inc({ outcome: 'left' });
        return { ...result, upgradeJobId: row.id };
      } catch (thrown) {
        const { reason, message } = errorFrom(thrown);
        upgrades.inc({ outcome: 'failed' });
        log.warn({ job: solveId, reason, cause: message }, 'an upgrade could not be left');
        const warnings = [...result.warnings, `No job goes on from this answer in the background: ${message}`];
        return { ...result, warnings };
      }
    },
  };
}

/** Something more than this answer may be found: it is not proved, not called good enough, and time was what it lacked. */
export function hasMoreToGain({ solution, status, stopReason, degraded }: SolveResult): boolean {
  if (!solution || status === SolveStatus.SOLVE_STATUS_OPTIMAL) return false;
  if (stopReason === StopReason.STOP_REASON_GAP || stopReason === StopReason.STOP_REASON_QUALITY) return false;
  return degraded || status === SolveStatus.SOLVE_STATUS_RELAXED || stopReason !== StopReason.STOP_REASON_CONVERGED;
}

function requestOf({ solveId, problem, options, result }: AnsweredSolve, budgets: Budgets) {
  const { seed, stopAtGap, stopAtQuality, upgradeBudgetMillis } = options ?? {};
  const longer = Math.max(budgets.defaultMillis, LONGER * budgetMillisOf(options, budgets));
  // Without its template: it takes longer than the solves that it would be compared with.
  const longOptions = SolveOptions.fromPartial({
    seed,
    stopAtGap,
    stopAtQuality,
    budgetMillis: upgradeBudgetMillis ?? Math.min(budgets.mostMillis, longer),
  });
  return {
    problem: goingOn(problem, result),
    problemBlobId: '',
    options: longOptions,
    idempotencyKey: '',
    priority: Priority.PRIORITY_LOW,
    label: `upgrade of ${solveId}`,
    expiresAfterSeconds: undefined,
  };
}

/**
 * The problem, with the routes of the answer to start from where it has none of
 * its own. A plan that bends rules, or was made over estimates, is no start.
 */
export function goingOn(problem: Problem, { solution, status, degraded }: SolveResult): Problem {
  const { kind } = problem;
  const plan = solution?.kind?.$case === 'routing' ? solution.kind.value : undefined;
  const isStart = status === SolveStatus.SOLVE_STATUS_FEASIBLE && !degraded;
  if (kind?.$case !== 'routing' || !plan || !isStart || kind.value.givenRoutes.length > 0) return problem;
  // Against routes that were given only now, changes would have a price.
  if (kind.value.change) return problem;
  const givenRoutes = plan.routes.map(({ vehicleId, vehicleIndex, visits }) => ({
    vehicleId,
    vehicleIndex,
    stopIds: visits.map(({ stopId }) => stopId),
  }));
  const { givenRoutes: started } = Routing.fromPartial({ givenRoutes });
  return { kind: { $case: 'routing', value: { ...kind.value, givenRoutes: started } } };
}

async function within<T>(patienceMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it was not accepted within ${patienceMs} ms`);
    timer = setTimeout(() => reject(error), patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
