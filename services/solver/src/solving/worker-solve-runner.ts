import { hostname } from 'node:os';
import { monotonicMs, secondsSince } from '@solveig/kit/clock';
import { errorFrom, SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { withSpan } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import {
  type Attempt,
  Attempt_Outcome,
  type Incumbent,
  Problem,
  SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { type ChainPlan, type SolverMode, StrategyBook } from '#domain/strategy/strategy-book';
import { kindOf, kindToken, outcomeToken, statusToken } from '../codec.ts';
import { strategyCatalogue } from '../strategies/strategy-catalogue.ts';
import { emergencySeconds } from '../workers/emergency-seconds.ts';
import { runInTime } from '../workers/run-in-time.ts';
import type { SideWorker } from '../workers/side-worker.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { WorkerAnswer, WorkerTask } from '../workers/worker-task.ts';
import { type Budgets, budgetMillisOf, DEFAULT_BUDGETS } from './budgets.ts';
import { isCheckedByWorker, linearViolations, measureProblem, problemError } from './check-problem.ts';
import { type NearDeadline, watchDeadline } from './near-deadline.ts';
import { isComparable, predictSolve } from './predict-solve.ts';
import type { ProblemChecker } from './problem-checker.ts';
import { goalOf, withQuality } from './rate-result.ts';
import type { Slowdowns } from './slowdowns.ts';
import type { SolveHooks, SolveRequestContext, SolveRunner } from './solve-runner.ts';
import type { SolverMetrics } from './solver-metrics.ts';
import { NO_TRAVEL, type TravelData, type TravelSource, travelNeed } from './travel-data.ts';

const DEFAULT_SEED = 1;
const HOST = hostname();
/** The strategy that comes first for problems that visit places. */
const FULL_CHAIN = 'ruin_and_recreate';

export interface SolveRunnerParts {
  readonly pool: WorkerPool;
  /** Makes the emergency plans that no worker has time for. */
  readonly plans: SideWorker;
  readonly checker: ProblemChecker;
  readonly travel: TravelSource;
  readonly slowdowns: Slowdowns;
  /** 30 s and 300 s when left out. */
  readonly budgets?: Budgets;
  /** Idle workers that may search beside the one of a solve; none when left out. */
  readonly mates?: number;
  /** Who is tried, in which order and mode; as the code declares it when left out. */
  readonly strategies?: StrategyBook;
  readonly metrics: SolverMetrics;
  readonly log: Logger;
}

type RunParts = SolveRunnerParts & { readonly budgets: Budgets; readonly strategies: StrategyBook };

/** The runner that solves in worker processes. */
export function createSolveRunner(parts: SolveRunnerParts): SolveRunner {
  const { budgets = DEFAULT_BUDGETS, strategies = new StrategyBook(strategyCatalogue()) } = parts;
  return {
    budgets,
    check: (problem, caller, bytes) => parts.checker.check(problem, caller, bytes),
    slots: () => parts.pool.slots(),
    run: (request, hooks) => run({ ...parts, budgets, strategies }, request, hooks),
  };
}

async function run(parts: RunParts, request: SolveRequestContext, hooks: SolveHooks): Promise<SolveResult> {
  const kind = kindToken(kindOf(request.problem));
  const startMs = monotonicMs();
  const attributes = { 'solveig.job.id': request.solveId, 'solveig.kind': kind };
  const parent = request.traceParent;
  try {
    return await withSpan('solver.solve', { attributes, ...(parent ? { parent } : {}) }, async (span) => {
      const result = await watchDeadline(request.deadlineMs, tellNear(parts, request, hooks), () =>
        solve(parts, request, hooks),
      );
      span.setAttributes({ 'solveig.solver.strategy': result.strategy, 'solveig.status': statusToken(result.status) });
      for (const { strategy, outcome, cause, seconds } of result.attempts) {
        const attributes = { 'solveig.solver.strategy': strategy, 'solveig.seconds': seconds };
        if (outcome === Attempt_Outcome.OUTCOME_ANSWERED) span.addEvent('attempt', attributes);
        else span.addEvent('attempt', { ...attributes, 'solveig.fallback.cause': cause });
      }
      parts.metrics.ended(kind, statusToken(result.status), secondsSince(startMs), result.measures);
      if (result.gap !== undefined) parts.metrics.gap(kind, result.gap);
      return result;
    });
  } catch (thrown) {
    const error = errorFrom(thrown);
    parts.metrics.ended(kind, error.reason, secondsSince(startMs));
    throw error;
  }
}

function tellNear({ metrics, log }: RunParts, { problem, solveId, tenant }: SolveRequestContext, hooks: SolveHooks) {
  return (near: NearDeadline) => {
    const kind = kindToken(kindOf(problem));
    metrics.nearedDeadline(kind);
    log.info({ job: solveId, tenant, kind, ...near }, 'a solve nears its deadline');
    hooks.onNearDeadline?.(near);
  };
}

async function solve(parts: RunParts, request: SolveRequestContext, hooks: SolveHooks): Promise<SolveResult> {
  const { problem } = request;
  if (!isCheckedByWorker(problem)) {
    const violations = parts.checker.validate(problem);
    if (violations.length > 0) throw problemError(violations);
  }
  const travelStartMs = monotonicMs();
  const travel = await travelFor(parts, request, hooks);
  const matrixSeconds = secondsSince(travelStartMs);
  const kind = kindToken(kindOf(problem));
  // As they are now: both may change while it is solved.
  const plan = parts.strategies.plan(kind);
  const { mode } = parts.strategies;
  const answer = await inWorker(parts, request, hooks, { travel, plan, mode });
  const raw = SolveResult.decode(answer.result);
  settle(parts, kind, raw.attempts);
  const result = completed(request, withoutWorker(byPlan(raw, plan, mode), answer.lastResort), {
    answer,
    travel,
    matrixSeconds,
    budgets: parts.budgets,
  });
  tellChanges(parts, result, kind, hooks);
  const rated = withQuality(problem, result);
  return honest(mode === 'normal' ? withPrediction(parts, request, rated) : rated);
}

/** More improvements than this are not noted in the span. */
const MOST_SPAN_EVENTS = 50;

async function inWorker(
  { pool, plans, slowdowns, mates = 0 }: RunParts,
  { problem, options, deadlineMs }: SolveRequestContext,
  hooks: SolveHooks,
  { travel: { travel, emergency }, plan, mode }: { travel: TravelData; plan: ChainPlan; mode: SolverMode },
): Promise<WorkerAnswer> {
  try {
    return await withSpan('solver.worker', {}, (span) => {
      let noted = 0;
      const task: WorkerTask = {
        problem: Problem.encode(problem).finish(),
        travel,
        emergency,
        strategies: plan.strategies,
        deadlineMs: deadlineIn(mode, deadlineMs),
        seed: options?.seed ?? DEFAULT_SEED,
        iterations: options?.maxIterations,
        goal: goalOf(problem, options),
        slowdown: slowdowns.factorOf(options?.templateId ?? ''),
        emergencySeconds: emergencySeconds(problem),
        mates: isWorthMates(problem, deadlineMs - Date.now(), options) ? mates : 0,
        onStarted: (worker) => {
          span.addEvent('started', { 'solveig.worker': worker });
          hooks.onStarted?.({ worker, host: HOST });
        },
        onIncumbent: (incumbent) => {
          if (noted++ < MOST_SPAN_EVENTS) span.addEvent('incumbent', incumbentAttributes(incumbent));
          hooks.onIncumbent?.(incumbent);
        },
        cancel: hooks.cancel,
        stop: hooks.stop,
      };
      return problem.kind?.$case === 'linear' ? pool.run(task) : runInTime(pool, plans, task);
    });
  } catch (error) {
    throw invalidAsHere(error, problem);
  }
}

/** Fewer stops are solved before a mate has begun. */
const LEAST_STOPS_FOR_MATES = 50;
const LEAST_MS_FOR_MATES = 1_000;

/** Whether several workers together get further; with an iteration budget the answer must not depend on them. */
function isWorthMates(problem: Problem, leftMs: number, options: SolveRequestContext['options']): boolean {
  const { kind } = problem;
  const stops =
    kind?.$case === 'routing' ? kind.value.stops.length : kind?.$case === 'itinerary' ? kind.value.places.length : 0;
  return stops >= LEAST_STOPS_FOR_MATES && leftMs >= LEAST_MS_FOR_MATES && options?.maxIterations === undefined;
}

function incumbentAttributes({ value, gap, strategy }: Incumbent): Record<string, string | number> {
  const attributes = { 'solveig.value': value, 'solveig.solver.strategy': strategy };
  return gap === undefined ? attributes : { ...attributes, 'solveig.gap': gap };
}

async function travelFor(
  { travel }: SolveRunnerParts,
  { problem, deadlineMs, tenant }: SolveRequestContext,
  { cancel }: SolveHooks,
): Promise<TravelData> {
  const need = travelNeed(problem);
  if (!need) return NO_TRAVEL;
  const attributes = { 'solveig.distance.locations': need.locations.length };
  return withSpan('solver.travelData', { attributes }, () => travel.get(need, { deadlineMs, tenant, signal: cancel }));
}

interface Parts {
  readonly answer: WorkerAnswer;
  readonly travel: TravelData;
  readonly matrixSeconds: number;
  readonly budgets: Budgets;
}

/** Adds to the worker's result what only the service knows. */
function completed(request: SolveRequestContext, result: SolveResult, parts: Parts): SolveResult {
  const { problem, options, queueSeconds = 0 } = request;
  const { answer, travel, matrixSeconds } = parts;
  const { size, secondSize } = sizeOf(problem, result);
  return {
    ...result,
    degraded: result.degraded || travel.emergency,
    budgetMillis: budgetMillisOf(options, parts.budgets),
    budgetWasDefault: options?.budgetMillis === undefined,
    warnings: [...result.warnings, ...travel.warnings],
    measures: {
      solveSeconds: answer.measures.solveSeconds,
      queueSeconds: queueSeconds + answer.queueSeconds,
      matrixSeconds,
      cpuSeconds: answer.measures.cpuSeconds,
      peakMemoryMegabytes: answer.measures.peakMemoryMegabytes,
      firstAnswerSeconds: result.measures?.firstAnswerSeconds ?? 0,
      iterations: result.measures?.iterations ?? 0,
      size,
      secondSize,
      matrixCacheHits: travel.cacheHits,
      matrixCacheMisses: travel.cacheMisses,
      providerCells: { ...travel.providerCells },
      host: HOST,
      version: VERSION,
    },
  };
}

/** Holds what was expected of the solve against what came of it. */
function withPrediction(
  { metrics }: RunParts,
  { problem, options }: SolveRequestContext,
  result: SolveResult,
): SolveResult {
  if (!isComparable(result, options)) return result;
  const prediction = predictSolve(problem, result.budgetMillis);
  if (prediction) metrics.predicted(kindToken(kindOf(problem)), prediction, result);
  return { ...result, prediction };
}

/** Engines get half of what is left in performance mode. */
function deadlineIn(mode: SolverMode, deadlineMs: number): number {
  const nowMs = Date.now();
  return mode === 'performance' ? nowMs + Math.max(0, deadlineMs - nowMs) / 2 : deadlineMs;
}

/** Says what of the answer is due to the mode or to strategies that are out. */
function byPlan(result: SolveResult, { degradedBy }: ChainPlan, mode: SolverMode): SolveResult {
  if (degradedBy !== undefined) {
    const warnings = [...result.warnings, `This is no full search: ${degradedBy}.`];
    return { ...result, degraded: true, warnings };
  }
  if (mode !== 'performance') return result;
  return {
    ...result,
    warnings: [...result.warnings, 'The solver is in performance mode: half of the budget was used.'],
  };
}

/** Counts what came of each strategy. */
function settle({ strategies, metrics }: RunParts, kind: string, attempts: readonly Attempt[]): void {
  const ended = attempts.map((attempt) => ({ ...attempt, outcome: outcomeToken(attempt.outcome) }));
  strategies.settle(kind, ended, Date.now());
  for (const { strategy, outcome } of ended) metrics.attempted(kind, strategy, outcome);
}

/** An emergency plan that was made in place of the whole chain says so. */
function withoutWorker(result: SolveResult, why: string | undefined): SolveResult {
  if (why === undefined) return result;
  const chain = { strategy: FULL_CHAIN, outcome: Attempt_Outcome.OUTCOME_NO_ANSWER, cause: why, seconds: 0 };
  const warning = `This is an emergency plan: ${why}.`;
  return {
    ...result,
    stopReason: result.status === SolveStatus.SOLVE_STATUS_OPTIMAL ? result.stopReason : StopReason.STOP_REASON_TIME,
    attempts: [chain, ...result.attempts],
    degraded: true,
    warnings: [...result.warnings, warning],
  };
}

/** The worker has counted what had to be read first. */
function sizeOf(problem: Problem, { measures }: SolveResult): { size: number; secondSize: number } {
  if (problem.kind?.$case === 'linear' && measures) return { size: measures.size, secondSize: measures.secondSize };
  return measureProblem(problem);
}

/** What the strategy chain did on the way, told after it: the chain runs where nobody can listen. */
function tellChanges({ metrics, log }: SolveRunnerParts, result: SolveResult, kind: string, hooks: SolveHooks): void {
  const tried = result.attempts.filter(({ outcome }) => outcome !== Attempt_Outcome.OUTCOME_SKIPPED);
  tried.forEach(({ strategy, outcome, cause }, index) => {
    const next = tried[index + 1];
    if (next) {
      metrics.fellBack(kind, strategy, next.strategy, causeToken(outcome));
      hooks.onFellBack?.({ from: strategy, to: next.strategy, cause });
    }
    if (outcome !== Attempt_Outcome.OUTCOME_WRONG_ANSWER) return;
    metrics.checkFailed(kind, strategy);
    log.error({ kind, strategy, cause }, 'the verifier refused an answer');
  });
  for (const { step } of result.relaxations) metrics.relaxed(step);
  if (result.relaxations.length > 0) hooks.onRelaxed?.(result.relaxations);
}

function causeToken(outcome: Attempt_Outcome): string {
  switch (outcome) {
    case Attempt_Outcome.OUTCOME_NO_ANSWER:
      return 'no_answer';
    case Attempt_Outcome.OUTCOME_WRONG_ANSWER:
      return 'wrong_answer';
    default:
      return 'failed';
  }
}

/** A result that holds nothing is an error with the reason why; a person who stopped the solve gets it as it is. */
function honest(result: SolveResult): SolveResult {
  const { status, stopReason, attempts, explanation } = result;
  if (status !== SolveStatus.SOLVE_STATUS_UNKNOWN || result.solution) return result;
  const causes = attempts.filter(({ cause }) => cause !== '').map(({ strategy, cause }) => `${strategy}: ${cause}`);
  const why = causes.join('; ') || explanation?.summary || 'nothing was found';
  if (hasOutcome(attempts, Attempt_Outcome.OUTCOME_WRONG_ANSWER)) {
    throw new SolveigError('WRONG_ANSWER', `Every answer was refused by the verifier: ${why}.`);
  }
  const tried = attempts.filter(({ outcome }) => outcome !== Attempt_Outcome.OUTCOME_SKIPPED);
  if (tried.length > 0 && tried.every(({ outcome }) => outcome === Attempt_Outcome.OUTCOME_FAILED)) {
    throw new SolveigError('WORKER_ERROR', `Every strategy failed: ${why}.`);
  }
  if (stopReason !== StopReason.STOP_REASON_TIME) return result;
  throw new SolveigError('TIMEOUT', `The deadline passed before there was any answer: ${why}.`);
}

function hasOutcome(attempts: readonly Attempt[], wanted: Attempt_Outcome): boolean {
  return attempts.some(({ outcome }) => outcome === wanted);
}

/** What a worker found wrong with a problem has the same forms as what is found here. */
function invalidAsHere(thrown: unknown, { kind }: Problem): unknown {
  if (!(thrown instanceof SolveigError) || thrown.reason !== 'INVALID_PROBLEM') return thrown;
  const { violations } = thrown;
  return problemError(kind?.$case === 'linear' ? linearViolations(kind.value, violations) : violations);
}
