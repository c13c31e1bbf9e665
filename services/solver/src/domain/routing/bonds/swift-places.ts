import { BALANCE } from '#domain/routing/problem-rules';
import type { SearchState } from '#domain/routing/search-state';
import type { BestPlace } from './best-place.ts';

/**
 * Looks for places by segments of time (Vidal et al. 2013) and running loads:
 * O(1) a place, where shipments, groups and balance are all that is there.
 */
export class SwiftPlaces {
  readonly #state: SearchState;
  readonly #byDistance: boolean;
  /** The segment from the start to the last node that was joined. */
  #duration = 0;
  #early = 0;
  #late = 0;
  readonly #aboard: Aboard = {
    vehicle: 0,
    pickup: 0,
    delivery: 0,
    after: 0,
    pickupMeters: 0,
    pickupLegs: 0,
    slack: 0,
    closes: 0,
  };
  /** What the balance costs now, and the stops that are inserted. */
  #spreadNow = 0;
  #inserted = 0;

  constructor(state: SearchState) {
    this.#state = state;
    this.#byDistance = state.problem.bonds?.balance?.measure === BALANCE.distance;
  }

  single(best: BestPlace, vehicle: number, stop: number, saved: number, blink: number): void {
    const { routes, random, problem } = this.#state;
    const end = routes.endOf(vehicle);
    const slack = saved + this.#prepare(vehicle, 1);
    for (let node = routes.startOf(vehicle); node !== end; node = routes.next[node] as number) {
      if (!this.#carriesTo(vehicle, stop, node)) break;
      if (blink > 0 && random.unit() < blink) continue;
      const behind = routes.next[node] as number;
      const meters = this.#more(problem.distances, node, stop, stop, behind);
      const seconds = this.#more(problem.durations, node, stop, stop, behind);
      const legs = this.#legs(vehicle, meters, seconds);
      if (legs - slack >= best.cost) continue;
      this.#begin(node);
      if (!this.#join(vehicle, node, stop)) continue;
      const cost = this.#close(vehicle, stop, behind, meters, legs) - saved;
      if (cost < best.cost) best.keep(cost, vehicle, stop, node);
    }
    this.#state.spread.without(-1);
  }

  /**
   * Places from which the rest comes too late are passed over before legs are
   * priced: by far the most. That takes for granted that no detour is a shortcut.
   */
  pair(best: BestPlace, vehicle: number, pickup: number, delivery: number, blink: number): void {
    const { routes, random, problem } = this.#state;
    const { next, location, headDuration, headEarly, tailLate } = routes;
    const { durations, distances, size } = problem;
    const end = routes.endOf(vehicle);
    const slack = this.#prepare(vehicle, 2);
    const type = (problem.type[vehicle] as number) * problem.stops;
    const pickupCloses = problem.windowClose[problem.windowFrom[type + pickup] as number] as number;
    const deliveryCloses = problem.windowClose[problem.windowFrom[type + delivery] as number] as number;
    const pickupRow = (location[pickup] as number) * size;
    const direct = durations[pickupRow + (location[delivery] as number)] as number;
    for (let after = routes.startOf(vehicle); after !== end; after = next[after] as number) {
      if ((headEarly[after] as number) + (headDuration[after] as number) > pickupCloses) break;
      if (!this.#carriesBoth(vehicle, pickup, delivery, after)) break;
      this.#begin(after);
      if (!this.#join(vehicle, after, pickup)) continue;
      const behind = next[after] as number;
      const leaves = this.#early + this.#duration;
      if (leaves + direct > deliveryCloses) continue;
      if (leaves + (durations[pickupRow + (location[behind] as number)] as number) > (tailLate[behind] as number))
        continue;
      if (blink > 0 && random.unit() < blink) continue;
      if (!this.#hasRoom(vehicle, pickup, delivery, after)) continue;
      const pickupMeters = this.#more(distances, after, pickup, pickup, behind);
      const pickupLegs = this.#legs(vehicle, pickupMeters, this.#more(durations, after, pickup, pickup, behind));
      const meters = this.#more(distances, after, pickup, delivery, behind);
      const legs = this.#legs(vehicle, meters, this.#more(durations, after, pickup, delivery, behind));
      if (legs - slack < best.cost) {
        const duration = this.#duration;
        const early = this.#early;
        const late = this.#late;
        if (this.#join(vehicle, pickup, delivery)) {
          const cost = this.#close(vehicle, delivery, behind, meters, legs);
          if (cost < best.cost) best.keepPair(cost, vehicle, pickup, after, delivery, pickup);
        }
        this.#restore(duration, early, late);
      }
      // Taken further, the delivery adds to what the pickup alone does.
      if (pickupLegs - slack >= best.cost) continue;
      this.#aboard.vehicle = vehicle;
      this.#aboard.pickup = pickup;
      this.#aboard.delivery = delivery;
      this.#aboard.after = after;
      this.#aboard.pickupMeters = pickupMeters;
      this.#aboard.pickupLegs = pickupLegs;
      this.#aboard.slack = slack;
      this.#aboard.closes = deliveryCloses;
      this.#carry(best, end);
    }
    this.#state.spread.without(-1);
  }

  /** Goes on with the shipment aboard, and tries its delivery behind each later stop. */
  #carry(best: BestPlace, end: number): void {
    const { routes, problem } = this.#state;
    const { next, tailLate } = routes;
    const { distances, durations } = problem;
    const { vehicle, pickup, delivery, after, pickupMeters, pickupLegs, slack, closes } = this.#aboard;
    let last = pickup;
    for (let node = next[after] as number; node !== end; node = next[node] as number) {
      if (!this.#join(vehicle, last, node) || !this.#hasRoom(vehicle, pickup, delivery, node)) return;
      last = node;
      const leaves = this.#early + this.#duration;
      const behind = next[node] as number;
      // Even without the way to the delivery it is too late for that, or for the rest.
      if (leaves > closes || leaves > (tailLate[behind] as number)) return;
      const more = this.#more(distances, node, delivery, delivery, behind);
      const seconds = this.#more(durations, node, delivery, delivery, behind);
      const legs = pickupLegs + this.#ways(vehicle, more, seconds);
      if (legs - slack >= best.cost) continue;
      const duration = this.#duration;
      const early = this.#early;
      const late = this.#late;
      if (this.#join(vehicle, node, delivery)) {
        const cost = this.#close(vehicle, delivery, behind, pickupMeters + more, legs);
        if (cost < best.cost) best.keepPair(cost, vehicle, pickup, after, delivery, node);
      }
      this.#restore(duration, early, late);
    }
  }

  /** Leaves the vehicle out of the balance; gives what the balance may cost less at most. */
  #prepare(vehicle: number, inserted: number): number {
    const { spread } = this.#state;
    this.#spreadNow = spread.cost();
    this.#inserted = inserted;
    spread.without(vehicle);
    return Math.max(0, this.#spreadNow - spread.atLeast());
  }

  /** Whether the load of a pickup fits behind the node, beside what is delivered where the shipment ends. */
  #hasRoom(vehicle: number, pickup: number, delivery: number, node: number): boolean {
    const { routes, problem } = this.#state;
    const { dims, bonds, capacity, demand } = problem;
    for (let d = 0; d < dims; d++) {
      const more = (bonds?.shipped[pickup * dims + d] as number) + (demand[delivery * dims + d] as number);
      if ((routes.aboard[node * dims + d] as number) + more > (capacity[vehicle * dims + d] as number)) return false;
    }
    return true;
  }

  /** Whether what is delivered at both ends of a shipment can be aboard from the start up to here. */
  #carriesBoth(vehicle: number, pickup: number, delivery: number, node: number): boolean {
    const { routes, problem } = this.#state;
    const { dims, demand, capacity } = problem;
    for (let d = 0; d < dims; d++) {
      const more = (demand[pickup * dims + d] as number) + (demand[delivery * dims + d] as number);
      if ((routes.headPeak[node * dims + d] as number) + more > (capacity[vehicle * dims + d] as number)) return false;
    }
    return true;
  }

  /** Whether what is delivered at the stop can be aboard from the start up to here. */
  #carriesTo(vehicle: number, stop: number, node: number): boolean {
    const { routes, problem } = this.#state;
    const { dims, demand, capacity } = problem;
    for (let d = 0; d < dims; d++) {
      const load = (routes.headPeak[node * dims + d] as number) + (demand[stop * dims + d] as number);
      if (load > (capacity[vehicle * dims + d] as number)) return false;
    }
    return true;
  }

  /** What a string between two nodes adds to the legs of a matrix. */
  #more(matrix: Int32Array, before: number, first: number, last: number, behind: number): number {
    const { routes, problem } = this.#state;
    const { location } = routes;
    const { size } = problem;
    const a = (location[before] as number) * size;
    const b = location[behind] as number;
    const s = location[first] as number;
    const t = location[last] as number;
    const inside = first === last ? 0 : (matrix[s * size + t] as number);
    const isEmpty = before >= problem.stops && behind >= problem.stops;
    const now = isEmpty ? 0 : (matrix[a + b] as number);
    return (matrix[a + s] as number) + inside + (matrix[t * size + b] as number) - now;
  }

  #ways(vehicle: number, meters: number, seconds: number): number {
    const { perMeter, perTravelSecond } = this.#state.problem;
    return (perMeter[vehicle] as number) * meters + (perTravelSecond[vehicle] as number) * seconds;
  }

  /** With the fixed cost of a vehicle that is not used yet. */
  #legs(vehicle: number, meters: number, seconds: number): number {
    const { routes, problem } = this.#state;
    const fixed = routes.count[vehicle] === 0 ? (problem.fixedCost[vehicle] as number) : 0;
    return fixed + this.#ways(vehicle, meters, seconds);
  }

  #begin(node: number): void {
    const { headDuration, headEarly, headLate } = this.#state.routes;
    this.#restore(headDuration[node] as number, headEarly[node] as number, headLate[node] as number);
  }

  #restore(duration: number, early: number, late: number): void {
    this.#duration = duration;
    this.#early = early;
    this.#late = late;
  }

  /** Goes on from a node to a stop; false when it comes too late. */
  #join(vehicle: number, from: number, to: number): boolean {
    const { routes, problem: p } = this.#state;
    const leg = (routes.location[from] as number) * p.size + (routes.location[to] as number);
    const window = p.windowFrom[(p.type[vehicle] as number) * p.stops + to] as number;
    const shift = this.#duration + (p.durations[leg] as number);
    const close = p.windowClose[window] as number;
    if (this.#early + shift > close) return false;
    const open = p.windowOpen[window] as number;
    const wait = Math.max(open - shift - this.#late, 0);
    this.#early = Math.max(open - shift, this.#early) - wait;
    this.#late = Math.min(close - shift, this.#late);
    this.#duration = shift + wait + (p.service[to] as number);
    return true;
  }

  /** Ends with the tail from `behind` on; gives the extra cost, `Infinity` when a limit is passed. */
  #close(vehicle: number, last: number, behind: number, meters: number, legs: number): number {
    const { routes: r, problem: p, spread } = this.#state;
    const isEmpty = r.count[vehicle] === 0;
    const total = (isEmpty ? 0 : (r.meters[r.endOf(vehicle)] as number)) + meters;
    if (total > (p.maxDistance[vehicle] as number)) return Number.POSITIVE_INFINITY;
    const leg = (r.location[last] as number) * p.size + (r.location[behind] as number);
    const shift = this.#duration + (p.durations[leg] as number);
    if (this.#early + shift > (r.tailLate[behind] as number)) return Number.POSITIVE_INFINITY;
    const wait = Math.max((r.tailEarly[behind] as number) - shift - this.#late, 0);
    const duration = shift + wait + (r.tailDuration[behind] as number);
    if (duration > (p.maxDuration[vehicle] as number)) return Number.POSITIVE_INFINITY;
    const cost = legs + (p.perSecond[vehicle] as number) * (duration - (r.duration[vehicle] as number));
    if (!p.bonds?.balance) return cost;
    const stops = (r.count[vehicle] as number) + this.#inserted;
    return cost + spread.with(this.#byDistance ? total : spread.size(stops, total, duration)) - this.#spreadNow;
  }
}

/** A shipment that is carried from stop to stop. */
interface Aboard {
  vehicle: number;
  pickup: number;
  delivery: number;
  /** Node behind which it was picked up, and what that adds. */
  after: number;
  pickupMeters: number;
  pickupLegs: number;
  /** What the balance may cost less at most. */
  slack: number;
  /** Latest start of its delivery. */
  closes: number;
}
