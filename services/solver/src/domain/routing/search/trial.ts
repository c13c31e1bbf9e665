import type { LeftOut } from './left-out.ts';
import type { SearchRoutes } from './search-routes.ts';

/**
 * A memory of what a trial changes: a refused trial is undone at the price of
 * what it changed, however large the problem and long its routes are.
 */
export class Trial {
  readonly leftOut: LeftOut;
  readonly #routes: SearchRoutes;
  readonly #mark: Int32Array;
  readonly #touched: Int32Array;
  /** Totals of the k-th touched route as they were. */
  readonly #count: Int32Array;
  readonly #length: Float64Array;
  readonly #meters: Float64Array;
  readonly #duration: Int32Array;
  readonly #room: Int32Array;
  #touchedCount = 0;
  #number = 0;
  #cost = 0;

  constructor(routes: SearchRoutes, leftOut: LeftOut) {
    const { vehicles } = routes.problem;
    this.leftOut = leftOut;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#touched = new Int32Array(vehicles);
    this.#count = new Int32Array(vehicles);
    this.#length = new Float64Array(vehicles);
    this.#meters = new Float64Array(vehicles);
    this.#duration = new Int32Array(vehicles);
    this.#room = new Int32Array(vehicles * routes.search.dims);
  }

  /** A new trial begins; what was done before stays. */
  begin(): void {
    this.#number++;
    this.#touchedCount = 0;
    this.#cost = 0;
    this.#routes.log.begin();
    this.leftOut.begin();
  }

  /** Must be called before a route changes for the first time in a trial. */
  touch(vehicle: number): void {
    if (this.#mark[vehicle] === this.#number) return;
    const { count, length, meters, duration, room, search } = this.#routes;
    const { dims } = search;
    const slot = this.#touchedCount++;
    this.#mark[vehicle] = this.#number;
    this.#touched[slot] = vehicle;
    this.#cost += this.#routes.costOf(vehicle);
    this.#count[slot] = count[vehicle] as number;
    this.#length[slot] = length[vehicle] as number;
    this.#meters[slot] = meters[vehicle] as number;
    this.#duration[slot] = duration[vehicle] as number;
    for (let d = 0; d < dims; d++) this.#room[slot * dims + d] = room[vehicle * dims + d] as number;
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

  /** Takes a stop out of its route, which must have been touched. Times are wrong until the route is mended. */
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

  /** Change of the length of all routes since the trial began. */
  changeOfLength(): number {
    let length = 0;
    for (let k = 0; k < this.#touchedCount; k++)
      length += (this.#routes.length[this.#touched[k] as number] as number) - (this.#length[k] as number);
    return length;
  }

  /** Puts every touched route and what was left out back. */
  undo(): void {
    this.#routes.log.undo();
    for (let k = 0; k < this.#touchedCount; k++) this.#undoTotals(k);
    this.leftOut.undo();
  }

  #undoTotals(slot: number): void {
    const { count, length, meters, duration, room, search, idle } = this.#routes;
    const { dims } = search;
    const vehicle = this.#touched[slot] as number;
    const was = this.#count[slot] as number;
    if (was > 0 && count[vehicle] === 0) idle.setBusy(vehicle);
    if (was === 0 && count[vehicle] !== 0) idle.setIdle(vehicle);
    count[vehicle] = was;
    length[vehicle] = this.#length[slot] as number;
    meters[vehicle] = this.#meters[slot] as number;
    duration[vehicle] = this.#duration[slot] as number;
    for (let d = 0; d < dims; d++) room[vehicle * dims + d] = this.#room[slot * dims + d] as number;
  }
}
