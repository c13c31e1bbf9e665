import { errorFrom, SolveigError } from '@solveig/kit/errors';
import type { Metrics } from '@solveig/kit/metrics';
import { withSpan } from '@solveig/kit/telemetry';
import { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { kindOf, kindToken } from '../codec.ts';
import { type EvaluationInput, evaluatePlan } from '../workers/evaluate-plan.ts';
import type { SideWorker } from '../workers/side-worker.ts';
import { isCheckedByWorker, linearViolations, measureProblem, problemError, readOnce } from './check-problem.ts';
import { planTravel } from './plan-travel.ts';
import type { ProblemChecker } from './problem-checker.ts';
import type { TravelCall, TravelSource } from './travel-data.ts';

export interface EvaluatorParts {
  readonly checker: ProblemChecker;
  /** Reads long text, and long plans. */
  readonly texts: SideWorker;
  readonly travel: TravelSource;
  readonly metrics: Metrics;
}

/** A problem and a plan of its kind. */
export interface PlanToEvaluate {
  readonly problem: Problem;
  readonly plan: Solution;
  /** Straight lines rather than an error when the distance service gives nothing. */
  readonly allowEstimates: boolean;
}

/**
 * Checks plans that clients made. Throws INVALID_PROBLEM, LIMIT_EXCEEDED,
 * DISTANCE_ERROR (nobody measures the way), and of long text and long plans
 * QUEUE_FULL, MEMORY_ERROR, WORKER_ERROR, TIMEOUT or CANCELLED.
 */
export interface Evaluator {
  evaluate(asked: PlanToEvaluate, call: TravelCall): Promise<EvaluateResponse>;
}

/**
 * Checking looks up a few numbers an entry: a plan of 4,000 stops takes some
 * 8 ms, while sending its problem to another process takes a hundred times as
 * long. Only what must be read first (long text) and what is longer than its
 * problem by so much, which can only be wrong, goes to the process beside.
 */
const MOST_ENTRIES_MORE = 10_000;

export function createEvaluator(parts: EvaluatorParts): Evaluator {
  const evaluations = parts.metrics.counter({
    name: 'solveig_solver_evaluations_total',
    help: 'Plans of clients that were checked, by kind and outcome: feasible, infeasible, or the reason of an error',
    labels: ['kind', 'outcome'],
  });
  return {
    evaluate: async (asked, call) => {
      const kind = kindToken(kindOf(asked.problem));
      try {
        const response = await withSpan('solver.evaluate', { attributes: { 'solveig.kind': kind } }, () =>
          evaluate(parts, asked, call),
        );
        evaluations.inc({ kind, outcome: response.feasible ? 'feasible' : 'infeasible' });
        return response;
      } catch (thrown) {
        const error = errorFrom(thrown);
        evaluations.inc({ kind, outcome: error.reason });
        throw error;
      }
    },
  };
}

async function evaluate(parts: EvaluatorParts, asked: PlanToEvaluate, call: TravelCall): Promise<EvaluateResponse> {
  const { problem, plan } = asked;
  const isLongText = isCheckedByWorker(problem);
  const violations = isLongText ? [] : parts.checker.validate(problem);
  if (violations.length > 0) throw problemError(violations);
  const data = await planTravel(parts.travel, asked, call);
  const input = { problem, plan, travel: data.travel };
  const isBeside = isLongText || isMuchLonger(plan, problem);
  const response = isBeside ? await evaluateBeside(parts, input, call) : evaluateHere(input);
  return { ...response, travelEstimated: data.estimatedCells > 0, warnings: [...data.warnings] };
}

function evaluateHere(input: EvaluationInput): EvaluateResponse {
  const { response } = evaluatePlan(input, readOnce);
  if (!response) throw new Error('a problem without violations cannot be read');
  return response;
}

async function evaluateBeside(
  { texts }: EvaluatorParts,
  { problem, plan, travel }: EvaluationInput,
  { signal }: TravelCall,
): Promise<EvaluateResponse> {
  const order = { problem: Problem.encode(problem).finish(), plan: Solution.encode(plan).finish(), travel };
  const answer = await texts.run({ type: 'evaluate', ...order }, signal).catch((error: unknown) => {
    throw signal.aborted ? errorFrom(signal.reason) : error;
  });
  if (answer.type !== 'evaluated') throw new SolveigError('WORKER_ERROR', 'The plan could not be checked.');
  if (answer.response) return EvaluateResponse.decode(answer.response);
  const { kind } = problem;
  throw problemError(kind?.$case === 'linear' ? linearViolations(kind.value, answer.violations) : answer.violations);
}

function isMuchLonger(plan: Solution, problem: Problem): boolean {
  const { size, secondSize } = measureProblem(problem);
  return entriesOf(plan) > size + secondSize + MOST_ENTRIES_MORE;
}

/** Visits, routes and ids of a plan, or columns and rows. */
function entriesOf({ kind }: Solution): number {
  switch (kind?.$case) {
    case 'routing':
      return kind.value.routes.reduce((sum, { visits }) => sum + visits.length + 1, kind.value.unserved.length);
    case 'itinerary':
      return kind.value.days.reduce(
        (sum, day) => sum + day.visits.length + day.legs.length,
        kind.value.unvisited.length,
      );
    case 'linear':
      return kind.value.columns.length + kind.value.rows.length;
    default:
      return 0;
  }
}
