import type { SearchRoutes } from './search-routes.ts';
import { Tasks } from './tasks.ts';

/** Which stops are served, of any search. */
type ServedStops = Pick<SearchRoutes, 'stops' | 'route' | 'problem'>;

/**
 * The tasks that no route serves, named by their leads, and what is lost with them. A trial that is
 * refused costs as much to undo as it changed. A required stop that stays out
 * for long weighs more and more, so that others make room for it.
 */
export class LeftOut {
  /** The first `count` are left out, in no order. */
  readonly stops: Int32Array;
  count = 0;
  /** Prizes of the optional ones. */
  prizes = 0;
  /** Number of the required ones. */
  missing = 0;
  /** What prizes are multiplied with where trials are judged. */
  weight = 1;
  readonly #routes: ServedStops;
  readonly #tasks: Tasks;
  /** Place in `stops`, or -1. */
  readonly #at: Int32Array;
  readonly #weight: Float64Array;
  /** Leads of what the trial took out or put in, some more than once. */
  #changed: Int32Array;
  #changedCount = 0;
  #heavy = 0;
  #prizesBefore = 0;
  #missingBefore = 0;
  #heavyBefore = 0;

  constructor(routes: ServedStops) {
    this.#routes = routes;
    this.#tasks = new Tasks(routes.problem);
    this.stops = new Int32Array(routes.stops);
    this.#at = new Int32Array(routes.stops).fill(-1);
    this.#weight = new Float64Array(routes.stops).fill(1);
    this.#changed = new Int32Array(64);
    this.find();
  }

  /** Reads from the routes which stops are left out. */
  find(): void {
    const { route, stops } = this.#routes;
    this.count = 0;
    this.prizes = 0;
    this.missing = 0;
    this.#heavy = 0;
    this.#at.fill(-1);
    const tasks = this.#tasks;
    for (let s = 0; s < stops; s++) if (tasks.lead[s] === s && tasks.served(s, route) < 0) this.add(s);
    this.begin();
  }

  /** What is lost; for required stops the penalty above any plan. */
  cost(): number {
    return this.prizes + this.missing * this.#routes.problem.missing;
  }

  isIn(lead: number): boolean {
    return (this.#at[lead] as number) >= 0;
  }

  /** The stop has been taken out. */
  add(taken: number): void {
    const stop = this.#tasks.lead[taken] as number;
    this.#log(stop);
    this.#at[stop] = this.count;
    this.stops[this.count++] = stop;
    this.#weigh(stop, 1);
  }

  /** The stop has been put in. */
  remove(inserted: number): void {
    const stop = this.#tasks.lead[inserted] as number;
    this.#log(stop);
    const at = this.#at[stop] as number;
    const last = this.stops[--this.count] as number;
    this.stops[at] = last;
    this.#at[last] = at;
    this.#at[stop] = -1;
    this.#weigh(stop, -1);
  }

  /** A new trial begins; what was done before stays. */
  begin(): void {
    this.#changedCount = 0;
    this.#prizesBefore = this.prizes;
    this.#missingBefore = this.missing;
    this.#heavyBefore = this.#heavy;
  }

  /** Copies the stops that this trial took out and that are still out; gives how many. */
  readFresh(into: Int32Array): number {
    let length = 0;
    for (let i = 0; i < this.#changedCount; i++) {
      const stop = this.#changed[i] as number;
      if ((this.#at[stop] as number) >= 0) into[length++] = stop;
    }
    return length;
  }

  /** Change of what is lost in this trial. */
  change(): number {
    return this.prizes - this.#prizesBefore + (this.missing - this.#missingBefore) * this.#routes.problem.missing;
  }

  /** What judging adds to that change because prizes are weighted. */
  bias(): number {
    return (this.weight - 1) * (this.prizes - this.#prizesBefore);
  }

  /** Fewer or lighter required stops left out always win, more or heavier ones never; else cost decides. */
  accepts(byCost: boolean): boolean {
    return this.#heavy < this.#heavyBefore || (this.#heavy === this.#heavyBefore && byCost);
  }

  /** What a refused trial left out gains weight. */
  blame(): void {
    const { required } = this.#routes.problem;
    for (let i = 0; i < this.count && this.missing > 0; i++) {
      const stop = this.stops[i] as number;
      if (required[stop] !== 1) continue;
      this.#weight[stop] = (this.#weight[stop] as number) + 1;
      this.#heavy++;
    }
  }

  /** Takes the trial back, after the routes were put back. */
  undo(): void {
    const { route } = this.#routes;
    const count = this.#changedCount;
    for (let i = 0; i < count; i++) {
      const stop = this.#changed[i] as number;
      const isOut = this.#tasks.served(stop, route) < 0;
      if (isOut === this.isIn(stop)) continue;
      if (isOut) this.add(stop);
      else this.remove(stop);
    }
    this.prizes = this.#prizesBefore;
    this.missing = this.#missingBefore;
    this.begin();
  }

  #weigh(stop: number, sign: number): void {
    const { required, prize } = this.#routes.problem;
    if (required[stop] === 1) {
      this.missing += sign;
      this.#heavy += sign * (this.#weight[stop] as number);
    } else this.prizes += sign * (prize[stop] as number);
  }

  #log(stop: number): void {
    if (this.#changedCount === this.#changed.length) {
      const longer = new Int32Array(2 * this.#changed.length);
      longer.set(this.#changed);
      this.#changed = longer;
    }
    this.#changed[this.#changedCount++] = stop;
  }
}
