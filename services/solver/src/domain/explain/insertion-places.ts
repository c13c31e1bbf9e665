import type { StopRule } from '#domain/engine/engine';
import { RouteWalk } from '#domain/routing/route-walk';
import type { RouteLists } from '#domain/routing/search-state';
import type { InsertionWorld } from './lift.ts';
import type { PlaceRules } from './place-rules.ts';

/** Where a stop, or a pickup and its delivery, can be inserted. */
export interface InsertionPlace {
  readonly vehicle: number;
  /** Position in the longer route of the first stop, and of the second where there are two. */
  readonly at: number;
  readonly second: number;
  /** What the route costs more. */
  readonly cost: number;
}

/** Tries every place of every route, each by walking the whole route: right for every rule that one route has. */
export class InsertionPlaces {
  readonly walk: RouteWalk;
  /** Places that were tried. */
  tried = 0;
  readonly #world: InsertionWorld;
  readonly #rules: PlaceRules | undefined;
  readonly #routes: RouteLists;
  /** By vehicle: cost of its route as it is, `Infinity` when that breaks a rule. */
  readonly #costs: Float64Array;

  constructor(world: InsertionWorld, routes: RouteLists) {
    this.#world = world;
    this.#rules = world.rulesFor?.(routes);
    this.#routes = routes;
    this.walk = new RouteWalk(world.compiled);
    this.#costs = new Float64Array(world.compiled.vehicles).fill(Number.NaN);
  }

  /** Vehicles whose routes break rules as they are: nothing is inserted there. */
  broken(): number[] {
    return this.#routes.flatMap((_, vehicle) => (this.#costOf(vehicle) === Number.POSITIVE_INFINITY ? [vehicle] : []));
  }

  cheapest(subject: readonly number[], isOver: StopRule): InsertionPlace | undefined {
    let best: InsertionPlace | undefined;
    this.each(subject, isOver, (place) => {
      if (!best || place.cost < best.cost) best = place;
    });
    return best;
  }

  /** Gives every place that keeps all rules, vehicle by vehicle; of unused vehicles that are alike only the first. */
  each(subject: readonly number[], isOver: StopRule, give: (place: InsertionPlace) => void): void {
    const { compiled } = this.#world;
    const rules = this.#rules;
    let emptyType = -1;
    for (let vehicle = 0; vehicle < compiled.vehicles && !isOver(); vehicle++) {
      const type = compiled.type[vehicle] as number;
      if (subject.some((stop) => compiled.allowed[type * compiled.stops + stop] === 0)) continue;
      if (rules && !rules.mayJoin(vehicle, subject)) continue;
      if (this.routeOf(vehicle).length === 0) {
        if (emptyType === type) continue;
        emptyType = type;
      }
      if (subject.length === 1) this.#single(vehicle, subject[0] as number, isOver, give);
      else this.#pair(vehicle, subject[0] as number, subject[1] as number, isOver, give);
    }
  }

  routeOf(vehicle: number): Int32Array {
    return this.#routes[vehicle] ?? NOTHING;
  }

  /** The route with the subject at its place. */
  routeWith(subject: readonly number[], { vehicle, at, second }: InsertionPlace): Int32Array {
    const route = this.routeOf(vehicle);
    const longer = new Int32Array(route.length + subject.length);
    const behind = subject.length > 1 ? second : longer.length;
    for (let place = 0, next = 0; place < longer.length; place++) {
      if (place === at) longer[place] = subject[0] as number;
      else if (place === behind) longer[place] = subject[1] as number;
      else longer[place] = route[next++] as number;
    }
    return longer;
  }

  #costOf(vehicle: number): number {
    if (Number.isNaN(this.#costs[vehicle])) {
      const route = this.routeOf(vehicle);
      this.#costs[vehicle] = this.walk.evaluate(vehicle, route, route.length);
    }
    return this.#costs[vehicle] as number;
  }

  #single(vehicle: number, stop: number, isOver: StopRule, give: (place: InsertionPlace) => void): void {
    const now = this.#costOf(vehicle);
    if (now === Number.POSITIVE_INFINITY) return;
    const route = this.routeOf(vehicle);
    const longer = new Int32Array(route.length + 1);
    longer[0] = stop;
    longer.set(route, 1);
    for (let at = 0; at <= route.length && !isOver(); at++) {
      const cost = this.#tryRoute(vehicle, longer) - now;
      if (cost < Number.POSITIVE_INFINITY) give({ vehicle, at, second: at, cost });
      // One place further on.
      if (at < route.length) longer[at] = longer[at + 1] as number;
      if (at < route.length) longer[at + 1] = stop;
    }
  }

  #pair(
    vehicle: number,
    pickup: number,
    delivery: number,
    isOver: StopRule,
    give: (place: InsertionPlace) => void,
  ): void {
    const now = this.#costOf(vehicle);
    if (now === Number.POSITIVE_INFINITY) return;
    const route = this.routeOf(vehicle);
    const longer = new Int32Array(route.length + 2);
    for (let at = 0; at <= route.length && !isOver(); at++) {
      longer.set(route.subarray(0, at));
      longer[at] = pickup;
      longer[at + 1] = delivery;
      longer.set(route.subarray(at), at + 2);
      for (let second = at + 1; second <= route.length + 1 && !isOver(); second++) {
        const cost = this.#tryRoute(vehicle, longer) - now;
        if (cost < Number.POSITIVE_INFINITY) give({ vehicle, at, second, cost });
        if (second <= route.length) longer[second] = longer[second + 1] as number;
        if (second <= route.length) longer[second + 1] = delivery;
      }
    }
  }

  #tryRoute(vehicle: number, route: Int32Array): number {
    this.tried++;
    if (this.#rules && !this.#rules.keeps(vehicle, route)) return Number.POSITIVE_INFINITY;
    return this.walk.evaluate(vehicle, route, route.length);
  }
}

const NOTHING = new Int32Array(0);
