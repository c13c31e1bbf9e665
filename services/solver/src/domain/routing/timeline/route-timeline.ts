import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { ChainTimes } from './chain-times.ts';
import { Dominance } from './dominance.ts';
import { KeptLabels, MOST_LABELS } from './kept-labels.ts';
import { ALL_METERS, ALL_TRAVEL, COST, Labels } from './labels.ts';
import { RouteChecks } from './route-checks.ts';
import { RouteSteps, type Step } from './route-steps.ts';

/**
 * Decides, for a given order of stops, all else: when the vehicle leaves and
 * waits, where it reloads, takes breaks and spends nights. Label setting along
 * the sequence; what the future depends on is in a label (labels.ts), and one
 * that is no better in anything is dropped. Beginnings that two calls for one
 * vehicle share are not looked at again, so searches that try place after place
 * pay for the rest of a route only.
 *
 * Exact without soft windows and ride limits as long as no stop has more than
 * `MOST_LABELS` labels, apart from breaks under driving rules (legs.ts), depots
 * on the way (the nearest ones, detours.ts), and reloads that neither load nor
 * release asks for: they are not tried, though a way through a depot may be
 * shorter where travel breaks the triangle inequality. With soft windows and ride
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
  readonly #rules: CompiledRules;
  readonly #problem: CompiledRouting;
  readonly #checks: RouteChecks;
  readonly #steps: RouteSteps;
  readonly #kept: KeptLabels;
  readonly #stops: Int32Array;
  /** Shipments on board behind each position, dims each. */
  readonly #aboard: Int32Array;
  /** What the labels at hand were made for. */
  #vehicle = -1;
  #length = 0;
  #release = 0;
  #reloads = false;

  constructor(problem: CompiledRouting, rules: CompiledRules) {
    this.#problem = problem;
    this.#rules = rules;
    const positions = problem.stops + 2;
    this.labels = new Labels(problem.dims);
    const dominance = new Dominance(this.labels);
    this.#kept = new KeptLabels(this.labels, dominance, positions);
    this.#steps = new RouteSteps(problem, rules, { labels: this.labels, dominance, sink: this.#kept });
    this.times = new ChainTimes(problem, rules, this.labels);
    this.#checks = new RouteChecks(problem, rules);
    this.#stops = new Int32Array(positions);
    this.#aboard = new Int32Array(positions * problem.dims);
  }

  /** Gives up no label for one that only seems better: slower, but exact where there is room for all. */
  beThorough(): void {
    this.#kept.keepsGuesses = true;
  }

  /** Whether nothing was passed over so far that might have led to a better route, or to one at all. */
  get isExact(): boolean {
    return !this.#kept.hasLost && !this.#steps.hasLost;
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
      this.#labelsAt(position, stops[position - 1] as number);
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
    const hasTrips = mayReload && release > 0;
    // Without reloads all of a route's load leaves at once.
    const start = mayReload ? 0 : release;
    let same = 0;
    const isLikeLast = reloads === this.#reloads && hasTrips === this.labels.hasTrips && start === this.#release;
    if (vehicle === this.#vehicle && isLikeLast) {
      const shared = Math.min(length, this.#length);
      while (same < shared && this.#stops[same] === stops[same] && (this.#kept.counts[same + 1] as number) > 0) same++;
    } else {
      this.#vehicle = vehicle;
      this.#reloads = reloads;
      this.#release = start;
      this.#steps.use(vehicle, { reloads, countsLoads: reloads, hasTrips });
      this.#leave(stops[0] as number);
    }
    // Where the route begins depends on its first stop when there are several shifts.
    if (same === 0 && type.shifts.length > 2) this.#leave(stops[0] as number);
    for (let i = same; i < length; i++) this.#stops[i] = stops[i] as number;
    this.#length = length;
    this.labels.release(this.#kept.tops[same] as number);
    this.#kept.counts.fill(0, same + 1, length + 2);
    return this.#kept.counts[0] === 0 ? -1 : same + 1;
  }

  #leave(first: number): void {
    this.labels.release(0);
    this.#kept.counts[0] = this.#steps.leave(first, this.#release, this.#kept.offsets);
    this.#kept.tops[0] = this.labels.top;
    this.#aboard.fill(0, 0, this.#problem.dims);
  }

  #labelsAt(position: number, stop: number): void {
    const { dims } = this.#problem;
    const change = this.#rules.shipments?.change;
    for (let d = 0; d < dims; d++) {
      this.#aboard[position * dims + d] =
        (this.#aboard[(position - 1) * dims + d] as number) + (change ? (change[stop * dims + d] as number) : 0);
    }
    const step = this.#stepFrom(position - 1);
    const count = this.#kept.counts[position - 1] as number;
    for (let i = 0; i < count; i++) {
      this.#steps.goOn(this.#kept.offsets[(position - 1) * MOST_LABELS + i] as number, stop, step);
    }
    this.#kept.tops[position] = this.labels.top;
  }

  #end(length: number): void {
    const step = this.#stepFrom(length);
    const count = this.#kept.counts[length] as number;
    for (let i = 0; i < count; i++) this.#steps.goHome(this.#kept.offsets[length * MOST_LABELS + i] as number, step);
  }

  #stepFrom(position: number): Step {
    const aboardFrom = position * this.#problem.dims;
    return { position: position + 1, hasStopped: position > 0, aboard: this.#aboard, aboardFrom };
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
