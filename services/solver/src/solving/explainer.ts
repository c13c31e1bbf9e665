import { errorFrom, SolveigError, type Violation } from '@solveig/kit/errors';
import type { Metrics } from '@solveig/kit/metrics';
import { withSpan } from '@solveig/kit/telemetry';
import { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { ExplainResponse } from '@solveig/proto/gen/solveig/solver/v1/explain';
import { FindSlotsResponse } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { isWithoutMatrix, MOST_DENSE_PLACES } from '#domain/routing/measured-modes';
import { kindOf, kindToken } from '../codec.ts';
import { areSlotsQuick } from '../workers/are-slots-quick.ts';
import { type SlotsAnswer, type SlotsInput, slotsIn } from '../workers/find-slots-in.ts';
import type { SideAnswer } from '../workers/messages.ts';
import type { SideWorker } from '../workers/side-worker.ts';
import { isCheckedByWorker, linearViolations, problemError } from './check-problem.ts';
import { planTravel } from './plan-travel.ts';
import type { ProblemChecker } from './problem-checker.ts';
import type { TravelCall, TravelSource } from './travel-data.ts';

export interface ExplainerParts {
  readonly checker: ProblemChecker;
  /** Looks for reasons, which takes seconds, and for slots in large problems. */
  readonly side: SideWorker;
  readonly travel: TravelSource;
  readonly metrics: Metrics;
}

export interface PlanToExplain {
  readonly problem: Problem;
  /** One is made where none is given. */
  readonly plan: Solution | undefined;
  readonly allowEstimates: boolean;
  readonly budgetMs: number;
}

export interface SlotsAsked {
  readonly problem: Problem;
  readonly plan: Solution;
  /** A stop, shipment or place of the problem. */
  readonly subjectId: string;
  readonly allowEstimates: boolean;
  readonly perVehicle: number;
  readonly most: number;
}

/**
 * Says why plans leave something out, and where something new would fit. Throws
 * INVALID_PROBLEM, INVALID_REQUEST (a plan that names what the problem does not
 * have), LIMIT_EXCEEDED, DISTANCE_ERROR, QUEUE_FULL, MEMORY_ERROR, WORKER_ERROR,
 * TIMEOUT or CANCELLED.
 */
export interface Explainer {
  explain(asked: PlanToExplain, call: TravelCall): Promise<ExplainResponse>;
  findSlots(asked: SlotsAsked, call: TravelCall): Promise<FindSlotsResponse>;
}

/** Longest time for slots. */
const MOST_SLOTS_MS = 30_000;
/** Of the time to the deadline so much is kept for the way home. */
const HOMEWARD_MS = 100;
const LEAST_BUDGET_MS = 20;

export function createExplainer(parts: ExplainerParts): Explainer {
  const answers = parts.metrics.counter({
    name: 'solveig_solver_explanations_total',
    help: 'Explanations and searches for slots, by kind and outcome: answered, or the reason of an error',
    labels: ['method', 'kind', 'outcome'],
  });
  const counted = async <A>(method: string, problem: Problem, run: () => Promise<A>): Promise<A> => {
    const kind = kindToken(kindOf(problem));
    try {
      const answer = await withSpan(`solver.${method}`, { attributes: { 'solveig.kind': kind } }, run);
      answers.inc({ method, kind, outcome: 'answered' });
      return answer;
    } catch (thrown) {
      const error = errorFrom(thrown);
      answers.inc({ method, kind, outcome: error.reason });
      throw error;
    }
  };
  return {
    explain: (asked, call) => counted('explain', asked.problem, () => explain(parts, asked, call)),
    findSlots: (asked, call) => counted('findSlots', asked.problem, () => findSlots(parts, asked, call)),
  };
}

async function explain(parts: ExplainerParts, asked: PlanToExplain, call: TravelCall): Promise<ExplainResponse> {
  const { problem, plan, budgetMs } = asked;
  const violations = isCheckedByWorker(problem)
    ? []
    : [...parts.checker.validate(problem), ...matrixViolations(problem)];
  if (violations.length > 0) throw problemError(violations);
  const data = await planTravel(parts.travel, asked, call);
  const leftMs = timeLeft(call);
  const order = {
    type: 'explain' as const,
    problem: Problem.encode(problem).finish(),
    plan: plan && Solution.encode(plan).finish(),
    travel: data.travel,
    budgetMs: Math.max(LEAST_BUDGET_MS, Math.min(budgetMs, leftMs)),
  };
  const answer = await beside(parts, order, call);
  if (!answer.response) throw refused(problem, answer.violations);
  const response = ExplainResponse.decode(answer.response);
  const warnings = [...response.warnings, ...data.warnings];
  return { ...response, travelEstimated: data.estimatedCells > 0, warnings };
}

async function findSlots(parts: ExplainerParts, asked: SlotsAsked, call: TravelCall): Promise<FindSlotsResponse> {
  const { problem, plan, subjectId, perVehicle, most } = asked;
  const violations = [...parts.checker.validate(problem), ...matrixViolations(problem)];
  if (violations.length > 0) throw problemError(violations);
  const data = await planTravel(parts.travel, asked, call);
  const budgetMs = Math.max(LEAST_BUDGET_MS, Math.min(MOST_SLOTS_MS, timeLeft(call)));
  const input = { problem, plan, travel: data.travel, subjectId, perVehicle, most, budgetMs };
  const answer = areSlotsQuick(problem, plan) ? slotsIn(input) : await slotsBeside(parts, input, call);
  if (!answer.response) throw refused(problem, answer.violations);
  const { response } = answer;
  const warnings = [...response.warnings, ...data.warnings];
  return { ...response, travelEstimated: data.estimatedCells > 0, warnings };
}

function timeLeft({ deadlineMs }: TravelCall): number {
  return deadlineMs - Date.now() - HOMEWARD_MS;
}

/** Reasons and slots are looked for in a matrix of all places; without one there are too many of them. */
function matrixViolations({ kind }: Problem): Violation[] {
  if (kind?.$case !== 'routing' || !isWithoutMatrix(kind.value)) return [];
  const count = kind.value.depots.length + kind.value.stops.length;
  const message = `reasons and slots need a matrix of all ${count} locations; the limit is ${MOST_DENSE_PLACES}`;
  const hint = 'Send the routes of a region with its stops, as a problem of its own.';
  return [{ path: 'problem.routing.stops', reason: 'LIMIT_EXCEEDED', message, hint }];
}

async function slotsBeside(
  parts: ExplainerParts,
  { problem, plan, ...rest }: SlotsInput,
  call: TravelCall,
): Promise<SlotsAnswer> {
  const encoded = { problem: Problem.encode(problem).finish(), plan: Solution.encode(plan).finish() };
  const answer = await beside(parts, { type: 'slots', ...encoded, ...rest }, call);
  const { response, violations } = answer;
  return response ? { response: FindSlotsResponse.decode(response) } : { violations };
}

async function beside(
  { side }: ExplainerParts,
  order: Parameters<SideWorker['run']>[0],
  { signal }: TravelCall,
): Promise<{ readonly response?: Uint8Array | undefined; readonly violations: readonly Violation[] }> {
  const answer: SideAnswer = await side.run(order, signal).catch((error: unknown) => {
    throw signal.aborted ? errorFrom(signal.reason) : error;
  });
  if (answer.type === 'explained' || answer.type === 'slots') return answer;
  throw new SolveigError('WORKER_ERROR', 'The plan could not be looked into.');
}

/** What is wrong with a program that was not read before, or with a plan, with paths from the request's root. */
function refused({ kind }: Problem, violations: readonly Violation[]): SolveigError {
  if (kind?.$case === 'linear') return problemError(linearViolations(kind.value, violations));
  const placed = violations.map((one) => ({ ...one, path: `plan.${kind?.$case}${one.path && `.${one.path}`}` }));
  return new SolveigError('INVALID_REQUEST', placed[0]?.message ?? 'the plan cannot be read', { violations: placed });
}
