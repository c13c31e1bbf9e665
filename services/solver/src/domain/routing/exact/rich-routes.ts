import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { UNLOADING } from '#domain/routing/problem-rules';
import { RouteWalk } from '#domain/routing/route-walk';
import { Dominance } from '#domain/routing/timeline/dominance';
import { COST, Labels } from '#domain/routing/timeline/labels';
import { RouteChecks } from '#domain/routing/timeline/route-checks';
import { RouteSteps, type Step } from '#domain/routing/timeline/route-steps';
import type { RouteTable, TableLimits } from './route-table.ts';

/** Shifts in which a route may begin, at most. */
const MOST_BEGINNINGS = 8;

/** A route's beginning: number and offset of its label (-1 before the first stop), and the set of its stops. */
interface Beginning {
  readonly label: number;
  readonly offset: number;
  readonly set: number;
}

/**
 * Best routes of a vehicle with rules, over the labels of the timeline: one at
 * a (set, last stop) that is no better in anything than another is dropped, as
 * along a single order. `undefined` when the stop rule or the memory limit cut
 * it short, or something was passed over that might have been better.
 */
export function richRoutes(problem: CompiledRouting, vehicle: number, limits: TableLimits): RouteTable | undefined {
  const { rules } = problem;
  return rules && new RichRoutes(problem, rules, vehicle, limits).table();
}

class RichRoutes {
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #type: TypeRules;
  readonly #vehicle: number;
  readonly #limits: TableLimits;
  readonly #labels: Labels;
  readonly #dominance: Dominance;
  readonly #steps: RouteSteps;
  readonly #checks: RouteChecks;
  readonly #walk: RouteWalk;
  readonly #cost: Float64Array;
  /** By set: the label whose order is the best. */
  readonly #best: Int32Array;
  /** By set and last stop: numbers of the labels there. */
  #cells: (number[] | undefined)[] = [];
  /** By label: its offset, the label before, its last stop, what differs from the given routes. */
  readonly #offset: number[] = [];
  readonly #before: number[] = [];
  readonly #stop: number[] = [];
  readonly #change: number[] = [];
  readonly #order: Int32Array;
  readonly #aboard: Int32Array;
  /** Labels that the step under way has made. */
  readonly #made: number[] = [];

