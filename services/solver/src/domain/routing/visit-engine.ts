import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import { type AnnealOptions, anneal } from './anneal.ts';
import { constructGiven } from './bonds/construct-given.ts';
import type { CompiledRouting } from './compiled.ts';
import { constructGreedy } from './construct-greedy.ts';
import { constructRegret } from './construct-regret.ts';
import { constructSavings } from './construct-savings.ts';
import { emergencyVisits } from './emergency.ts';
import { isSmall, solveExactly } from './exact/solve-exactly.ts';
import { flatOrder, orderOfFlat } from './flat-order.ts';
import { LocalSearch } from './local-search.ts';
import { canExpress } from './search/search-problem.ts';
import { searchVisits } from './search/search-visits.ts';
import { listsOf, load, type RouteLists, SearchState } from './search-state.ts';
import { makesTrips } from './trips/makes-trips.ts';
import { searchTrips } from './trips/search-trips.ts';

/** An answer of the engine: by vehicle, stops in order. */
export interface VisitOrder {
  readonly routes: RouteLists;
  /** Required stops that no route serves. */
  readonly missing: number;
}

/** Regret insertion keeps a number for each stop and vehicle; above this it is left out. */
const MOST_REGRET_CELLS = 20_000;

/** A walked evaluation costs about so many of the others. */
const WALKED = 10;

/** Above so many stops the emergency answer is made first. */
const LARGE = 1500;

/** Part of the cooling from which on a mate's plan is gone on with. */
const MEET_FROM = 0.4;

/** Trials before a proof by enumeration, by stop, the part of the time after which the first proof ends, or so many labels, and that after which the search behind it does. */
const SMALL_TRIALS = 30;
const FIRST_PROOF = 0.25;
const FIRST_ROOM = 50_000;
const SMALL_SEARCH = 0.6;

/** Values that differ by this share are the same. */
const EPSILON = 1e-9;

/** How far a strategy goes. */
export type Effort = 'full' | 'descent' | 'construction';

/**
 * The engine for both problems that visit places. Builds plans by greedy,
 * savings and regret insertion, descends from the best, then improves it by
 * ruin and recreate under annealing until the stop rule, the iteration budget,
 * or no progress ends it; a small problem is proved by enumeration instead. The value counts a penalty for each required stop that
 * is left out, above the cost of any plan.
 */
export function solveVisits(
  problem: CompiledRouting,
  options: EngineOptions<VisitOrder>,
  effort: Effort = 'full',
): EngineOutcome<VisitOrder> {
  if (effort === 'full' && isSmall(problem)) return solveSmall(problem, options);
  return searchPlans(problem, options, effort);
}

/** The same without proof by enumeration. */
export function searchPlans(
  problem: CompiledRouting,
  options: EngineOptions<VisitOrder>,
  effort: Effort,
): EngineOutcome<VisitOrder> {
  if (effort === 'full' && canExpress(problem)) return searchVisits(problem, options);
  if (effort === 'full' && makesTrips(problem)) return searchTrips(problem, options);
  // Large problems take seconds to prepare: something to fall back on comes first.
  const first = problem.stops > LARGE ? emergencyVisits(problem).solution : undefined;
  const state = new SearchState(problem, new Random(options.seed), options.stop);
  const best = new Best(state, options);
  if (first) {
    load(state, first.routes);
    best.offer(0);
    load(state, []);
  }
  const descent = new LocalSearch(state);
  constructGreedy(state);
  best.offer(0);
  for (const construct of constructions(problem, effort)) {
    if (state.stop()) break;
    load(state, []);
    construct(state);
    constructGreedy(state);
    best.offer(0);
  }
  best.restore();
  if (problem.bonds) return searchBonded(state, best, options, effort);
  // Walked routes make the descent slow; annealing gets further in that time.
  if ((effort === 'descent' || (effort === 'full' && !problem.scan)) && !state.stop()) {
    descent.run();
    best.offer(0);
  }
  if (effort !== 'full') return best.outcome('converged', 0);
  const { iterations, reason } = anneal(state, {
    iterations: options.iterations,
    progress: options.progress,
    onBest: (_, iteration) => best.offer(iteration),
    restoreBest: () => best.restore(),
    meet: meeting(best, options),
  });
  best.restore();
  if (reason !== 'stopped') {
    descent.run();
    best.offer(iterations);
  }
  return best.outcome(reason, iterations);
}

/**
 * Proof by enumeration. The better the plan that is known, the fewer ways it has to go: where it runs out of
 * room or time after a quick plan, it is tried again after a search.
 */
function solveSmall(problem: CompiledRouting, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  const state = new SearchState(problem, new Random(options.seed), options.stop);
  const best = quickPlan(state, options);
  const proof = prove(state, best, until(options, FIRST_PROOF), FIRST_ROOM);
  if (proof?.stopReason === 'optimal') return proof;
  const found = searchPlans(problem, until(options, SMALL_SEARCH), 'full');
  if (found.solution) best.take(found.solution, found.iterations);
  const late = proof ?? prove(state, best, options);
  if (late?.stopReason === 'optimal') return late;
  const stopReason = found.stopReason === 'stopped' && !options.stop() ? 'converged' : found.stopReason;
  const bound = late && { bound: late.bound, boundSource: late.boundSource };
  return { ...best.outcome(stopReason, found.iterations), ...bound };
}

