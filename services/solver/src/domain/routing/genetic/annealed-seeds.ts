import type { EngineIncumbent, EngineOptions } from '#domain/engine/engine';
import { Annealing } from '#domain/routing/search/annealing';
import { BestPlan } from '#domain/routing/search/best-plan';
import { planAnew, type SearchWork } from '#domain/routing/search/first-plans';
import type { GreedyRecreate } from '#domain/routing/search/greedy-recreate';
import type { NearStops } from '#domain/routing/search/near-stops';
import { partBetween, turnOf } from '#domain/routing/search/turns';
import type { VisitOrder } from '#domain/routing/visit-engine';

/** Plans that a population begins with, and the part of the search that annealing them takes together. */
const SEEDS = 4;
const SHARE = 0.15;
/** Trials of each, by stop, where neither time nor trials are limited. */
const TRIALS_PER_STOP = 100;

/**
 * Plans for a population to begin with, each annealed for a short time: the
 * first one from the best plan so far, the others from insertion anew. They
 * are as good after a second as a population from random plans is after ten.
 * @param take is given each plan that serves all stops, and the iterations that the whole search has time for at this pace; false when it wants no more
 * @returns options for the rest of the search
 */
export function annealedSeeds(
  work: SearchWork,
  near: NearStops,
  recreate: GreedyRecreate,
  take: (plan: VisitOrder, affordable: number) => boolean,
): EngineOptions<VisitOrder> {
  const { options, routes, trial, best } = work;
  const { seed, stop, iterations, progress } = options;
  for (let turn = 0; turn < SEEDS && !stop(); turn++) {
    const own = new BestPlan(routes, trial, (incumbent: EngineIncumbent<VisitOrder>) => {
      if (incumbent.value < best.cost) options.onIncumbent?.(incumbent);
    });
    own.before = best.before;
    if (turn === 0) own.take(best.order(), best.cost);
    else planAnew({ ...work, best: own }, recreate);
    const isTimed = iterations !== undefined || progress !== undefined;
    const limits = isTimed
      ? turnOf(options, SHARE, turn, SEEDS)
      : { seed, stop, iterations: TRIALS_PER_STOP * routes.stops };
    const done = new Annealing({ ...work, options: limits, best: own }, near, recreate).run().iterations;
    best.before += done;
    best.noteAll();
    if (own.cost < best.cost) best.take(own.order(), own.cost);
    const affordable = isTimed ? (done * SEEDS) / SHARE : Number.POSITIVE_INFINITY;
    if (own.missing === 0 && !take(own.order(), affordable)) break;
  }
  return {
    ...options,
    iterations: iterations === undefined ? undefined : iterations - best.before,
    progress: progress && partBetween(progress, progress(), 1),
  };
}