  constructor(problem: CompiledRouting, rules: CompiledRules, vehicle: number, limits: TableLimits) {
    const { stops, dims } = problem;
    this.#problem = problem;
    this.#rules = rules;
    this.#type = rules.types[problem.type[vehicle] as number] as TypeRules;
    this.#vehicle = vehicle;
    this.#limits = limits;
    this.#labels = new Labels(dims);
    this.#dominance = new Dominance(this.#labels);
    const sink = { keep: (_: number, o: number) => void this.#made.push(o) };
    this.#steps = new RouteSteps(problem, rules, { labels: this.#labels, dominance: this.#dominance, sink });
    this.#checks = new RouteChecks(problem, rules);
    this.#walk = new RouteWalk(problem);
    this.#walk.beThorough();
    this.#cost = new Float64Array(1 << stops).fill(Number.POSITIVE_INFINITY);
    this.#best = new Int32Array(1 << stops).fill(-1);
    this.#order = new Int32Array(stops);
    this.#aboard = new Int32Array(dims);
  }

  table(): RouteTable | undefined {
    this.#cost[0] = 0;
    for (const release of this.#releases()) if (!this.#grow(release)) return undefined;
    if (this.#steps.hasLost || !this.#walk.isExact) return undefined;
    return { cost: this.#cost, orderOf: (set, into) => this.#unwind(this.#best[set] as number, into) };
  }

  /** When it may leave at the earliest: once for each release, because without reloads all of a route's load leaves at once. */
  #releases(): Set<number> {
    return new Set(this.#mayReload ? [0] : this.#rules.release.subarray(0, this.#problem.stops));
  }

  get #mayReload(): boolean {
    return this.#type.reloadDepots.length > 0;
  }

  /** Every route that leaves after `release`; false when there are too many. */
  #grow(release: number): boolean {
    const { stops } = this.#problem;
    const hasTrips = this.#mayReload && this.#rules.release.some((time) => time > 0);
    this.#cells = [];
    this.#labels.release(0);
    this.#steps.use(this.#vehicle, { reloads: this.#mayReload, countsLoads: true, hasTrips });
    const beginnings = new Int32Array(MOST_BEGINNINGS);
    const next = Array.from({ length: stops }, (_, stop) => stop).filter((stop) => this.#mayCome(stop, release));
    for (const stop of next) {
      const count = this.#steps.leave(stop, release, beginnings);
      for (let k = 0; k < count; k++) this.#goOn({ label: -1, offset: beginnings[k] as number, set: 0 }, stop);
    }
    for (let set = 1; set < 1 << stops; set++) {
      const isWhole = this.#openIn(set) === 0;
      for (let end = 0; end < stops; end++) {
        for (const label of this.#cells[set * stops + end] ?? []) {
          if (this.#stop.length > this.#limits.room || this.#limits.stop()) return false;
          const from = { label, offset: this.#offset[label] as number, set };
          if (isWhole) this.#goHome(from);
          for (const stop of next) if ((set & (1 << stop)) === 0) this.#goOn(from, stop);
        }
      }
    }
    return true;
  }

  #mayCome(stop: number, release: number): boolean {
    const { stops, type, allowed, bonds } = this.#problem;
    const home = bonds ? (bonds.home[stop] as number) : -1;
    if (home >= 0 && home !== this.#vehicle) return false;
    if (allowed[(type[this.#vehicle] as number) * stops + stop] === 0) return false;
    return this.#mayReload || (this.#rules.release[stop] as number) <= release;
  }

  /** Pickups of the set whose deliveries are not in it. */
  #openIn(set: number): number {
    const { shipments } = this.#rules;
    let open = 0;
    if (!shipments) return open;
    for (let stop = 0; stop < this.#problem.stops; stop++) {
      const partner = shipments.partner[stop] as number;
      if (partner >= 0 && (set & (1 << stop)) !== 0 && (set & (1 << partner)) === 0) open |= 1 << stop;
    }
    return open;
  }

  #goOn(from: Beginning, stop: number): void {
    const { set, label, offset } = from;
    const { completion, known, apart } = this.#limits;
    if (((apart[stop] as number) & set) !== 0) return;
    const order = this.#order;
    const length = this.#unwind(label, order);
    order[length] = stop;
    if (!this.#checks.keepsSoFar(this.#vehicle, order, length + 1)) return;
    const change = this.#checks.changeCost;
    const more = change - (label < 0 ? 0 : (this.#change[label] as number));
    const reached = set | (1 << stop);
    const most = known - (completion[reached * this.#problem.stops + stop] as number);
    const top = this.#labels.top;
    this.#made.length = 0;
    this.#steps.goOn(offset, stop, this.#stepFrom(set));
    // Only what is kept stays, side by side: no row moves onto one that is still to be moved.
    this.#made.sort((a, b) => a - b);
    let end = top;
    for (const o of this.#made) {
      const { d, stride } = this.#labels;
      (d[o + COST] as number) += more;
      if ((d[o + COST] as number) > most || !this.#isNew(reached, stop, o)) continue;
      d.copyWithin(end, o, o + stride);
      this.#add(reached, stop, { offset: end, before: label, change });
      end += stride;
    }
    this.#labels.release(end);
  }

  #add(
    set: number,
    stop: number,
    { offset, before, change }: { offset: number; before: number; change: number },
  ): void {
    const cell = set * this.#problem.stops + stop;
    const list = this.#cells[cell] ?? [];
    this.#cells[cell] = list;
    list.push(this.#stop.length);
    this.#offset.push(offset);
    this.#before.push(before);
    this.#stop.push(stop);
    this.#change.push(change);
  }

  /** Whether no label there is as good in everything; those that it beats are dropped. */
  #isNew(set: number, stop: number, o: number): boolean {
    const list = this.#cells[set * this.#problem.stops + stop];
    if (!list || !this.#mayCompare(set)) return true;
    for (const other of list) if (this.#dominance.over(this.#offset[other] as number, o)) return false;
    let kept = 0;
    for (const other of list) if (!this.#dominance.over(o, this.#offset[other] as number)) list[kept++] = other;
    list.length = kept;
    return true;
  }

  /** Waiting on purpose, and the order in which shipments on board came there, are in no label. */
  #mayCompare(set: number): boolean {
    if (this.#isGuess) return false;
    return this.#type.unloading === UNLOADING.any || this.#openIn(set) === 0;
  }

  get #isGuess(): boolean {
    return this.#rules.soft !== undefined || (this.#rules.shipments?.hasRideLimits ?? false);
  }

  #goHome({ set, label, offset }: Beginning): void {
    const top = this.#labels.top;
    this.#made.length = 0;
    this.#steps.goHome(offset, this.#stepFrom(set));
    const { d } = this.#labels;
    let cost = Number.POSITIVE_INFINITY;
    for (const o of this.#made) cost = Math.min(cost, d[o + COST] as number);
    this.#labels.release(top);
    if (cost >= (this.#cost[set] as number)) return;
    // What a label costs is certain then, but not all.
    if (this.#isGuess) cost = this.#walk.evaluate(this.#vehicle, this.#order, this.#unwind(label, this.#order));
    if (cost >= (this.#cost[set] as number)) return;
    this.#cost[set] = cost;
    this.#best[set] = label;
  }

  #stepFrom(set: number): Step {
    const { dims, stops } = this.#problem;
    const aboard = this.#aboard.fill(0);
    const change = this.#rules.shipments?.change;
    for (let stop = 0; change && stop < stops; stop++) {
      if ((set & (1 << stop)) === 0) continue;
      for (let d = 0; d < dims; d++) aboard[d] = (aboard[d] as number) + (change[stop * dims + d] as number);
    }
    return { position: 0, hasStopped: set !== 0, aboard, aboardFrom: 0 };
  }

  #unwind(label: number, into: Int32Array): number {
    let length = 0;
    for (let at = label; at >= 0; at = this.#before[at] as number) into[length++] = this.#stop[at] as number;
    into.subarray(0, length).reverse();
    return length;
  }
}
