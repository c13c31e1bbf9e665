import type { LeftOut } from '#domain/routing/search/left-out';
import type { TripPlace } from './trip-place.ts';
import type { TripRoutes } from './trip-routes.ts';

/** A memory of what a trial changes, as the fast search's `Trial`, for routes of several trips. */
export class TripTrial {
  readonly leftOut: LeftOut;
  readonly #routes: TripRoutes;
  readonly #mark: Int32Array;
  readonly #touched: Int32Array;
  /** Where the saved list of the k-th touched route begins. */
  readonly #from: Int32Array;
  readonly #saved: Int32Array;
  #touchedCount = 0;
  #number = 0;
  #cost = 0;

  constructor(routes: TripRoutes, leftOut: LeftOut) {
    const { stops, vehicles } = routes.problem;
    this.leftOut = leftOut;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#touched = new Int32Array(vehicles);
    this.#from = new Int32Array(vehicles + 1);
    this.#saved = new Int32Array(2 * stops);
  }

  /** A new trial begins; what was done before stays. */
  begin(): void {
    this.#number++;
    this.#touchedCount = 0;
    this.#cost = 0;
    this.leftOut.begin();
  }

  /** Must be called before a route changes for the first time in a trial. */
  touch(vehicle: number): void {
    if (this.#mark[vehicle] === this.#number) return;
    this.#mark[vehicle] = this.#number;
    const slot = this.#touchedCount++;
    this.#touched[slot] = vehicle;
    this.#from[slot + 1] = this.#routes.read(vehicle, this.#saved, this.#from[slot] as number);
    this.#cost += this.#routes.cost[vehicle] as number;
  }

  isTouched(vehicle: number): boolean {
    return this.#mark[vehicle] === this.#number;
  }

  get touchedCount(): number {
    return this.#touchedCount;
  }

  touchedAt(index: number): number {
    return this.#touched[index] as number;
  }

  /** Takes a stop out of its route, which must have been touched. The route is wrong until it is refreshed. */
  takeOut(stop: number): void {
    this.#routes.unlink(stop);
    this.leftOut.add(stop);
  }

  /** Puts a stop that is left out where its place was found. */
  putIn(stop: number, { after, before, behind }: TripPlace): void {
    this.touch(this.#routes.route[after] as number);
    this.#routes.insert(stop, after, before, behind);
    this.leftOut.remove(stop);
  }

  /** Change of the cost, with what is lost by stops left out, since the trial began. */
  change(): number {
    return this.changeOfRoutes() + this.leftOut.change();
  }

  /** The same without what is lost. */
  changeOfRoutes(): number {
    let cost = -this.#cost;
    for (let k = 0; k < this.#touchedCount; k++) cost += this.#routes.cost[this.#touched[k] as number] as number;
    return cost;
  }

  /** Puts every touched route and what was left out back. */
  undo(): void {
    const routes = this.#routes;
    for (let k = 0; k < this.#touchedCount; k++) routes.clear(this.#touched[k] as number);
    for (let k = 0; k < this.#touchedCount; k++) {
      routes.setRoute(this.#touched[k] as number, this.#saved, this.#from[k] as number, this.#from[k + 1] as number);
    }
    this.leftOut.undo();
  }
}
