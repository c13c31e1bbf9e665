import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { ChainTimes } from './chain-times.ts';
import { Detours } from './detours.ts';
import { Dominance } from './dominance.ts';
import { KeptLabels, MOST_LABELS } from './kept-labels.ts';
import { ALL_METERS, ALL_TRAVEL, AT, CLOSE, COST, EARLY, KIND, LATE, Labels, OPEN, SHIFT, STEP } from './labels.ts';
import { Legs } from './legs.ts';
import { RouteChecks } from './route-checks.ts';
import { RouteEnd } from './route-end.ts';
import { StopVisits } from './stop-visits.ts';

/** Shifts in which a route may begin that are tried. */
const MOST_BEGINNINGS = 8;

/**
 * Decides, for a given order of stops, all else: when the vehicle leaves and
 * waits, where it reloads, takes breaks and spends nights. Label setting along
 * the sequence; what the future depends on is in a label (labels.ts), and one
 * that is no better in anything is dropped. Beginnings that two calls for one
 * vehicle share are not looked at again, so searches that try place after place
 * pay for the rest of a route only.
 *
 * Exact without soft windows and ride limits as long as no stop has more than
 * `MOST_LABELS` labels, apart from breaks under driving rules (legs.ts) and
 * depots on the way (the nearest ones, detours.ts). With soft windows and ride
 * limits times are set for the decisions of the labels at the end (chain-times.ts).
 */
export class RouteTimeline {
  readonly labels: Labels;
  /** Cost of the last route, `Infinity` when it breaks a rule. */
  cost = 0;
  meters = 0;
  travelSeconds = 0;
  /** From leaving to coming back without nights. */
  duration = 0;
  /** Offset of the label at the end of the best way to run the route; -1 for none. */
  best = -1;
  /** Price of what differs from the given routes. */
  changeCost = 0;
  readonly times: ChainTimes;
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #checks: RouteChecks;
  readonly #legs: Legs;
  readonly #detours: Detours;
  readonly #dominance: Dominance;
  readonly #kept: KeptLabels;
  readonly #visits: StopVisits;
  readonly #routeEnd: RouteEnd;
  readonly #stops: Int32Array;
  /** Shipments on board behind each position, dims each. */
  readonly #aboard: Int32Array;
  /** What the labels at hand were made for. */
  #vehicle = -1;
  #length = 0;
  #release = 0;
  #reloads = false;
  #hasDetours = false;
  /** More beginnings than are tried were there. */
  #hasLost = false;

  constructor(problem: CompiledRouting, rules: CompiledRules) {
    this.#problem = problem;
    this.#rules = rules;
    this.labels = new Labels(problem.dims);
    this.times = new ChainTimes(problem, rules, this.labels);
    this.#checks = new RouteChecks(problem, rules);
    this.#legs = new Legs(problem, this.labels);
    this.#detours = new Detours(problem, rules, this.labels, this.#legs);
    this.#dominance = new Dominance(this.labels);
    const positions = problem.stops + 2;
    this.#kept = new KeptLabels(this.labels, this.#dominance, positions);
    this.#visits = new StopVisits(problem, rules, this.#legs, { labels: this.labels, kept: this.#kept });
    this.#routeEnd = new RouteEnd(this.labels, this.#legs, this.#kept);
    this.#stops = new Int32Array(positions);
    this.#aboard = new Int32Array(positions * problem.dims);
  }

  /** Whether nothing was passed over so far that might have led to a better route, or to one at all. */
  get isExact(): boolean {
    return !this.#hasLost && !this.#kept.hasLost && !this.#legs.hasLost && !this.#detours.hasLost;
  }

