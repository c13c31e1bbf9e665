import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules } from '#domain/routing/compiled-rules';
import { emergencyVisits } from '#domain/routing/emergency';
import { LeftOut } from '#domain/routing/search/left-out';
import { NO_NEAR, nearStops } from '#domain/routing/search/near-stops';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { TripAnnealing, type TripWork } from './trip-annealing.ts';
import { TripBest } from './trip-best.ts';
import { tripProblem } from './trip-problem.ts';
import { TripRecreate } from './trip-recreate.ts';
import { TripRoutes } from './trip-routes.ts';
import { TripTrial } from './trip-trial.ts';

/** Nearest stops that moves look at. */
const NEAR = 40;
/** Plans by insertion that are made to begin with, each in an order by chance. */
const FIRST_PLANS = 8;

/**
 * The search for routes of several trips: plans by greedy insertion, then ruin
 * and recreate under simulated annealing (Christiaens & Vanden Berghe 2020)
 * until the stop rule, the iteration budget, or no progress ends it. For
 * problems of which `makesTrips` holds; an insertion is priced in constant time,
 * as in the fast search.
 * @param nearest stops beside which moves look for places
 */
export function searchTrips(
  problem: CompiledRouting,
  options: EngineOptions<VisitOrder>,
  nearest = NEAR,
): EngineOutcome<VisitOrder> {
  const random = new Random(options.seed);
  const routes = new TripRoutes(tripProblem(problem, problem.rules as CompiledRules));
  const trial = new TripTrial(routes, new LeftOut(routes));
  const best = new TripBest(routes, trial, options.onIncumbent);
  const work: TripWork = { options, random, routes, trial, best };
  new TripRecreate(routes, trial, NO_NEAR, random, options.stop).recreateAll();
  best.offer(0);
  const near = nearStops(routes.search, nearest, options.stop);
  const recreate = new TripRecreate(routes, trial, near, random, options.stop);
  if (problem.bonds?.given) {
    best.load(problem.bonds.given);
    recreate.recreateAll();
    best.offer(0);
  }
  for (let k = 0; k < FIRST_PLANS && !options.stop(); k++) {
    best.load([]);
    recreate.recreateAll();
    best.offer(0);
  }
  const outcome = new TripAnnealing(work, near, recreate).run();
  // A plan that the timeline cannot read is none.
  return outcome.solution ? outcome : { ...emergencyVisits(problem), iterations: outcome.iterations };
}
