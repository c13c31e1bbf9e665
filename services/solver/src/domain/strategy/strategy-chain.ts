import type { Engine, EngineIncumbent, EngineOutcome, Mates, StopRule } from '#domain/engine/engine';
import { anyOf, deadline } from '#domain/engine/stop-rules';
import { type GoalReached, GoalWatch, type SolveGoal } from './solve-goal.ts';

/** One way to get an answer, with the share of the remaining budget that it may use. */
export interface Strategy<P, S> {
  readonly name: string;
  /** Part of the budget that is left when it starts, 0 to 1. */
  readonly share: number;
  /** Answers at once whatever the clock says: runs even when no budget is left. */
  readonly immediate?: boolean;
  readonly run: Engine<P, S>['solve'];
}

/** The strategies of these names, in this order; those that are not known are left out. All of them without names. */
export function chosenStrategies<P, S>(
  strategies: readonly Strategy<P, S>[],
  names: readonly string[] | undefined,
): readonly Strategy<P, S>[] {
  if (!names) return strategies;
  return names.flatMap((name) => strategies.filter((strategy) => strategy.name === name));
}

export type AttemptOutcome = 'answered' | 'no_answer' | 'wrong_answer' | 'failed' | 'skipped';

/** What came of one strategy. */
export interface StrategyAttempt {
  readonly strategy: string;
  readonly outcome: AttemptOutcome;
  /** In words; empty when it answered. */
  readonly cause: string;
  readonly seconds: number;
}

export interface StrategyChain<P, S> {
  readonly problem: P;
  /** In order: full engine first, emergency answer last. */
  readonly strategies: readonly Strategy<P, S>[];
  /** Written from the problem's definition: what is wrong with an answer, in words; empty when nothing is. */
  readonly verify: (solution: S, value: number) => readonly string[];
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly budgetMs: number;
  readonly seed: number;
  readonly iterations?: number | undefined;
  /** A person or the service says stop. The emergency answer is still made. */
  readonly stop: StopRule;
  /** Ends a strategy before its time once its answer is good enough. */
  readonly goal?: SolveGoal | undefined;
  /** No answer can have a lower value: what gaps are measured against where the engine knows nothing better. */
  readonly bound?: number | undefined;
  /** Whether an incumbent counts for the goal; every one when left out. */
  readonly isWhole?: ((solution: S) => boolean) | undefined;
  readonly onIncumbent?: ((incumbent: EngineIncumbent<S>, strategy: string) => void) | undefined;
  /** Others who search the same problem; only the first strategy works with them. */
  readonly mates?: Mates | undefined;
}

export interface ChainResult<S> extends EngineOutcome<S> {
  /** The strategy that made the answer; empty when there is none. */
  readonly strategy: string;
  readonly attempts: readonly StrategyAttempt[];
  /** A later strategy than the first had to answer. */
  readonly degraded: boolean;
  readonly firstAnswerSeconds?: number | undefined;
  /** Why the strategy that answered ended before its time. */
  readonly goal?: GoalReached | undefined;
}

/**
 * Runs the strategies in order until one gives an answer that the verifier
 * accepts. A thrown error, no answer or a wrong answer becomes a failed attempt
 * with its cause; the best incumbent that such a strategy had shown is kept,
 * when the verifier accepts it, and competes with the later answers.
 */
export async function runStrategyChain<P, S>(chain: StrategyChain<P, S>): Promise<ChainResult<S>> {
  const startMs = chain.now();
  const endMs = startMs + chain.budgetMs;
  const attempts: StrategyAttempt[] = [];
  let kept: { outcome: EngineOutcome<S>; strategy: string; goal?: GoalReached | undefined } | undefined;
  let firstAnswerMs: number | undefined;

  for (const strategy of chain.strategies) {
    const beganMs = chain.now();
    if (!strategy.immediate && (beganMs >= endMs || chain.stop())) {
      attempts.push({ strategy: strategy.name, outcome: 'skipped', cause: 'no time was left', seconds: 0 });
      continue;
    }
    if (strategy.immediate && kept) break;
    const run = await runOne(chain, strategy, beganMs, endMs, () => {
      firstAnswerMs ??= chain.now();
    });
    attempts.push({ ...run.attempt, seconds: (chain.now() - beganMs) / 1000 });
    if (run.outcome && (!kept || (run.outcome.value ?? 0) < (kept.outcome.value ?? 0))) {
      kept = { outcome: run.outcome, strategy: strategy.name, goal: run.goal };
    }
    if (run.attempt.outcome === 'answered') break;
  }

  return {
    ...(kept?.outcome ?? { stopReason: 'stopped' as const, iterations: 0, cause: lastCause(attempts) }),
    strategy: kept?.strategy ?? '',
    goal: kept?.goal,
    attempts,
    degraded: kept !== undefined && attempts[0]?.outcome !== 'answered',
    firstAnswerSeconds: firstAnswerMs === undefined ? undefined : (firstAnswerMs - startMs) / 1000,
  };
}