  /** Cost of serving `stops` in this order, `Infinity` when that breaks a rule. */
  evaluate(vehicle: number, stops: ArrayLike<number>, length: number): number {
    this.cost = Number.POSITIVE_INFINITY;
    this.best = -1;
    if (!this.#checks.keeps(vehicle, stops, length)) return this.cost;
    this.changeCost = this.#checks.changeCost;
    this.#kept.isGuess = this.#rules.soft !== undefined || this.#checks.hasRides;
    const from = this.#prepare(vehicle, stops, length);
    if (from < 0) return this.cost;
    for (let position = from; position <= length; position++) {
      this.#labelsAt(position, stops[position - 1] as number, length);
      if (this.#kept.counts[position] === 0) return this.cost;
    }
    this.#end(length);
    if (this.#kept.counts[length + 1] === 0) return this.cost;
    this.#choose(vehicle, length);
    return this.cost;
  }

  /** Keeps the labels of the beginning that is the same as in the last call; gives the first position without, -1 when the vehicle cannot leave at all. */
  #prepare(vehicle: number, stops: ArrayLike<number>, length: number): number {
    const { release, fitsAtOnce } = this.#checks;
    const type = this.#rules.types[this.#problem.type[vehicle] as number] as TypeRules;
    const mayReload = type.reloadDepots.length > 0;
    const reloads = mayReload && (!fitsAtOnce || release > 0);
    // Without reloads all of a route's load leaves at once.
    const start = mayReload ? 0 : release;
    let same = 0;
    if (vehicle === this.#vehicle && reloads === this.#reloads && start === this.#release) {
      const shared = Math.min(length, this.#length);
      while (same < shared && this.#stops[same] === stops[same] && (this.#kept.counts[same + 1] as number) > 0) same++;
    } else {
      this.#use(vehicle, type, reloads, start, mayReload && release > 0);
      this.labels.release(0);
      this.#begin(type, stops[0] as number, start);
    }
    // Where the route begins depends on its first stop when there are several shifts.
    if (same === 0 && type.shifts.length > 2) {
      this.labels.release(0);
      this.#begin(type, stops[0] as number, start);
    }
    for (let i = same; i < length; i++) this.#stops[i] = stops[i] as number;
    this.#length = length;
    this.labels.release(this.#kept.tops[same] as number);
    this.#kept.counts.fill(0, same + 1, length + 2);
    return this.#kept.counts[0] === 0 ? -1 : same + 1;
  }

  #use(vehicle: number, type: TypeRules, reloads: boolean, release: number, hasTrips: boolean): void {
    const problem = this.#problem;
    this.#vehicle = vehicle;
    this.#reloads = reloads;
    this.#release = release;
    this.labels.use(problem, type, vehicle);
    this.labels.hasTrips = hasTrips;
    const { soft, shipments } = this.#rules;
    this.#legs.isTimed =
      (problem.perSecond[vehicle] as number) > 0 ||
      (problem.maxDuration[vehicle] as number) < UNLIMITED ||
      type.perWaitingSecond > 0 ||
      type.regularSeconds < UNLIMITED ||
      soft !== undefined ||
      (shipments?.hasRideLimits ?? false);
    this.#legs.use(vehicle);
    this.#visits.use(vehicle, reloads);
    this.#dominance.use(problem, vehicle, { isTimed: this.#legs.isTimed, hasReloads: reloads || hasTrips });
    this.#hasDetours = reloads || type.shifts.length > 2 || type.breaks.some(({ depots }) => depots.length > 0);
  }

  /** Labels of leaving: one for each shift in which the first stop can be reached. */
  #begin(type: TypeRules, first: number, release: number): void {
    const { labels } = this;
    const problem = this.#problem;
    this.#kept.counts[0] = 0;
    const [, close] = this.#reachOf(first);
    for (let shift = 0; shift < type.shifts.length / 2; shift++) {
      if ((this.#kept.counts[0] as number) === MOST_BEGINNINGS) {
        this.#hasLost = true;
        break;
      }
      const open = Math.max(type.shifts[2 * shift] as number, type.startOpen, release);
      const end = Math.min(type.shifts[2 * shift + 1] as number, type.startClose);
      if (open > end || (shift > 0 && open > close)) continue;
      const o = labels.blank();
      const { d } = labels;
      d[o + KIND] = STEP.start;
      d[o + AT] = problem.start[this.#vehicle] as number;
      d[o + SHIFT] = shift;
      d[o + EARLY] = open;
      d[o + LATE] = end;
      d[o + OPEN] = open;
      d[o + CLOSE] = end;
      d[o + COST] = problem.fixedCost[this.#vehicle] as number;
      this.#kept.offsets[(this.#kept.counts[0] as number)++] = o;
    }
    this.#kept.tops[0] = labels.top;
    this.#aboard.fill(0, 0, problem.dims);
  }

  /** When something can be done at a stop first and last. */
  #reachOf(stop: number): readonly [number, number] {
    const { stops, type, windowFrom, windowClose } = this.#problem;
    const cell = (type[this.#vehicle] as number) * stops + stop;
    const from = windowFrom[cell] as number;
    const to = windowFrom[cell + 1] as number;
    return to > from ? [this.#rules.bareOpen[from] as number, windowClose[to - 1] as number] : [0, -1];
  }

  #labelsAt(position: number, stop: number, length: number): void {
    const { dims, location } = this.#problem;
    const change = this.#rules.shipments?.change;
    for (let d = 0; d < dims; d++) {
      this.#aboard[position * dims + d] =
        (this.#aboard[(position - 1) * dims + d] as number) + (change ? (change[stop * dims + d] as number) : 0);
    }
    const before = (position - 1) * MOST_LABELS;
    const count = this.#kept.counts[position - 1] as number;
    const to = location[stop] as number;
    for (let i = 0; i < count; i++) {
      const from = this.#kept.offsets[before + i] as number;
      if (!this.#hasDetours) this.#visits.goTo(from, stop, to, position);
      else {
        const [opens, closes] = this.#reachOf(stop);
        const mayReload = this.#reloads && position > 1 && position <= length;
        const gap = { to, opens, closes, mayReload, hasStopped: position > 1, aboardFrom: (position - 1) * dims };
        this.#detours.take(from, gap, this.#aboard);
        for (let k = 0; k < this.#detours.count; k++) {
          this.#visits.goTo(this.#detours.ready[k] as number, stop, to, position);
        }
      }
    }
    this.#kept.tops[position] = this.labels.top;
  }

  #end(length: number): void {
    const { labels } = this;
    const { dims, end } = this.#problem;
    const to = end[this.#vehicle] as number;
    const { endOpen, endClose } = labels.type;
    const count = this.#kept.counts[length] as number;
    const gap = { to, opens: endOpen, closes: endClose, mayReload: false, hasStopped: true, aboardFrom: length * dims };
    for (let i = 0; i < count; i++) {
      const from = this.#kept.offsets[length * MOST_LABELS + i] as number;
      if (!this.#hasDetours) this.#routeEnd.goHome(from, to, length + 1);
      else {
        this.#detours.take(from, gap, this.#aboard);
        for (let k = 0; k < this.#detours.count; k++)
          this.#routeEnd.goHome(this.#detours.ready[k] as number, to, length + 1);
      }
    }
  }

  /** The best of the labels at the end; where times cost by themselves or rides are limited, of their best times. */
  #choose(vehicle: number, length: number): void {
    const base = (length + 1) * MOST_LABELS;
    const count = this.#kept.counts[length + 1] as number;
    const { d } = this.labels;
    const isRefined = this.#kept.isGuess;
    const ends = this.#kept.offsets.subarray(base, base + count);
    if (isRefined && count > 1) ends.sort((a, b) => (d[a + COST] as number) - (d[b + COST] as number));
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const o = ends[i] as number;
      if ((d[o + COST] as number) + this.changeCost > this.cost) continue;
      const cost = (isRefined ? this.times.refine(vehicle, o, this.#stops) : (d[o + COST] as number)) + this.changeCost;
      // Of ways that cost the same the one that is over first, which takes no break that it need not.
      const ready = this.labels.ready(o);
      if (cost > this.cost || cost === Number.POSITIVE_INFINITY || (cost === this.cost && ready >= soonest)) continue;
      this.cost = cost;
      soonest = ready;
      this.best = o;
    }
    if (this.best < 0) return;
    this.meters = d[this.best + ALL_METERS] as number;
    this.travelSeconds = d[this.best + ALL_TRAVEL] as number;
    this.duration = this.times.durationOf(this.best);
  }
}
