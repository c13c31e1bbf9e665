import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { CheapestPlace, NOWHERE } from './cheapest-place.ts';
import { ordersFor } from './insertion-orders.ts';
import type { NearStops } from './near-stops.ts';
import { RecreateList } from './recreate-list.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** Most optional stops, left out before the ruin, that one recreation tries again, where a new route would seem cheap, and where no way costs. */
const MOST_RETRIED = 10;
const MOST_RETRIED_OPENING = 20;
const MOST_RETRIED_FREE = 30;
/** Where stops are optional, all places are tried while no more stops than so many times the near ones are served: few of those are. */
const SPARSE = 2;

/** Puts stops that are left out back one by one, each where it costs least, in an order drawn by chance (greedy insertion with blinks of Christiaens & Vanden Berghe 2020). */
export class GreedyRecreate {
  /** What the last recreation tried: the first `length`. */
  readonly list: Int32Array;
  /** Where places are looked for; how it compares them may be set. */
  readonly place: CheapestPlace;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #near: NearStops;
  readonly #stop: StopRule;
  readonly #tried: RecreateList;
  /** Whether some vehicles may not serve some stops: what is near then may be of no use. */
  readonly #isPicky: boolean;

  constructor(routes: SearchRoutes, trial: Trial, near: NearStops, random: Random, stop: StopRule) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#stop = stop;
    this.place = new CheapestPlace(routes, near, random);
    this.#isPicky = routes.problem.allowed.includes(0);
    const { required } = routes.problem;
    const orders = ordersFor(routes.problem);
    const { leftOut } = trial;
    this.#tried = new RecreateList({ leftOut, near, random, orders, required, isOwn: routes.own.isOwn });
    this.list = this.#tried.stops;
  }

  get length(): number {
    return this.#tried.length;
  }

  /** Tries all stops that are left out; optional ones when they cost less than `generosity` times their prize. Gives false when the stop rule cut it short. */
  recreateAll(generosity: number): boolean {
    this.#tried.takeAll();
    return this.#insertAll(generosity, true, Number.POSITIVE_INFINITY);
  }

  /**
   * Tries the stops that the ruin took out, some of the required ones left out before, and of the optional ones those near `centre`.
   * Gives false when it was cut short: by the stop rule, or because places for all, and prizes of those without one, would cost more than `most` together.
   */
  recreate(centre: number, most: number): boolean {
    this.#tried.take(centre, this.#mostRetried());
    return this.#insertAll(this.#trial.leftOut.weight, false, most);
  }

  #mostRetried(): number {
    if (this.#routes.search.isFree) return MOST_RETRIED_FREE;
    return this.place.opening < 0 ? MOST_RETRIED_OPENING : MOST_RETRIED;
  }

  #insertAll(generosity: number, everywhere: boolean, most: number): boolean {
    const { list, length } = this;
    // One search everywhere a recreation: it costs as much as all others together.
    const isBounded = most < Number.POSITIVE_INFINITY;
    const { required } = this.#routes.problem;
    let left = most;
    let anywhere = everywhere ? length : 1;
    for (let i = 0; i < length; i++) {
      // A trial has few stops; the first plan has all.
      if ((i & 15) === 15 && this.#stop()) return false;
      const stop = list[i] as number;
      if (this.#insert(i, generosity, anywhere > 0 && (this.#isPicky || !isBounded), left)) anywhere--;
      if (!isBounded) continue;
      if (this.place.after === NOWHERE && required[stop] === 1) return false;
      left -= this.#spent(stop, generosity);
      if (left < 0) return false;
    }
    return true;
  }

  /** What the last insertion comes to: stops that the trial took out are counted as served for nothing before, optional ones that it tries again as left out. */
  #spent(stop: number, generosity: number): number {
    const { problem } = this.#routes;
    const { after, cost } = this.place;
    const prize = problem.required[stop] === 1 ? 0 : generosity * (problem.prize[stop] as number);
    const isRetried = this.#tried.isRetried(stop);
    if (after === NOWHERE) return isRetried ? 0 : prize;
    return isRetried ? cost - prize : cost;
  }

  /** Inserts the stop where it costs less than its prize and `most`; gives whether every place was searched. */
  #insert(index: number, generosity: number, anywhere: boolean, most: number): boolean {
    const { problem } = this.#routes;
    const place = this.place;
    const stop = this.list[index] as number;
    const isRequired = problem.required[stop] === 1;
    const prize = (problem.prize[stop] as number) * (isRequired ? 1 : generosity);
    const limit = Math.min(prize, most);
    let chosen = this.#find(stop, limit, false);
    const everywhere = place.after === NOWHERE && isRequired && anywhere;
    if (everywhere) chosen = this.#find(stop, limit, true);
    if (place.after !== NOWHERE) this.#trial.putIn(chosen, place.after);
    this.list[index] = chosen;
    return everywhere;
  }

  #isSparse(): boolean {
    const { tasks } = this.#routes.search;
    return tasks.hasOptional && tasks.count - this.#trial.leftOut.count <= SPARSE * this.#near.count;
  }

  /** Looks for a place for the task; gives the stop that it is for. */
  #find(lead: number, limit: number, anywhere: boolean): number {
    const place = this.place;
    const isSparse = this.#isSparse();
    const group = this.#routes.search.tasks.groupOf(lead);
    if (!group) {
      if (anywhere || isSparse) place.findAnywhere(lead, limit, !anywhere);
      else place.find(lead, limit, true);
      return lead;
    }
    if (!anywhere && !isSparse && this.#near.tasks) {
      place.findAny(lead, limit, true);
      return place.stop;
    }
    let chosen = lead;
    let after = NOWHERE;
    let cost = limit;
    for (const stop of group) {
      if (anywhere || isSparse) place.findAnywhere(stop, cost, !anywhere);
      else place.find(stop, cost, true);
      if (place.after === NOWHERE) continue;
      chosen = stop;
      after = place.after;
      cost = place.cost;
    }
    place.after = after;
    place.cost = cost;
    return chosen;
  }
}
