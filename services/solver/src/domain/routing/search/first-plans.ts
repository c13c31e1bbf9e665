import type { EngineOptions } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { emergencyVisits } from '#domain/routing/emergency';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { BestPlan } from './best-plan.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { type NearStops, NO_NEAR } from './near-stops.ts';
import { planBySavings } from './savings-plan.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** What the phases of one search work on. */
export interface SearchWork {
  readonly options: EngineOptions<VisitOrder>;
  readonly random: Random;
  readonly routes: SearchRoutes;
  readonly trial: Trial;
  readonly best: BestPlan;
}

/** A prize so many times as large makes every stop worth its way. */
const RICHEST = 1e6;
/** Above so many stops the first plan is the emergency answer, which looks at fewer places. */
const LARGE = 1500;

/** The first plan that is shown. */
export function planAtOnce(work: SearchWork): void {
  const { routes, trial, random, options, best } = work;
  if (routes.stops <= LARGE) {
    new GreedyRecreate(routes, trial, NO_NEAR, random, options.stop).recreateAll(1);
    offer(work);
    return;
  }
  const { solution, value } = emergencyVisits(routes.problem);
  if (solution && value !== undefined) best.take(solution, value);
  best.report(0);
}

/** Plans by savings, and by insertion with as few vehicles as will do and all stops, optional ones too, that they can serve. The best is kept, the last stays in the routes. */
export function planFirst(work: SearchWork, near: NearStops, recreate: GreedyRecreate): void {
  const { routes, trial, options } = work;
  clear(work);
  // Savings know of no choice between stops.
  if (!routes.search.tasks.hasGroups) planBySavings(routes, near);
  trial.leftOut.find();
  recreate.recreateAll(1);
  offer(work);
  if (options.stop()) return;
  planAnew(work, recreate);
}

/** A plan by insertion, with as few vehicles as will do and all stops that they can serve; kept when it is the best. */
export function planAnew(work: SearchWork, recreate: GreedyRecreate): void {
  const { problem, search } = work.routes;
  clear(work);
  // Dearer than any way, cheaper than to leave a required stop out.
  recreate.place.opening = problem.missing / 4;
  recreate.place.flat = problem.types > 1;
  recreate.recreateAll(search.tasks.hasOptional ? RICHEST : 1);
  recreate.place.opening = 0;
  recreate.place.flat = false;
  offer(work);
}

/** The plan that came along, and what of it is missing inserted. */
export function planFromStart(work: SearchWork, recreate: GreedyRecreate): void {
  const { startPlan } = work.routes.problem;
  if (!startPlan) return;
  clear(work);
  startPlan.forEach((stops, vehicle) => {
    if (stops.length > 0) work.routes.setRoute(vehicle, stops, 0, stops.length);
  });
  work.trial.leftOut.find();
  recreate.recreateAll(1);
  offer(work);
}

function clear({ routes, trial }: SearchWork): void {
  routes.clear();
  trial.leftOut.find();
}

/** Keeps and shows the routes when they are the best. */
function offer({ routes, trial, best }: SearchWork): void {
  const cost = routes.cost() + trial.leftOut.cost();
  best.noteAll();
  if (cost < best.cost) best.keep(cost);
  best.report(0);
}
