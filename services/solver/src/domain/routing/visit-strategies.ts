import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import type { SolveContext, StopReason } from '#domain/strategy/solve-outcome';
import { type ChainResult, runStrategyChain, type Strategy } from '#domain/strategy/strategy-chain';
import { ARC_RELAXATION } from './bounds.ts';
import type { CompiledRouting } from './compiled.ts';
import { emergencyVisits } from './emergency.ts';
import { clusterFirst } from './large/cluster-first.ts';
import { canExpress } from './search/search-problem.ts';
import { searchVisits } from './search/search-visits.ts';
import { makesTrips } from './trips/makes-trips.ts';
import { searchTrips } from './trips/search-trips.ts';
import { solveVisits, type VisitOrder } from './visit-engine.ts';

/** While required stops are left out, the full search leaves this part of its time for relaxing. */
const GIVE_UP_AT = 0.6;

/** Nearest stops of the reduced search: less than a third of the full one's, so that it is sooner where that one is. */
const REDUCED_NEAR = 12;
/** Iterations of the reduced search by stop, and at least, where it is not the fast one. */
const REDUCED_PER_STOP = 50;
const LEAST_REDUCED = 500;

/** The same search with short lists of near stops; where the fast search cannot express the problem, with a small budget. */
function searchReduced(problem: CompiledRouting, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  if (canExpress(problem)) return searchVisits(problem, options, REDUCED_NEAR);
  if (makesTrips(problem)) return searchTrips(problem, options, REDUCED_NEAR);
  const { iterations = Number.POSITIVE_INFINITY } = options;
  const most = LEAST_REDUCED + REDUCED_PER_STOP * problem.stops;
  return solveVisits(problem, { ...options, iterations: Math.min(iterations, most) });
}

/** The chain for problems that visit places: annealing, the same reduced, cluster by cluster, descent, construction, emergency answer. */
export function visitStrategies(): Strategy<CompiledRouting, VisitOrder>[] {
  return [
    {
      name: 'ruin_and_recreate',
      share: 0.95,
      run: (problem, options) => {
        let missing = 0;
        return solveVisits(problem, {
          ...options,
          stop: () => options.stop() || (missing > 0 && (options.progress?.() ?? 0) > GIVE_UP_AT),
          onIncumbent: (incumbent) => {
            missing = incumbent.solution.missing;
            options.onIncumbent?.(incumbent);
          },
        });
      },
    },
    { name: 'reduced_neighbourhoods', share: 0.8, run: searchReduced },
    { name: 'cluster_first', share: 0.7, run: clusterFirst },
    { name: 'local_search', share: 0.6, run: (problem, options) => solveVisits(problem, options, 'descent') },
    { name: 'construction', share: 0.6, run: (problem, options) => solveVisits(problem, options, 'construction') },
    { name: 'emergency', share: 1, immediate: true, run: (problem) => emergencyVisits(problem) },
  ];
}

export interface VisitChainOptions<S> {
  /** What is wrong with an answer, in words. */
  readonly verify: (order: VisitOrder, value: number) => readonly string[];
  /** Reads an answer back in the words of the problem. */
  readonly read: (order: VisitOrder) => S;
  readonly context: SolveContext<S>;
  /** Shown with every incumbent. */
  readonly bound?: (() => number) | undefined;
  readonly strategies?: readonly Strategy<CompiledRouting, VisitOrder>[] | undefined;
}

/** Runs the chain on a compiled problem. Incumbents are only shown when nothing required is missing. */
export function runVisitChain<S>(
  compiled: CompiledRouting,
  options: VisitChainOptions<S>,
): Promise<ChainResult<VisitOrder>> {
  const { context, bound } = options;
  return runStrategyChain({
    problem: compiled,
    strategies: options.strategies ?? visitStrategies(),
    verify: options.verify,
    now: context.now,
    budgetMs: context.budgetMs,
    seed: context.seed,
    iterations: context.iterations,
    stop: context.stop,
    mates: context.mates,
    goal: context.goal,
    bound: context.goal && bound?.(),
    isWhole: ({ missing }) => missing === 0,
    onIncumbent: ({ solution, value, iterations }, strategy) => {
      if (solution.missing > 0 || !context.onIncumbent) return;
      let read: S | undefined;
      const incumbent = {
        // Read back only when somebody looks: there are many incumbents.
        get solution() {
          read ??= options.read(solution);
          return read;
        },
        value,
        get bound() {
          return bound?.();
        },
        iterations,
      };
      context.onIncumbent(incumbent, strategy);
    },
  });
}

/** The better of the relaxation's bound and the engine's own, and where it comes from. */
export function boundOf(relaxed: number, result: ChainResult<VisitOrder>): { bound: number; boundSource: string } {
  if (result.bound !== undefined && result.boundSource !== undefined && result.bound >= relaxed) {
    return { bound: result.bound, boundSource: result.boundSource };
  }
  return { bound: relaxed, boundSource: ARC_RELAXATION };
}

/** The engine's word for its end in the words of the contract. */
export function stopReasonOf<S>(result: ChainResult<unknown>, context: SolveContext<S>): StopReason {
  switch (result.stopReason) {
    case 'stopped':
      return result.goal ?? (context.stop() ? 'stopped' : 'time');
    case 'unbounded':
      return 'converged';
    default:
      return result.stopReason;
  }
}
