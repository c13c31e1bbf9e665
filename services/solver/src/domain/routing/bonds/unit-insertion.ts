import type { SearchState } from '#domain/routing/search-state';
import { BestPlace, NO_VEHICLE } from './best-place.ts';
import type { Bonds } from './bonds.ts';
import { SwiftPlaces } from './swift-places.ts';
import { WalkedPlaces } from './walked-places.ts';

/** Up to so many stops every route is tried; beyond, those of near stops and empty ones. */
const SMALL = 60;
/** Chance that a bunch is inserted in another order than its own. */
const SHUFFLED = 0.5;

/**
 * Inserts what is served as one: a stop, both ends of a shipment, one of a
 * group of alternatives, a bunch that belongs on one route. Each goes where it
 * costs least, balance counted in, when that is below its prize.
 */
export class UnitInsertion {
  readonly #state: SearchState;
  readonly #bonds: Bonds;
  readonly #walked: WalkedPlaces;
  readonly #swift: SwiftPlaces;
  readonly #best = new BestPlace();
  readonly #vehicles: Int32Array;
  #vehicleCount = 0;
  /** By vehicle: least detour of the stop at hand. */
  readonly #detour: Float64Array;
  /** By vehicle and by kind: number of the last search that had it. */
  readonly #seen: Int32Array;
  readonly #seenKind: Int32Array;
  #search = 0;

  constructor(state: SearchState, bonds: Bonds) {
    const { vehicles, types } = state.problem;
    this.#state = state;
    this.#bonds = bonds;
    this.#walked = new WalkedPlaces(state);
    this.#swift = new SwiftPlaces(state);
    this.#vehicles = new Int32Array(vehicles);
    this.#detour = new Float64Array(vehicles);
    this.#seen = new Int32Array(vehicles);
    this.#seenKind = new Int32Array(types + vehicles);
  }

