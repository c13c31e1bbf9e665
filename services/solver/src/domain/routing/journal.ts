import type { Routes } from './routes.ts';

/**
 * Remembers the routes that a trial changes, so that a refused trial is undone
 * at the price of those routes only, however large the problem is.
 */
export class Journal {
  readonly #routes: Routes;
  readonly #mark: Int32Array;
  readonly #vehicles: Int32Array;
  /** Where the saved stops of the k-th touched route begin in `#stops`. */
  readonly #from: Int32Array;
  readonly #stops: Int32Array;
  #touched = 0;
  #trial = 0;
  #cost = 0;

  constructor(routes: Routes) {
    const { vehicles, stops } = routes.problem;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#vehicles = new Int32Array(vehicles);
    this.#from = new Int32Array(vehicles + 1);
    this.#stops = new Int32Array(stops);
  }

  /** A new trial begins; what was done before stays. */
  begin(): void {
    this.#trial++;
    this.#touched = 0;
    this.#cost = 0;
  }

  /** Must be called before a route changes for the first time in a trial. */
  touch(vehicle: number): void {
    if (this.#mark[vehicle] === this.#trial) return;
    this.#mark[vehicle] = this.#trial;
    const slot = this.#touched++;
    const from = slot === 0 ? 0 : (this.#from[slot] as number);
    this.#vehicles[slot] = vehicle;
    const length = this.#routes.read(vehicle, this.#stops.subarray(from));
    this.#from[slot + 1] = from + length;
    this.#cost += this.#routes.cost[vehicle] as number;
  }

  isTouched(vehicle: number): boolean {
    return this.#mark[vehicle] === this.#trial;
  }

  /** Change of the cost of the touched routes since the trial began. */
  change(): number {
    let cost = -this.#cost;
    for (let k = 0; k < this.#touched; k++) cost += this.#routes.cost[this.#vehicles[k] as number] as number;
    return cost;
  }

  /** Puts every touched route back. */
  undo(): void {
    const { route, sequence } = this.#routes;
    for (let k = 0; k < this.#touched; k++) {
      const length = this.#routes.read(this.#vehicles[k] as number, sequence);
      for (let i = 0; i < length; i++) route[sequence[i] as number] = -1;
    }
    for (let k = 0; k < this.#touched; k++) {
      const from = k === 0 ? 0 : (this.#from[k] as number);
      const to = this.#from[k + 1] as number;
      this.#routes.setRoute(this.#vehicles[k] as number, this.#stops.subarray(from, to), to - from);
    }
  }
}
