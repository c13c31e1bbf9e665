import type { EngineIncumbent, EngineOptions, EngineOutcome } from '#domain/engine/engine';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { Annealing } from './annealing.ts';
import { BestPlan } from './best-plan.ts';
import { planAnew, type SearchWork } from './first-plans.ts';
import type { GreedyRecreate } from './greedy-recreate.ts';
import type { NearStops } from './near-stops.ts';
import { partBetween, turnOf } from './turns.ts';

/** Starts of a race, and the part of the search that they take together. */
const STARTS = 5;
const SHARE = 0.4;
/** Fewer stops are annealed over and over anyway; with more no start gets far enough to be judged. */
const FEWEST_STOPS = 50;
const MOST_STOPS = 400;

/**
 * Anneals where vehicles differ. Which of them go far and which stay near is decided early: annealing seldom undoes it
 * later. Savings decide it badly, so the search goes on from a plan made by insertion, of mid-sized problems from the
 * best of several.
 */
export function annealMixed(work: SearchWork, near: NearStops, recreate: GreedyRecreate): EngineOutcome<VisitOrder> {
  const { routes, options, best } = work;
  const { stops, problem, search } = routes;
  const isTimed = options.iterations !== undefined || options.progress !== undefined;
  if (stops < FEWEST_STOPS || problem.startPlan || search.tasks.hasOptional || !isTimed)
    return new Annealing(work, near, recreate).run();
  if (stops > MOST_STOPS) return annealAnew(work, near, recreate);
  const rest = raceOfStarts(work, near, recreate);
  const outcome = new Annealing({ ...work, options: rest }, near, recreate).run();
  return { ...outcome, iterations: best.before + outcome.iterations };
}

/** Goes on from a plan by insertion, dearer as it may be than the best one; that one is the answer where nothing better is found. */
function annealAnew(work: SearchWork, near: NearStops, recreate: GreedyRecreate): EngineOutcome<VisitOrder> {
  const { options, routes, trial, best } = work;
  const onIncumbent = (incumbent: EngineIncumbent<VisitOrder>) => {
    if (incumbent.value < best.cost) options.onIncumbent?.(incumbent);
  };
  const own = new BestPlan(routes, trial, onIncumbent);
  planAnew({ ...work, best: own }, recreate);
  if (own.missing > best.missing) {
    best.noteAll();
    return new Annealing(work, near, recreate).run();
  }
  const outcome = new Annealing({ ...work, best: own }, near, recreate).run();
  return own.cost < best.cost ? outcome : { ...outcome, solution: best.order(), value: best.cost };
}

/**
 * Anneals several first plans for a short time each; the best plan of all is kept.
 * @returns options for the rest of the search
 */
function raceOfStarts(work: SearchWork, near: NearStops, recreate: GreedyRecreate): EngineOptions<VisitOrder> {
  const { options, routes, trial, best } = work;
  for (let start = 0; start < STARTS && !options.stop(); start++) {
    const own = new BestPlan(routes, trial, undefined);
    planAnew({ ...work, best: own }, recreate);
    const turn = turnOf(options, SHARE, start, STARTS);
    best.before += new Annealing({ ...work, options: turn, best: own }, near, recreate).run().iterations;
    best.noteAll();
    if (own.cost < best.cost) best.take(own.order(), own.cost);
    best.report(0);
  }
  const { iterations, progress } = options;
  return {
    ...options,
    iterations: iterations === undefined ? undefined : iterations - best.before,
    progress: progress && partBetween(progress, progress(), 1),
  };
}
