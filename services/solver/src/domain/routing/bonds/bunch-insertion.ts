import type { SearchState } from '#domain/routing/search-state';
import { NO_VEHICLE } from './best-place.ts';
import type { Bonds } from './bonds.ts';
import type { CandidateVehicles } from './candidate-vehicles.ts';
import type { UnitPlaces } from './unit-places.ts';

/** Up to so many stops every route is tried; beyond, those of near stops and empty ones. */
export const SMALL = 60;
/** Chance that a bunch is inserted in another order than its own. */
const SHUFFLED = 0.5;

/** Inserts stops that belong on one route together. */
export class BunchInsertion {
  readonly #state: SearchState;
  readonly #bonds: Bonds;
  readonly #places: UnitPlaces;
  readonly #vehicles: CandidateVehicles;

  constructor(state: SearchState, bonds: Bonds, places: UnitPlaces, vehicles: CandidateVehicles) {
    this.#state = state;
    this.#bonds = bonds;
    this.#places = places;
    this.#vehicles = vehicles;
  }

  isWholeAbsent(bunch: number): boolean {
    const { route } = this.#state.routes;
    for (const stop of this.#bonds.bunches[bunch] as Int32Array) if ((route[stop] as number) >= 0) return false;
    return true;
  }

  /** Inserts all of a bunch into the vehicle where that costs least together. */
  insert(bunch: number, lead: number, blink: number): void {
    const state = this.#state;
    const units = this.#unitsOf(bunch);
    this.#vehicles.clear();
    const everywhere = state.problem.stops <= SMALL;
    for (const stop of everywhere ? units.slice(0, 1) : units) this.#vehicles.add(stop, everywhere);
    let chosen = this.#cheapestFor(bunch, units, blink);
    if (chosen === NO_VEHICLE && !everywhere && state.problem.required[lead] === 1) {
      this.#vehicles.add(lead, true);
      chosen = this.#cheapestFor(bunch, units, 0);
    }
    if (chosen === NO_VEHICLE) return;
    state.journal.touch(chosen);
    this.#fill(bunch, units, chosen);
  }

  /** The vehicle for the bunch; some are overlooked. */
  #cheapestFor(bunch: number, units: readonly number[], blink: number): number {
    const { routes, random } = this.#state;
    const candidates = this.#vehicles.list.slice(0, this.#vehicles.count);
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
      this.#places.best.reset(prize);
      const group = this.#bonds.group[unit] as number;
      const options = group < 0 ? [unit] : (this.#bonds.groups[group] as Int32Array);
      for (const stop of options) this.#places.offer(stop, vehicle, 0);
      const { cost } = this.#places.best;
      if (!this.#places.apply()) continue;
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
          this.#places.mayJoin(stop, vehicle, sequence.length),
      );
      if (!isWhole) continue;
      const prize = sequence.reduce((sum, stop) => sum + (problem.prize[stop] as number), 0);
      this.#places.best.reset(prize);
      this.#places.walked.block(this.#places.best, vehicle, [...sequence], 0, 0);
      const { cost, after } = this.#places.best;
      if (this.#places.best.vehicle === NO_VEHICLE) continue;
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
