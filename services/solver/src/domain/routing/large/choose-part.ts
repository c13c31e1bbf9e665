import type { Random } from '#domain/engine/random';
import { middleOf } from './first-plan.ts';
import { orderBy } from './hilbert.ts';
import type { LargePlan } from './large-plan.ts';
import type { PartCooling } from './part-cooling.ts';
import { Ties } from './ties.ts';

/** Stops of a part: at least so many, and so many routes, up to a limit. */
const STOPS = 300;
const ROUTES = 15;
const MOST_STOPS = 1500;
/** Stops without a route that a part is given to find room for. */
const MOST_ABSENT = 100;
/** How often one of them is in the middle of a part, where there are any. */
const ABOUT_ABSENT = 0.5;

/** Routes that are improved together, and stops without a route that lie there. */
export interface Chosen {
  readonly routes: Int32Array;
  readonly absent: Int32Array;
}

/**
 * Chooses what is improved next: the route that had least of the trials so far,
 * or a stop that has no route, with those routes about it that lie nearest
 * (POPMUSIC, Taillard & Voss 2002; by barycentres, Santini et al. 2023). Every
 * part has other borders. Routes whose stops are tied stay together.
 */
export class PartChooser {
  readonly #plan: LargePlan;
  readonly #cooling: PartCooling;
  readonly #random: Random;
  /** By vehicle and by stop: 1 while somebody works on it. */
  readonly #isBusy: Uint8Array;
  readonly #isTaken: Uint8Array;
  readonly #hasTies: boolean;

  constructor(plan: LargePlan, cooling: PartCooling, random: Random) {
    const { vehicles, stops, bunch } = plan.problem;
    this.#plan = plan;
    this.#cooling = cooling;
    this.#random = random;
    this.#isBusy = new Uint8Array(vehicles);
    this.#isTaken = new Uint8Array(stops);
    this.#hasTies = bunch.some((first, stop) => first !== stop);
  }

  /** Marks what is worked on, or is not any more: it is in no part meanwhile. */
  mark(vehicles: Int32Array, stops: Int32Array, isBusy: boolean): void {
    for (const vehicle of vehicles) this.#isBusy[vehicle] = isBusy ? 1 : 0;
    for (const stop of stops) this.#isTaken[stop] = isBusy ? 1 : 0;
  }

  /** Undefined when there is nothing that nobody works on. */
  choose(): Chosen | undefined {
    const plan = this.#plan;
    const free = Int32Array.from(plan.lists.keys()).filter(
      (vehicle) => this.#isBusy[vehicle] === 0 && !plan.isIdle(vehicle),
    );
    const absent = this.#absent();
    const middle = this.#middle(free, absent);
    if (!middle) return undefined;
    const x = new Float64Array(free.length);
    const y = new Float64Array(free.length);
    free.forEach((vehicle, index) => {
      const at = middleOf(plan.problem, plan.lists[vehicle] as Int32Array);
      x[index] = at.x;
      y[index] = at.y;
    });
    const byDistance = orderBy(x.map((at, index) => (at - middle.x) ** 2 + ((y[index] as number) - middle.y) ** 2));
    return { routes: this.#nearest(free, byDistance), absent: this.#absentNear(absent, middle) };
  }

  #middle(free: Int32Array, absent: Int32Array): { x: number; y: number } | undefined {
    const { problem, lists } = this.#plan;
    const random = this.#random;
    if (absent.length > 0 && (free.length === 0 || random.unit() < ABOUT_ABSENT)) {
      return middleOf(problem, absent.subarray(random.below(absent.length)).subarray(0, 1));
    }
    let least = Number.POSITIVE_INFINITY;
    let found = -1;
    for (const vehicle of free) {
      const effort = this.#cooling.effortOf(lists[vehicle] as Int32Array) + random.unit();
      if (effort >= least) continue;
      least = effort;
      found = vehicle;
    }
    return found < 0 ? undefined : middleOf(problem, lists[found] as Int32Array);
  }

  /** Routes in their order until there are enough, each with all that are tied to it. */
  #nearest(free: Int32Array, order: Int32Array): Int32Array {
    const { lists } = this.#plan;
    const size = this.#size(free);
    const ties = this.#hasTies ? this.#tied(free) : undefined;
    const isIn = new Uint8Array(free.length);
    const routes: number[] = [];
    let stops = 0;
    const add = (index: number) => {
      isIn[index] = 1;
      const vehicle = free[index] as number;
      routes.push(vehicle);
      stops += (lists[vehicle] as Int32Array).length;
    };
    for (const index of order) {
      if (stops >= size) break;
      if (isIn[index] === 1) continue;
      if (!ties) add(index);
      else for (const other of free.keys()) if (ties.firstOf(other) === ties.firstOf(index)) add(other);
    }
    return Int32Array.from(routes);
  }

  #size(free: Int32Array): number {
    const stops = free.reduce((sum, vehicle) => sum + (this.#plan.lists[vehicle] as Int32Array).length, 0);
    return Math.min(MOST_STOPS, Math.max(STOPS, (ROUTES * stops) / Math.max(1, free.length)));
  }

  #tied(free: Int32Array): Ties {
    const { problem, lists } = this.#plan;
    const ties = new Ties(free.length);
    const routeOfBunch = new Map<number, number>();
    free.forEach((vehicle, route) => {
      for (const stop of lists[vehicle] as Int32Array) {
        const bunch = problem.bunch[stop] as number;
        ties.tie(routeOfBunch.get(bunch) ?? route, route);
        routeOfBunch.set(bunch, route);
      }
    });
    return ties;
  }

  /** Stops without a route none of whose bunch has one, that nobody looks for room for. */
  #absent(): Int32Array {
    const { problem, routeOf } = this.#plan;
    const { bunch } = problem;
    if (!routeOf.includes(-1)) return new Int32Array(0);
    const isServed = new Uint8Array(problem.stops);
    routeOf.forEach((vehicle, stop) => {
      if (vehicle >= 0) isServed[bunch[stop] as number] = 1;
    });
    return Int32Array.from(routeOf.keys()).filter(
      (stop) => isServed[bunch[stop] as number] === 0 && this.#isTaken[stop] === 0,
    );
  }

  #absentNear(absent: Int32Array, middle: { x: number; y: number }): Int32Array {
    if (absent.length <= MOST_ABSENT) return absent;
    const { x, y } = this.#plan.problem;
    const far = Float64Array.from(
      absent,
      (stop) => ((x[stop] as number) - middle.x) ** 2 + ((y[stop] as number) - middle.y) ** 2,
    );
    return orderBy(far)
      .subarray(0, MOST_ABSENT)
      .map((index) => absent[index] as number);
  }
}
