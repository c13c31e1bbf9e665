import { legCost } from '#domain/routing/route-pieces';
import type { SearchState } from '#domain/routing/search-state';
import type { BestPlace } from './best-place.ts';
import { RouteHours } from './route-hours.ts';

/** Up to so many stops every place is walked. */
const SMALL = 60;

/** Looks for places where each whole route with the stops in it is walked: knows every rule of a route. */
export class WalkedPlaces {
  readonly #state: SearchState;
  readonly #trial: Int32Array;
  /** Nodes of the route, its start first. */
  readonly #nodes: Int32Array;
  /** What a place may be better than its legs say. */
  readonly #slack: number;
  /** By place: what the legs of the second stop cost more there. */
  readonly #detours: Float64Array;
  /** Only where legs guide too. */
  readonly #hours: RouteHours | undefined;

  constructor(state: SearchState) {
    const { stops } = state.problem;
    this.#state = state;
    this.#trial = new Int32Array(2 * stops + 8);
    this.#nodes = new Int32Array(stops + 8);
    // In small problems nothing is spared; elsewhere legs guide, and what they leave out is rare.
    this.#slack = stops <= SMALL ? Number.POSITIVE_INFINITY : (state.problem.rules?.given?.predecessorChange ?? 0);
    this.#detours = new Float64Array(stops + 8);
    this.#hours = stops <= SMALL ? undefined : new RouteHours(state.routes);
  }

  /** Least that the legs of a stop cost more in the route. */
  leastDetour(vehicle: number, stop: number): number {
    const { routes } = this.#state;
    const end = routes.endOf(vehicle);
    let least = Number.POSITIVE_INFINITY;
    for (let node = routes.startOf(vehicle); node !== end; node = routes.next[node] as number) {
      least = Math.min(least, this.#detour(vehicle, node, stop, stop, routes.next[node] as number));
    }
    return least;
  }

  /** Tries a block of stops in a row at every place of the route. `saved` is what serving it saves elsewhere. */
  block(best: BestPlace, vehicle: number, block: readonly number[], saved: number, blink: number): void {
    const { routes, random, spread } = this.#state;
    const count = this.#read(vehicle);
    const end = routes.endOf(vehicle);
    const first = block[0] as number;
    const last = block.at(-1) as number;
    const base = (routes.cost[vehicle] as number) + saved + this.#prepareSpread(vehicle);
    const slack = saved + this.#spreadSlack(vehicle);
    const trial = this.#trial;
    const size = block.length;
    for (let i = 0; i < size; i++) trial[i] = block[i] as number;
    for (let i = 0; i < count; i++) trial[size + i] = this.#nodes[i + 1] as number;
    for (let place = 0; place <= count; place++) {
      // Slide the block by one: the stop behind it comes before it.
      if (place > 0) {
        const passed = this.#nodes[place] as number;
        trial[place - 1] = passed;
        for (let i = 0; i < size; i++) trial[place + i] = block[i] as number;
      }
      if (blink > 0 && random.unit() < blink) continue;
      const before = this.#nodes[place] as number;
      const behind = place === count ? end : (this.#nodes[place + 1] as number);
      if (count > 0 && this.#detour(vehicle, before, first, last, behind) - slack >= best.cost) continue;
      if (size === 1 && this.#hours?.allows(place, before, first, behind) === false) continue;
      const cost = this.#evaluate(vehicle, count + size) - base;
      if (cost < best.cost) best.keep(cost, vehicle, first, before);
    }
    spread.without(-1);
  }

  /** Tries both ends of a shipment at every pair of places, the pickup first. */
  pair(best: BestPlace, vehicle: number, pickup: number, delivery: number, blink: number): void {
    const { routes, random, spread } = this.#state;
    const count = this.#read(vehicle);
    const end = routes.endOf(vehicle);
    const base = (routes.cost[vehicle] as number) + this.#prepareSpread(vehicle);
    const slack = this.#spreadSlack(vehicle);
    const trial = this.#trial;
    const nodes = this.#nodes;
    let leastDelivery = Number.POSITIVE_INFINITY;
    for (let place = count; place >= 0; place--) {
      const behind = place === count ? end : (nodes[place + 1] as number);
      const detour = this.#detour(vehicle, nodes[place] as number, delivery, delivery, behind);
      this.#detours[place] = detour;
      leastDelivery = Math.min(leastDelivery, detour);
    }
    for (let first = 0; first <= count; first++) {
      if (blink > 0 && random.unit() < blink) continue;
      const before = nodes[first] as number;
      const behind = first === count ? end : (nodes[first + 1] as number);
      const pickupDetour = this.#detour(vehicle, before, pickup, pickup, behind);
      const together = this.#detour(vehicle, before, pickup, delivery, behind);
      if (count > 0 && Math.min(pickupDetour + leastDelivery, together) - slack >= best.cost) continue;
      if (this.#hours?.allows(first, before, pickup, behind) === false) continue;
      for (let i = 0; i < first; i++) trial[i] = nodes[i + 1] as number;
      trial[first] = pickup;
      trial[first + 1] = delivery;
      for (let i = first; i < count; i++) trial[i + 2] = nodes[i + 1] as number;
      for (let second = first; second <= count; second++) {
        // Slide the delivery by one.
        if (second > first) {
          trial[second] = trial[second + 1] as number;
          trial[second + 1] = delivery;
        }
        const legs = second === first ? together : pickupDetour + (this.#detours[second] as number);
        if (count > 0 && legs - slack >= best.cost) continue;
        if (second > first && this.#hours && !this.#hoursAllow(second, delivery, count, end)) continue;
        const cost = this.#evaluate(vehicle, count + 2) - base;
        if (cost >= best.cost) continue;
        best.keepPair(cost, vehicle, pickup, before, delivery, second === first ? pickup : (nodes[second] as number));
      }
    }
    spread.without(-1);
  }

  #read(vehicle: number): number {
    const { routes } = this.#state;
    this.#nodes[0] = routes.startOf(vehicle);
    const count = routes.read(vehicle, this.#nodes.subarray(1));
    this.#hours?.read(vehicle, this.#nodes, count);
    return count;
  }

  #hoursAllow(place: number, stop: number, count: number, end: number): boolean {
    const behind = place === count ? end : (this.#nodes[place + 1] as number);
    return this.#hours?.allows(place, this.#nodes[place] as number, stop, behind) ?? true;
  }

  /** Leaves the vehicle out of the balance; gives what the balance costs now. */
  #prepareSpread(vehicle: number): number {
    const { spread } = this.#state;
    const now = spread.cost();
    spread.without(vehicle);
    return now;
  }

  /** What the balance may cost less at most. */
  #spreadSlack(vehicle: number): number {
    const { spread } = this.#state;
    const now = spread.cost();
    spread.without(vehicle);
    return this.#slack + Math.max(0, now - spread.atLeast());
  }

  #evaluate(vehicle: number, length: number): number {
    const { routes, spread } = this.#state;
    const cost = routes.walk.evaluate(vehicle, this.#trial, length);
    if (!routes.problem.bonds?.balance || cost === Number.POSITIVE_INFINITY) return cost;
    return cost + spread.with(spread.size(length, routes.walk.meters, routes.walk.duration));
  }

  /** What the legs cost more with a string between two nodes; the walk may choose other ways, so it guides only. */
  #detour(vehicle: number, before: number, first: number, last: number, behind: number): number {
    const state = this.#state;
    const now = legCost(state, vehicle, before, behind);
    const inside = first === last ? 0 : legCost(state, vehicle, first, last);
    return legCost(state, vehicle, before, first) + inside + legCost(state, vehicle, last, behind) - now;
  }
}
