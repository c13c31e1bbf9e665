import type { SearchRoutes } from './search-routes.ts';

/**
 * The stops that are left out, and a memory of what a trial changes: a refused
 * trial is undone at the price of the routes it touched, however large the
 * problem is.
 */
export class Trial {
  /** Stops that no route serves: the first `absentCount`. */
  readonly absent: Int32Array;
  absentCount: number;
  readonly #routes: SearchRoutes;
  readonly #mark: Int32Array;
  readonly #touched: Int32Array;
  /** Where the saved stops of the k-th touched route begin. */
  readonly #from: Int32Array;
  readonly #saved: Int32Array;
  readonly #absentBefore: Int32Array;
  #absentBeforeCount = 0;
  #touchedCount = 0;
  #number = 0;
  #cost = 0;

  constructor(routes: SearchRoutes) {
    const { stops, vehicles } = routes.problem;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#touched = new Int32Array(vehicles);
    this.#from = new Int32Array(vehicles + 1);
    this.#saved = new Int32Array(stops);
    this.#absentBefore = new Int32Array(stops);
    this.absent = new Int32Array(stops);
    this.absentCount = 0;
    this.findAbsent();
  }

  findAbsent(): void {
    this.absentCount = 0;
    for (let s = 0; s < this.#routes.stops; s++) {
      if ((this.#routes.route[s] as number) < 0) this.absent[this.absentCount++] = s;
    }
  }

  /** A new trial begins; what was done before stays. */
  begin(): void {
    this.#number++;
    this.#touchedCount = 0;
    this.#cost = 0;
    this.#absentBeforeCount = this.absentCount;
    for (let i = 0; i < this.absentCount; i++) this.#absentBefore[i] = this.absent[i] as number;
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

  /** Change of the cost of the routes since the trial began. */
  change(): number {
    let cost = -this.#cost;
    for (let k = 0; k < this.#touchedCount; k++) cost += this.#routes.costOf(this.#touched[k] as number);
    return cost;
  }

  /** Puts every touched route and the list of absent stops back. */
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
    this.absentCount = this.#absentBeforeCount;
    for (let i = 0; i < this.absentCount; i++) this.absent[i] = this.#absentBefore[i] as number;
  }
}
