import type { SearchState } from '#domain/routing/search-state';
import { BestPlace, NO_VEHICLE } from './best-place.ts';
import type { Bonds } from './bonds.ts';
import { SwiftPlaces } from './swift-places.ts';
import { WalkedPlaces } from './walked-places.ts';

/** The best place for what is served as one, among the routes that are offered. */
export class UnitPlaces {
  readonly best = new BestPlace();
  readonly walked: WalkedPlaces;
  readonly #state: SearchState;
  readonly #bonds: Bonds;
  readonly #swift: SwiftPlaces;

  constructor(state: SearchState, bonds: Bonds) {
    this.#state = state;
    this.#bonds = bonds;
    this.walked = new WalkedPlaces(state);
    this.#swift = new SwiftPlaces(state);
  }

  /** Tries the stop, or the shipment that it begins, at every place of the route; the best so far is kept. */
  offer(stop: number, vehicle: number, blink: number): void {
    const { partner, removal, isSwift } = this.#bonds;
    const other = partner[stop] as number;
    if (!this.mayJoin(stop, vehicle, other >= 0 ? 2 : 1)) return;
    if (other >= 0) {
      if (!this.mayJoin(other, vehicle, 2)) return;
      if (isSwift) this.#swift.pair(this.best, vehicle, stop, other, blink);
      else this.walked.pair(this.best, vehicle, stop, other, blink);
      return;
    }
    const saved = removal[stop] as number;
    if (isSwift) this.#swift.single(this.best, vehicle, stop, saved, blink);
    else this.walked.block(this.best, vehicle, [stop], saved, blink);
  }

  /** Everything that does not depend on the place in the route. */
  mayJoin(stop: number, vehicle: number, size: number): boolean {
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

  /** Puts the best there; without the journal, for trials that are put back, and for routes that it knows. */
  apply(): boolean {
    const { vehicle, stop, after, delivery, deliveryAfter } = this.best;
    if (vehicle === NO_VEHICLE) return false;
    const { routes } = this.#state;
    routes.link(stop, after);
    if (delivery >= 0) routes.link(delivery, deliveryAfter);
    routes.refresh(vehicle);
    return true;
  }
}