/** The least cost as bound, and the best plan; nothing when there was no room or time. Orders are timed with fewer labels, and without reloads that are not needed: what is proved may not be found. */
function prove(
  state: SearchState,
  best: Best,
  { stop }: EngineOptions<VisitOrder>,
  room?: number,
): EngineOutcome<VisitOrder> | undefined {
  const exact = solveExactly(state.problem, stop, best.cost, room);
  if (!exact) return undefined;
  load(state, exact.routes);
  best.offer(0);
  const isFound = best.cost <= exact.cost + EPSILON * Math.max(1, Math.abs(exact.cost));
  return { ...best.outcome(isFound ? 'optimal' : 'stopped', 0), bound: exact.cost, boundSource: 'enumeration' };
}

/** Time up to a part of the budget; the answer to an iteration budget must not depend on the clock. */
function until(options: EngineOptions<VisitOrder>, part: number): EngineOptions<VisitOrder> {
  const { iterations, progress, stop } = options;
  if (iterations !== undefined || !progress) return options;
  return { ...options, stop: () => stop() || progress() > part, progress: () => Math.min(1, progress() / part) };
}

/** What a plan costs spares the enumeration most of its ways. */
function quickPlan(state: SearchState, options: EngineOptions<VisitOrder>): Best {
  const { problem } = state;
  const best = new Best(state, options);
  for (const construct of [constructGreedy, ...constructions(problem, 'full')]) {
    load(state, []);
    construct(state);
    constructGreedy(state);
    best.offer(0);
  }
  best.restore();
  anneal(state, {
    iterations: Math.min(options.iterations ?? Number.POSITIVE_INFINITY, SMALL_TRIALS * problem.stops),
    onBest: (_, iteration) => best.offer(iteration),
    restoreBest: () => best.restore(),
  });
  return best;
}

/** Tells mates of the best plan, and goes on from theirs when it is better, but not while all still wander far. */
function meeting(best: Best, { mates }: EngineOptions<VisitOrder>): AnnealOptions['meet'] {
  return (
    mates &&
    ((part, iteration) => {
      mates.offer(best.cost, () => flatOrder(best.order()));
      const found = part < MEET_FROM ? undefined : mates.take(best.cost);
      return found && best.take(orderOfFlat(found.flat), iteration);
    })
  );
}

/** Iterations of a descent by ruin and recreate, by stop and at least. */
const DESCENT_PER_STOP = 20;
const SHORTEST_DESCENT = 500;

/** The moves of the local search know nothing of bonds: ruin and recreate does all, cold where only a descent is wanted. */
function searchBonded(
  state: SearchState,
  best: Best,
  options: EngineOptions<VisitOrder>,
  effort: Effort,
): EngineOutcome<VisitOrder> {
  if (effort === 'construction' || state.problem.stops === 0) return best.outcome('converged', 0);
  const { iterations, reason } = anneal(state, {
    iterations:
      effort === 'full' ? options.iterations : Math.max(SHORTEST_DESCENT, DESCENT_PER_STOP * state.problem.stops),
    isCold: effort === 'descent',
    progress: options.progress,
    onBest: (_, iteration) => best.offer(iteration),
    restoreBest: () => best.restore(),
    meet: meeting(best, options),
  });
  return best.outcome(effort === 'full' ? reason : 'converged', iterations);
}

function constructions(problem: CompiledRouting, effort: Effort): ((state: SearchState) => void)[] {
  const list: ((state: SearchState) => void)[] = [];
  const { bonds } = problem;
  if (bonds) return bonds.given ? [(state) => constructGiven(state, bonds)] : [];
  const { startPlan } = problem;
  if (startPlan) list.push((state) => load(state, startPlan));
  if (problem.stops > 1 && problem.vehicles > 0) list.push(constructSavings);
  const cells = problem.stops * problem.vehicles * (problem.scan ? WALKED : 1);
  if (effort !== 'construction' && cells <= MOST_REGRET_CELLS) {
    list.push(
      (state) => constructRegret(state, 2),
      (state) => constructRegret(state, 4),
    );
  }
  return list;
}

/** The best plan so far. */
class Best {
  readonly #state: SearchState;
  readonly #options: EngineOptions<VisitOrder>;
  #lists: RouteLists;
  #cost = Number.POSITIVE_INFINITY;
  #missing = 0;

  constructor(state: SearchState, options: EngineOptions<VisitOrder>) {
    this.#state = state;
    this.#options = options;
    this.#lists = [];
  }

  /** Keeps the state's routes when they are better; gives the best cost. */
  offer(iterations: number): number {
    const cost = this.#state.cost();
    if (cost >= this.#cost - 1e-9) return this.#cost;
    this.#cost = cost;
    this.#lists = listsOf(this.#state.routes);
    this.#missing = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      this.#missing += this.#state.problem.required[this.#state.absent[i] as number] as number;
    }
    this.#options.onIncumbent?.({ solution: this.order(), value: cost, iterations });
    return cost;
  }

  get cost(): number {
    return this.#cost;
  }

  restore(): void {
    load(this.#state, this.#lists);
  }

  /** Sets the state's routes to a plan from elsewhere and keeps it when it is better; gives the best cost, whose routes the state has then. */
  take({ routes }: VisitOrder, iterations: number): number {
    load(this.#state, routes);
    if (this.#state.cost() >= this.#cost - 1e-9) this.restore();
    return this.offer(iterations);
  }

  outcome(stopReason: EngineOutcome<VisitOrder>['stopReason'], iterations: number): EngineOutcome<VisitOrder> {
    return { solution: this.order(), value: this.#cost, stopReason, iterations };
  }

  order(): VisitOrder {
    return { routes: this.#lists, missing: this.#missing };
  }
}
