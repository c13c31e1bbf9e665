import type { StopRule } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import { Annealing } from '#domain/routing/search/annealing';
import { BestPlan } from '#domain/routing/search/best-plan';
import { planFirst, type SearchWork } from '#domain/routing/search/first-plans';
import { GreedyRecreate } from '#domain/routing/search/greedy-recreate';
import { LeftOut } from '#domain/routing/search/left-out';
import { nearStops } from '#domain/routing/search/near-stops';
import { planBySavings } from '#domain/routing/search/savings-plan';
import { canExpress, searchProblem } from '#domain/routing/search/search-problem';
import { SearchRoutes } from '#domain/routing/search/search-routes';
import { priceFreeWays } from '#domain/routing/search/shadow-price';
import { planOf } from '#domain/routing/search/team-words';
import { Trial } from '#domain/routing/search/trial';
import { load, type RouteLists, SearchState } from '#domain/routing/search-state';
import { solveVisits } from '#domain/routing/visit-engine';

/** Nearest stops that moves look at. */
const NEAR = 40;
/** Routes of a part by its vehicles, and their cost with prizes and penalties. */
export interface PartPlan {
  readonly routes: RouteLists;
  readonly value: number;
}

export interface PartSearch {
  /** Where it starts; by vehicle. */
  readonly routes: RouteLists;
  readonly iterations: number;
  /** Temperature at the start and the end, as shares of what a way to a near stop costs. */
  readonly hot: number;
  readonly cold: number;
  readonly seed: number;
  readonly stop: StopRule;
  /** Nearest stops that moves look at; 40 when absent. */
  readonly near?: number | undefined;
  /** Whether the best plan that it saw is wanted, which is never worse than the start, and not the last one. */
  readonly keepsBest: boolean;
}

/** A plan of a part from nothing, by savings and what insertion adds; with `quick` not set, by whatever gives the best first plan. */
export function constructPart(
  problem: CompiledRouting,
  order: Pick<PartSearch, 'seed' | 'stop' | 'near'> & { readonly quick?: boolean },
): PartPlan {
  if (!canExpress(problem)) return bySlowEngine(problem, { ...order, iterations: 0 });
  const { work, near, recreate } = swiftSearch(problem, order);
  if (!order.quick) planFirst(work, near, recreate);
  else {
    planBySavings(work.routes, near);
    work.trial.leftOut.find();
    recreate.recreateAll(1);
    keepIfBest(work);
  }
  return { routes: work.best.order().routes, value: work.best.cost };
}

/** Improves a part from where it stands by ruin and recreate under annealing. */
export function improvePart(problem: CompiledRouting, order: PartSearch): PartPlan & { readonly iterations: number } {
  const value = partValue(problem, order.routes);
  if (!canExpress(problem)) {
    const found = bySlowEngine(problem, order);
    const better = found.value < value ? found : { routes: order.routes, value };
    return { ...better, iterations: order.iterations };
  }
  const { work, near, recreate } = swiftSearch(problem, order);
  const { best, trial } = work;
  best.take({ routes: order.routes, missing: 0 }, value);
  best.restore();
  if (trial.leftOut.count > 0) {
    trial.begin();
    recreate.recreateAll(1);
    keepIfBest(work);
  }
  const { iterations } = new Annealing(work, near, recreate, order).run();
  // Where it stands is better to go on from while it is hot, but not when stops were lost on the way.
  if (order.keepsBest || trial.leftOut.missing > best.missing) {
    return { routes: best.order().routes, value: best.cost, iterations };
  }
  return { routes: planOf(work).routes, value: work.routes.cost() + trial.leftOut.cost(), iterations };
}

/** Cost of the routes, with prizes and penalties of what is left out. */
export function partValue(problem: CompiledRouting, routes: RouteLists): number {
  // Near stops are not looked at.
  const state = new SearchState(problem, new Random(1), () => false, new Int32Array(0));
  load(state, routes);
  return state.cost();
}

function swiftSearch(problem: CompiledRouting, { seed, stop, near, iterations }: SwiftOrder) {
  const random = new Random(seed);
  const routes = new SearchRoutes(searchProblem(problem));
  const trial = new Trial(routes, new LeftOut(routes));
  const best = new BestPlan(routes, trial, undefined);
  const nearOnes = nearStops(routes.search, near ?? NEAR, stop);
  priceFreeWays(routes.search, nearOnes);
  const recreate = new GreedyRecreate(routes, trial, nearOnes, random, stop);
  return { work: { options: { seed, stop, iterations }, random, routes, trial, best }, near: nearOnes, recreate };
}

type SwiftOrder = Pick<PartSearch, 'seed' | 'stop' | 'near'> & { readonly iterations?: number };

function keepIfBest({ routes, trial, best }: SearchWork): void {
  const cost = routes.cost() + trial.leftOut.cost();
  best.noteAll();
  if (cost < best.cost) best.keep(cost);
}

/** Problems that the fast search cannot express are built and annealed anew. */
function bySlowEngine(
  problem: CompiledRouting,
  { seed, stop, iterations }: Pick<PartSearch, 'seed' | 'stop' | 'iterations'>,
): PartPlan {
  const effort = iterations === 0 ? 'construction' : 'full';
  const { solution, value } = solveVisits(problem, { seed, stop, iterations }, effort);
  if (!solution || value === undefined) throw new Error('the engine gave no plan');
  return { routes: solution.routes, value };
}
