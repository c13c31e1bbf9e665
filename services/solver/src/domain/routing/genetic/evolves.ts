import type { SearchWork } from '#domain/routing/search/first-plans';
import { isPlain } from './genetic-problem.ts';

/** Smaller problems are annealed to the end in a second or two; larger ones need more offspring than a minute has (docs/adr/0014). */
const FEWEST_STOPS = 80;
const MOST_STOPS = 450;
/** Above so many stops annealing does better unless there is time for so many offspring, each worth an iteration for every stop. */
const SURE_STOPS = 350;
const ENOUGH_OFFSPRING = 2500;
/** With fewer routes there is little to cross. */
const FEWEST_ROUTES = 3;
/** An iteration budget must be worth so many offspring: fewer are no search. */
const FEWEST_OFFSPRING = 300;

/** Whether a genetic search does better than annealing with what has been planned so far. */
export function evolves({ options, routes, best }: SearchWork): boolean {
  const { stops, search } = routes;
  if (stops < FEWEST_STOPS || stops > MOST_STOPS || best.missing > 0) return false;
  if (options.iterations !== undefined && options.iterations < FEWEST_OFFSPRING * stops) return false;
  if (best.order().routes.filter((list) => list.length > 0).length < FEWEST_ROUTES) return false;
  return isPlain(search);
}

/** Whether annealing does better than a genetic search with the iterations that there is time for. */
export function isTooSlow(stops: number, affordable: number): boolean {
  return stops > SURE_STOPS && affordable < ENOUGH_OFFSPRING * stops;
}