  /** Serves the unit of the lead, and with it what else of its bunch is absent. False when the unit stays out. */
  insert(lead: number, blink: number): boolean {
    const state = this.#state;
    if (state.isServed(lead)) return true;
    const bunch = this.#bonds.bunch[lead] as number;
    if (bunch >= 0 && this.#isWholeAbsent(bunch)) {
      this.#insertBunch(bunch, lead, blink);
      if (state.isServed(lead)) return true;
    }
    const isSmall = state.problem.stops <= SMALL;
    this.#look(lead, blink, isSmall);
    if (this.#best.vehicle === NO_VEHICLE && !isSmall && state.problem.required[lead] === 1) this.#look(lead, 0, true);
    return this.#apply();
  }

  #look(lead: number, blink: number, everywhere: boolean): void {
    this.#best.reset(this.#state.problem.prize[lead] as number);
    const group = this.#bonds.group[lead] as number;
    if (group < 0) {
      this.#offer(lead, blink, everywhere);
      return;
    }
    for (const stop of this.#bonds.groups[group] as Int32Array) this.#offer(stop, blink, everywhere);
  }

  /** Tries the stop, or the shipment that it begins, in every vehicle that comes into question. */
  #offer(stop: number, blink: number, everywhere: boolean): void {
    this.#vehicleCount = 0;
    this.#search++;
    const partner = this.#bonds.partner[stop] as number;
    this.#addVehicles(stop, everywhere);
    if (partner >= 0 && !everywhere) this.#addVehicles(partner, false);
    if (!this.#bonds.isSwift && !everywhere) this.#nearestFirst(stop);
    for (let k = 0; k < this.#vehicleCount; k++) this.#offerIn(stop, this.#vehicles[k] as number, blink);
  }

  /** Walking routes is costly: where the legs promise most is looked first, so that the rest fails by its legs. */
  #nearestFirst(stop: number): void {
    const vehicles = this.#vehicles.subarray(0, this.#vehicleCount);
    for (const vehicle of vehicles) this.#detour[vehicle] = this.#walked.leastDetour(vehicle, stop);
    vehicles.sort((a, b) => (this.#detour[a] as number) - (this.#detour[b] as number));
  }

  #offerIn(stop: number, vehicle: number, blink: number): void {
    const { partner, removal, isSwift } = this.#bonds;
    const other = partner[stop] as number;
    if (!this.#mayJoin(stop, vehicle, other >= 0 ? 2 : 1)) return;
    if (other >= 0) {
      if (!this.#mayJoin(other, vehicle, 2)) return;
      if (isSwift) this.#swift.pair(this.#best, vehicle, stop, other, blink);
      else this.#walked.pair(this.#best, vehicle, stop, other, blink);
      return;
    }
    const saved = removal[stop] as number;
    if (isSwift) this.#swift.single(this.#best, vehicle, stop, saved, blink);
    else this.#walked.block(this.#best, vehicle, [stop], saved, blink);
  }

  #apply(): boolean {
    if (this.#best.vehicle === NO_VEHICLE) return false;
    this.#state.journal.touch(this.#best.vehicle);
    return this.#applyQuietly();
  }

  /** Gives one of the deliveries that may not leave their route the best place there. */
  shiftLoose(): void {
    const { routes, random, journal, pinned } = this.#state;
    const { loose } = this.#bonds;
    if (loose.length === 0) return;
    const stop = loose[random.below(loose.length)] as number;
    const vehicle = routes.route[stop] as number;
    if (vehicle < 0 || pinned[stop] === 0) return;
    const length = routes.read(vehicle, routes.sequence);
    const others = Array.from(routes.sequence.subarray(0, length)).filter((other) => other !== stop);
    let least = routes.cost[vehicle] as number;
    let best: readonly number[] | undefined;
    for (let place = 0; place < length; place++) {
      const order = others.toSpliced(place, 0, stop);
      const cost = routes.walk.evaluate(vehicle, order, length);
      if (cost >= least) continue;
      least = cost;
      best = order;
    }
    if (!best) return;
    journal.touch(vehicle);
    routes.setRoute(vehicle, best, length);
  }

  /** Everything that does not depend on the place in the route. */
  #mayJoin(stop: number, vehicle: number, size: number): boolean {
    const { problem, routes } = this.#state;
    const { home, closed, together, apart, isSwift } = this.#bonds;
    if (problem.allowed[(problem.type[vehicle] as number) * problem.stops + stop] === 0) return false;
    if (home[stop] !== vehicle && (closed[vehicle] === 1 || (home[stop] as number) >= 0)) return false;
    // Walked routes know their limits themselves: those of several shifts are of each shift.
    if (isSwift && (routes.count[vehicle] as number) + size > (problem.maxStops[vehicle] as number)) return false;
    for (const other of apart[stop] as Int32Array) if (routes.route[other] === vehicle) return false;
    for (const other of together[stop] as Int32Array) {
      const there = routes.route[other] as number;
      if (there >= 0 && there !== vehicle) return false;
    }
    return true;
  }

  #addVehicles(stop: number, everywhere: boolean): void {
    const { problem, routes, neighbours, neighbourCount } = this.#state;
    const { home, together, kind } = this.#bonds;
    if ((home[stop] as number) >= 0) {
      this.#addVehicle(home[stop] as number);
      return;
    }
    for (const other of together[stop] as Int32Array) {
      const there = routes.route[other] as number;
      if (there < 0) continue;
      this.#addVehicle(there);
      return;
    }
    if (!everywhere) {
      for (let k = 0; k < neighbourCount; k++) {
        const there = routes.route[neighbours[stop * neighbourCount + k] as number] as number;
        if (there >= 0) this.#addVehicle(there);
      }
    }
    for (let v = 0; v < problem.vehicles; v++) {
      if (routes.count[v] === 0) {
        // Empty vehicles of a kind are alike: one stands for all.
        const which = kind[v] as number;
        if (this.#seenKind[which] === this.#search) continue;
        this.#seenKind[which] = this.#search;
      } else if (!everywhere) continue;
      this.#addVehicle(v);
    }
  }

  #addVehicle(vehicle: number): void {
    if (this.#seen[vehicle] === this.#search) return;
    this.#seen[vehicle] = this.#search;
    this.#vehicles[this.#vehicleCount++] = vehicle;
  }

  #isWholeAbsent(bunch: number): boolean {
    const { route } = this.#state.routes;
    for (const stop of this.#bonds.bunches[bunch] as Int32Array) if ((route[stop] as number) >= 0) return false;
    return true;
  }

  /** Inserts all of a bunch into the vehicle where that costs least together. */
  #insertBunch(bunch: number, lead: number, blink: number): void {
    const state = this.#state;
    const units = this.#unitsOf(bunch);
    this.#vehicleCount = 0;
    this.#search++;
    const everywhere = state.problem.stops <= SMALL;
    for (const stop of everywhere ? units.slice(0, 1) : units) this.#addVehicles(stop, everywhere);
    let chosen = this.#cheapestFor(bunch, units, blink);
    if (chosen === NO_VEHICLE && !everywhere && state.problem.required[lead] === 1) {
      this.#addVehicles(lead, true);
      chosen = this.#cheapestFor(bunch, units, 0);
    }
    if (chosen === NO_VEHICLE) return;
    state.journal.touch(chosen);
    this.#fill(bunch, units, chosen);
  }

  /** The vehicle for the bunch; some are overlooked. */
  #cheapestFor(bunch: number, units: readonly number[], blink: number): number {
    const { routes, random } = this.#state;
    const candidates = this.#vehicles.slice(0, this.#vehicleCount);
    let least = 0;
    let chosen = NO_VEHICLE;
    for (const vehicle of candidates) {
      if (blink > 0 && random.unit() < blink) continue;
      const before = new Int32Array(routes.count[vehicle] as number);
      routes.read(vehicle, before);
      const value = this.#fill(bunch, units, vehicle);
      this.#putBack(vehicle, before);
      if (value >= least) continue;
      least = value;
      chosen = vehicle;
    }
    return chosen;
  }

  #putBack(vehicle: number, stops: Int32Array): void {
    const { routes } = this.#state;
    const length = routes.read(vehicle, routes.sequence);
    for (let i = 0; i < length; i++) routes.route[routes.sequence[i] as number] = -1;
    routes.setRoute(vehicle, stops, stops.length);
  }