interface Run<S> {
  readonly attempt: Omit<StrategyAttempt, 'seconds'>;
  readonly outcome?: EngineOutcome<S>;
  readonly goal?: GoalReached | undefined;
}

async function runOne<P, S>(
  chain: StrategyChain<P, S>,
  strategy: Strategy<P, S>,
  beganMs: number,
  endMs: number,
  onFirst: () => void,
): Promise<Run<S>> {
  const shareMs = Math.max(0, (endMs - beganMs) * strategy.share);
  const enoughMs = chain.goal?.enoughMs ?? Number.POSITIVE_INFINITY;
  const budgetMs = Math.min(shareMs, enoughMs);
  const watch = new GoalWatch(chain.goal ?? {}, chain.bound);
  const isReached = () => watch.reached !== undefined;
  let last: EngineIncumbent<S> | undefined;
  const name = strategy.name;
  const fail = (outcome: AttemptOutcome, cause: string): Run<S> => {
    const rescued = last && checked(chain, last.solution, last.value).length === 0 ? last : undefined;
    const attempt = { strategy: name, outcome, cause };
    if (!rescued) return { attempt };
    const { solution, value, bound, iterations } = rescued;
    return { attempt, outcome: { solution, value, bound, iterations, stopReason: 'stopped' } };
  };
  try {
    const outcome = await strategy.run(chain.problem, {
      seed: chain.seed,
      iterations: chain.iterations,
      stop: anyOf(deadline(chain.now, beganMs + budgetMs), chain.stop, ...(chain.goal ? [isReached] : [])),
      progress: budgetMs > 0 ? () => Math.min(1, (chain.now() - beganMs) / budgetMs) : undefined,
      onIncumbent: (incumbent) => {
        last = incumbent;
        if (chain.isWhole?.(incumbent.solution) ?? true) watch.seen(incumbent.value, incumbent.bound);
        onFirst();
        chain.onIncumbent?.(incumbent, name);
      },
      mates: strategy === chain.strategies[0] ? chain.mates : undefined,
    });
    // A proof that there is no answer is an answer.
    if (outcome.stopReason === 'infeasible' || outcome.stopReason === 'unbounded') {
      return { attempt: { strategy: name, outcome: 'answered', cause: '' }, outcome };
    }
    if (outcome.solution === undefined) return fail('no_answer', outcome.cause ?? 'it found nothing');
    const wrong = checked(chain, outcome.solution, outcome.value ?? Number.NaN);
    if (wrong.length > 0) return fail('wrong_answer', wrong.slice(0, 3).join('; '));
    onFirst();
    const isEnough = enoughMs <= shareMs && outcome.stopReason === 'stopped' && !chain.stop();
    const goal = watch.reached ?? (isEnough ? 'quality' : undefined);
    return { attempt: { strategy: name, outcome: 'answered', cause: '' }, outcome, goal };
  } catch (error) {
    return fail('failed', error instanceof Error ? error.message : String(error));
  }
}

/** What is wrong with an answer; one that cannot even be read is wrong too, and costs no other answer. */
function checked<P, S>({ verify }: StrategyChain<P, S>, solution: S, value: number): readonly string[] {
  try {
    return verify(solution, value);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function lastCause(attempts: readonly StrategyAttempt[]): string {
  return attempts.findLast((attempt) => attempt.cause !== '')?.cause ?? 'no strategy is enabled';
}
