import type { ListCost } from './list-cost.ts';
import type { NearTasks } from './near-tasks.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/** Gains below this are rounding. */
const EPSILON = 1e-7;

/**
 * Chooses anew which alternatives routes serve: as long as the order of tasks stays, the shortest choice is a
 * shortest path through layers, one of the stops of each task (Fischetti, Salazar-Gonzalez & Toth 1997). Insertion
 * chooses one alternative at a time, beside those that were chosen before.
 */
export class BestAlternatives {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #listCost: ListCost;
  readonly #list: Int32Array;
  readonly #chosen: Int32Array;
  /** By lead: the stops of the task. */
  readonly #stopsOf: readonly Int32Array[];
  /** Least length from the start to the stops of the last layer, and of the one before. */
  #reached: Float64Array;
  #before: Float64Array;
  /** Tasks x stops of the largest: number of the stop before on the shortest way. */
  readonly #origin: Int32Array;

  constructor(routes: SearchRoutes, trial: Trial, { stopsOf }: NearTasks, listCost: ListCost) {
    const { count, largest } = routes.search.tasks;
    this.#routes = routes;
    this.#trial = trial;
    this.#listCost = listCost;
    this.#stopsOf = stopsOf;
    this.#list = new Int32Array(routes.stops);
    this.#chosen = new Int32Array(routes.stops);
    this.#reached = new Float64Array(largest);
    this.#before = new Float64Array(largest);
    this.#origin = new Int32Array(count * largest);
  }

  /** Improves the routes that the trial touched. */
  improve(): void {
    const trial = this.#trial;
    for (let k = 0; k < trial.touchedCount; k++) {
      const v = trial.touchedAt(k);
      if (this.#routes.count[v] !== 0) this.#improve(v);
    }
  }

  #improve(vehicle: number): void {
    const routes = this.#routes;
    const list = this.#list;
    const chosen = this.#chosen;
    const length = routes.read(vehicle, list, 0);
    if (this.#shortest(vehicle, length) >= (routes.length[vehicle] as number)) return;
    // The way may be shorter and still come too late or weigh too much.
    if (this.#listCost.of(vehicle, chosen, length) >= routes.costOf(vehicle) - EPSILON) return;
    for (let i = 0; i < length; i++) {
      const stop = list[i] as number;
      if (chosen[i] === stop) continue;
      routes.log.save(stop);
      routes.route[stop] = -1;
    }
    routes.setRoute(vehicle, chosen, 0, length);
  }

  /** Writes the shortest choice for the tasks of the list; gives its length. */
  #shortest(vehicle: number, length: number): number {
    const { problem, search, place } = this.#routes;
    const { legs, size } = search;
    const { largest } = search.tasks;
    const start = (problem.start[vehicle] as number) * size;
    const first = this.#alternativesOf(this.#list[0] as number);
    for (let i = 0; i < first.length; i++)
      this.#reached[i] = legs[start + (place[first[i] as number] as number)] as number;
    for (let task = 1; task < length; task++) this.#extend(task);
    const end = problem.end[vehicle] as number;
    const last = this.#alternativesOf(this.#list[length - 1] as number);
    let least = Number.POSITIVE_INFINITY;
    let at = 0;
    for (let i = 0; i < last.length; i++) {
      const whole = (this.#reached[i] as number) + (legs[(place[last[i] as number] as number) * size + end] as number);
      if (whole >= least) continue;
      least = whole;
      at = i;
    }
    for (let task = length - 1; task >= 0; task--) {
      this.#chosen[task] = this.#alternativesOf(this.#list[task] as number)[at] as number;
      at = this.#origin[task * largest + at] as number;
    }
    return least;
  }

  /** Carries the shortest ways on to the stops of the next task. */
  #extend(task: number): void {
    const { place, search } = this.#routes;
    const { legsInto, size } = search;
    const { largest } = search.tasks;
    const reached = this.#before;
    const before = this.#reached;
    this.#before = before;
    this.#reached = reached;
    const prior = this.#alternativesOf(this.#list[task - 1] as number);
    const stops = this.#alternativesOf(this.#list[task] as number);
    for (let i = 0; i < stops.length; i++) {
      const row = (place[stops[i] as number] as number) * size;
      let least = Number.POSITIVE_INFINITY;
      let origin = 0;
      for (let j = 0; j < prior.length; j++) {
        const way = (before[j] as number) + (legsInto[row + (place[prior[j] as number] as number)] as number);
        if (way >= least) continue;
        least = way;
        origin = j;
      }
      reached[i] = least;
      this.#origin[task * largest + i] = origin;
    }
  }

  /** All stops of the stop's task. */
  #alternativesOf(stop: number): Int32Array {
    return this.#stopsOf[this.#routes.search.tasks.lead[stop] as number] as Int32Array;
  }
}