  /** Inserts the units one by one into a route, sequences as a block where that can be; gives the cost less the prizes that are no longer lost. */
  #fill(bunch: number, units: readonly number[], vehicle: number): number {
    const { problem } = this.#state;
    let value = 0;
    for (const unit of units) {
      if (this.#state.isServed(unit)) continue;
      value += this.#fillBlock(bunch, unit, vehicle);
      if (this.#state.isServed(unit)) continue;
      const prize = problem.prize[unit] as number;
      this.#best.reset(prize);
      const group = this.#bonds.group[unit] as number;
      const options = group < 0 ? [unit] : (this.#bonds.groups[group] as Int32Array);
      for (const stop of options) this.#offerIn(stop, vehicle, 0);
      const { cost } = this.#best;
      if (!this.#applyQuietly()) continue;
      value += cost - prize;
    }
    return value;
  }

  /** The sequence that the stop belongs to, at once, when it is of single stops and all of them are absent. */
  #fillBlock(bunch: number, unit: number, vehicle: number): number {
    const { routes, problem } = this.#state;
    const { sequences, partner, group } = this.#bonds;
    for (const sequence of sequences[bunch] as readonly Int32Array[]) {
      if (!sequence.includes(unit)) continue;
      const isWhole = sequence.every(
        (stop) =>
          (routes.route[stop] as number) < 0 &&
          (partner[stop] as number) < 0 &&
          (group[stop] as number) < 0 &&
          this.#mayJoin(stop, vehicle, sequence.length),
      );
      if (!isWhole) continue;
      const prize = sequence.reduce((sum, stop) => sum + (problem.prize[stop] as number), 0);
      this.#best.reset(prize);
      this.#walked.block(this.#best, vehicle, [...sequence], 0, 0);
      const { cost, after } = this.#best;
      if (this.#best.vehicle === NO_VEHICLE) continue;
      let last = after;
      for (const stop of sequence) {
        routes.link(stop, last);
        last = stop;
      }
      routes.refresh(vehicle);
      return cost - prize;
    }
    return 0;
  }

  /** Without the journal: for trials that are put back, and for routes that it knows. */
  #applyQuietly(): boolean {
    const { vehicle, stop, after, delivery, deliveryAfter } = this.#best;
    if (vehicle === NO_VEHICLE) return false;
    const { routes } = this.#state;
    routes.link(stop, after);
    if (delivery >= 0) routes.link(delivery, deliveryAfter);
    routes.refresh(vehicle);
    return true;
  }

  /** Leads of the bunch in its order, or now and then in another. */
  #unitsOf(bunch: number): number[] {
    const { lead, bunches, sequences } = this.#bonds;
    const units = [...new Set(Array.from(bunches[bunch] as Int32Array, (stop) => lead[stop] as number))];
    const { random } = this.#state;
    if ((sequences[bunch] as readonly Int32Array[]).length === 0 && random.unit() < SHUFFLED)
      random.shuffle(units, units.length);
    return units;
  }
}
