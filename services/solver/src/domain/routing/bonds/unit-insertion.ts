import type { SearchState } from '#domain/routing/search-state';
import { NO_VEHICLE } from './best-place.ts';
import type { Bonds } from './bonds.ts';
import { BunchInsertion, SMALL } from './bunch-insertion.ts';
import { CandidateVehicles } from './candidate-vehicles.ts';
import { UnitPlaces } from './unit-places.ts';

/**
 * Inserts what is served as one: a stop, both ends of a shipment, one of a
 * group of alternatives, a bunch that belongs on one route. Each goes where it
 * costs least, balance counted in, when that is below its prize.
 */
export class UnitInsertion {
  readonly #state: SearchState;
  readonly #bonds: Bonds;
  readonly #places: UnitPlaces;
  readonly #vehicles: CandidateVehicles;
  readonly #bunches: BunchInsertion;

  constructor(state: SearchState, bonds: Bonds) {
    this.#state = state;
    this.#bonds = bonds;
    this.#places = new UnitPlaces(state, bonds);
    this.#vehicles = new CandidateVehicles(state, bonds);
    this.#bunches = new BunchInsertion(state, bonds, this.#places, this.#vehicles);
  }

  /** Serves the unit of the lead, and with it what else of its bunch is absent. False when the unit stays out. */
  insert(lead: number, blink: number): boolean {
    const state = this.#state;
    if (state.isServed(lead)) return true;
    const bunch = this.#bonds.bunch[lead] as number;
    if (bunch >= 0 && this.#bunches.isWholeAbsent(bunch)) {
      this.#bunches.insert(bunch, lead, blink);
      if (state.isServed(lead)) return true;
    }
    const isSmall = state.problem.stops <= SMALL;
    this.#look(lead, blink, isSmall);
    if (this.#places.best.vehicle === NO_VEHICLE && !isSmall && state.problem.required[lead] === 1)
      this.#look(lead, 0, true);
    return this.#apply();
  }

  #look(lead: number, blink: number, everywhere: boolean): void {
    this.#places.best.reset(this.#state.problem.prize[lead] as number);
    const group = this.#bonds.group[lead] as number;
    if (group < 0) {
      this.#offer(lead, blink, everywhere);
      return;
    }
    for (const stop of this.#bonds.groups[group] as Int32Array) this.#offer(stop, blink, everywhere);
  }

  /** Tries the stop, or the shipment that it begins, in every vehicle that comes into question. */
  #offer(stop: number, blink: number, everywhere: boolean): void {
    const vehicles = this.#vehicles;
    vehicles.clear();
    const partner = this.#bonds.partner[stop] as number;
    vehicles.add(stop, everywhere);
    if (partner >= 0 && !everywhere) vehicles.add(partner, false);
    if (!this.#bonds.isSwift && !everywhere) vehicles.nearestFirst(stop, this.#places.walked);
    for (let k = 0; k < vehicles.count; k++) this.#places.offer(stop, vehicles.list[k] as number, blink);
  }

  #apply(): boolean {
    if (this.#places.best.vehicle === NO_VEHICLE) return false;
    this.#state.journal.touch(this.#places.best.vehicle);
    return this.#places.apply();
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
}
