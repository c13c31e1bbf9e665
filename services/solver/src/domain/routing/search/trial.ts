import type { LeftOut } from './left-out.ts';
import type { SearchRoutes } from './search-routes.ts';

/**
 * A memory of what a trial changes: a refused trial is undone at the price of
 * the routes it touched, however large the problem is.
 */
export class Trial {
  readonly leftOut: LeftOut;
  readonly #routes: SearchRoutes;
  readonly #mark: Int32Array;
  readonly #touched: Int32Array;
  /** Where the saved stops of the k-th touched route begin. */
  readonly #from: Int32Array;
  readonly #saved: Int32Array;
  #touchedCount = 0;
  #number = 0;
  #cost = 0;

  constructor(routes: SearchRoutes, leftOut: LeftOut) {
    const { stops, vehicles } = routes.problem;
    this.leftOut = leftOut;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#touched = new Int32Array(vehicles);
    this.#from = new Int32Array(vehicles + 1);
    this.#saved = new Int32Array(stops);
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
    this.#cost += this.#routes.costOf(vehicle);
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

  /** Takes a stop out of its route, which must have been touched. Times are wrong until the route is refreshed. */
  takeOut(stop: number): void {
    this.#routes.unlink(stop);
    this.leftOut.add(stop);
  }

  /** Puts a stop that is left out behind a node; the caller knows that it fits. */
  putIn(stop: number, after: number): void {
    this.touch(this.#routes.route[after] as number);
    this.#routes.insert(stop, after);
    this.leftOut.remove(stop);
  }

  /** Change of the cost, with what is lost by stops left out, since the trial began. */
  change(): number {
    return this.changeOfRoutes() + this.leftOut.change();
  }

  /** The same without what is lost. */
  changeOfRoutes(): number {
    let cost = -this.#cost;
    for (let k = 0; k < this.#touchedCount; k++) cost += this.#routes.costOf(this.#touched[k] as number);
    return cost;
  }

  /** Puts every touched route and what was left out back. */
  undo(): void {
    const { route, next, stops } = this.#routes;
    for (let k = 0; k < this.#touchedCount; k++) {
      const start = this.#routes.startOf(this.#touched[k] as number);
      for (let node = next[start] as number; node < stops; node = next[node] as number) route[node] = -1;
    }
    for (let k = 0; k < this.#touchedCount; k++) {
      const from = this.#from[k] as number;
      this.#routes.setRoute(this.#touched[k] as number, this.#saved, from, this.#from[k + 1] as number);
    }
    this.leftOut.undo();
  }
}
