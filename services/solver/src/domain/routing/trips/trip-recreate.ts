import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { type Order, ordersFor } from '#domain/routing/search/insertion-orders';
import type { NearStops } from '#domain/routing/search/near-stops';
import { RecreateList } from '#domain/routing/search/recreate-list';
import { NOWHERE, TripPlace } from './trip-place.ts';
import type { TripRoutes } from './trip-routes.ts';
import type { TripTrial } from './trip-trial.ts';

/** Most optional stops left out before the ruin that one recreation tries again. */
const MOST_RETRIED = 10;

/** Greedy insertion with blinks (Christiaens & Vanden Berghe 2020) into routes of several trips. */
export class TripRecreate {
  /** What the last recreation tried: the first `length`. */
  readonly list: Int32Array;
  readonly place: TripPlace;
  readonly #routes: TripRoutes;
  readonly #trial: TripTrial;
  readonly #stop: StopRule;
  readonly #tried: RecreateList;

  constructor(routes: TripRoutes, trial: TripTrial, near: NearStops, random: Random, stop: StopRule) {
    this.#routes = routes;
    this.#trial = trial;
    this.#stop = stop;
    this.place = new TripPlace(routes, near, random);
    const { leftOut } = trial;
    const { required } = routes.problem;
    const orders = [...ordersFor(routes.problem), ...releaseOrders(routes)];
    const isOwn = new Uint8Array(routes.stops).fill(1);
    this.#tried = new RecreateList({ leftOut, near, random, orders, required, isOwn });
    this.list = this.#tried.stops;
  }

  get length(): number {
    return this.#tried.length;
  }

  /** Tries all stops that are left out, optional ones when they cost less than their prize. Gives false when the stop rule cut it short. */
  recreateAll(): boolean {
    this.#tried.takeAll();
    return this.#insertAll(true, Number.POSITIVE_INFINITY);
  }

  /**
   * Tries the stops that the ruin took out, and some of those left out before. Gives false when it was cut short: by
   * the stop rule, or because places for all would cost more than `most` together.
   */
  recreate(centre: number, most: number): boolean {
    this.#tried.take(centre, MOST_RETRIED);
    return this.#insertAll(false, most);
  }

  #insertAll(everywhere: boolean, most: number): boolean {
    const { list, length } = this;
    const isBounded = most < Number.POSITIVE_INFINITY;
    let left = most;
    // One search everywhere a recreation: it costs as much as all others together.
    let anywhere = everywhere ? length : 1;
    for (let i = 0; i < length; i++) {
      if ((i & 15) === 15 && this.#stop()) return false;
      if (this.#insert(list[i] as number, anywhere > 0, left)) anywhere--;
      if (!isBounded) continue;
      if (this.place.after === NOWHERE) return false;
      left -= this.place.cost;
    }
    return true;
  }

  /** Inserts the stop where it costs less than its prize and `most`; gives whether every place was searched. */
  #insert(stop: number, anywhere: boolean, most: number): boolean {
    const { problem } = this.#routes;
    const place = this.place;
    const isRequired = problem.required[stop] === 1;
    const prize = (problem.prize[stop] as number) * (isRequired ? 1 : this.#trial.leftOut.weight);
    const limit = Math.min(prize, most);
    place.find(stop, limit, true);
    const everywhere = place.after === NOWHERE && isRequired && anywhere;
    if (everywhere) place.findAnywhere(stop, limit);
    if (place.after !== NOWHERE) this.#trial.putIn(stop, place);
    return everywhere;
  }
}

/** By release: those for which a vehicle can load first go first, or last. */
function releaseOrders({ trips }: TripRoutes): Order[] {
  const soon = Float64Array.from(trips.release);
  const late = soon.map((release) => -release);
  return soon.some((release) => release !== soon[0]) ? [soon, soon, late, late] : [];
}
