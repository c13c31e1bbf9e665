import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import { evolves } from '#domain/routing/genetic/evolves';
import { GeneticSearch } from '#domain/routing/genetic/genetic-search';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { annealMixed } from './anneal-mixed.ts';
import { Annealing, isMixed } from './annealing.ts';
import { BestPlan } from './best-plan.ts';
import { planAtOnce, planFirst, planFromStart, type SearchWork } from './first-plans.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { nearInMemory } from './near-in-memory.ts';
import { nearStops } from './near-stops.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { priceFreeWays } from './shadow-price.ts';
import { Trial } from './trial.ts';

/** Nearest stops that moves look at. */
const NEAR = 40;
/** More where stops are alternatives, of which only some are served. */
const MOST_NEAR = 250;

/**
 * The fast search: first plans by greedy insertion and savings, then ruin and recreate under
 * simulated annealing (Christiaens & Vanden Berghe 2020) until the stop rule,
 * the iteration budget, or no progress ends it. For problems that `canExpress`.
 * @param nearest stops beside which moves look for places
 */
export function searchVisits(
  problem: CompiledRouting,
  options: EngineOptions<VisitOrder>,
  nearest = NEAR,
): EngineOutcome<VisitOrder> {
  const random = new Random(options.seed);
  const work = beginWork(problem, options, random);
  const { routes, trial } = work;
  // Finding near stops takes longer than a first plan without them.
  const { stops, search } = routes;
  const near = nearStops(
    search,
    Math.min(MOST_NEAR, Math.round(nearest * Math.sqrt(stops / search.tasks.count))),
    options.stop,
  );
  priceFreeWays(search, near);
  const recreate = new GreedyRecreate(routes, trial, near, random, options.stop);
  planFromStart(work, recreate);
  if (!options.stop()) planFirst(work, near, recreate);
  if (!options.stop() && isMixed(search)) return annealMixed(work, near, recreate);
  if (!options.stop() && evolves(work)) return new GeneticSearch(work).run(near, recreate);
  return new Annealing(work, near, recreate).run();
}

/** The work with its first plan, on a problem that is near in memory: to make it so takes as long as the plan and comes after. */
function beginWork(problem: CompiledRouting, options: EngineOptions<VisitOrder>, random: Random): SearchWork {
  const work = workOn(problem, options, random);
  planAtOnce(work);
  const near = nearInMemory(problem);
  if (near === problem) return work;
  const moved = workOn(near, options, random);
  moved.best.takeOver(work.best);
  return moved;
}

function workOn(problem: CompiledRouting, options: EngineOptions<VisitOrder>, random: Random): SearchWork {
  const routes = new SearchRoutes(searchProblem(problem));
  const trial = new Trial(routes, new LeftOut(routes));
  return { options, random, routes, trial, best: new BestPlan(routes, trial, options.onIncumbent) };
}
