import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { Detours } from './detours.ts';
import type { Dominance } from './dominance.ts';
import { AT, CLOSE, COST, EARLY, KIND, LATE, type Labels, OPEN, SHIFT, STEP } from './labels.ts';
import { Legs } from './legs.ts';
import { RouteEnd } from './route-end.ts';
import { type LabelSink, StopVisits } from './stop-visits.ts';

/** Shifts in which a route may begin that are tried. */
const MOST_BEGINNINGS = 8;

/** How loads are kept on the routes under way. */
export interface Loading {
  /** The vehicle may load on the way. */
  readonly reloads: boolean;
  /** Loads are counted along the route; else the caller knows that they fit. */
  readonly countsLoads: boolean;
  /** Release times concern later trips. */
  readonly hasTrips: boolean;
}

/** What steps work on. */
export interface StepsParts {
  readonly labels: Labels;
  readonly dominance: Dominance;
  readonly sink: LabelSink;
}

/** Where a route goes on. */
export interface Step {
  /** For the sink. */
  readonly position: number;
  /** A stop was made before. */
  readonly hasStopped: boolean;
  /** Load of shipments on board, by dimension from `aboardFrom` on. */
  readonly aboard: Int32Array;
  readonly aboardFrom: number;
}

/** The steps of which routes are made: leaving, going on to a stop, coming home. What a label becomes goes to the sink. */
export class RouteSteps {
  readonly #labels: Labels;
  readonly #dominance: Dominance;
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #legs: Legs;
  readonly #detours: Detours;
  readonly #visits: StopVisits;
  readonly #routeEnd: RouteEnd;
  #vehicle = -1;
  #reloads = false;
  #hasDetours = false;
  /** More beginnings than are tried were there. */
  #hasLost = false;

  constructor(problem: CompiledRouting, rules: CompiledRules, { labels, dominance, sink }: StepsParts) {
    this.#problem = problem;
    this.#rules = rules;
    this.#labels = labels;
    this.#dominance = dominance;
    this.#legs = new Legs(problem, labels);
    this.#detours = new Detours(problem, rules, labels, this.#legs);
    this.#visits = new StopVisits(problem, rules, this.#legs, { labels, sink });
    this.#routeEnd = new RouteEnd(labels, this.#legs, sink);
  }

  /** Something was passed over that might have led to a better route, or to one at all. */
  get hasLost(): boolean {
    return this.#hasLost || this.#legs.hasLost || this.#detours.hasLost;
  }

  use(vehicle: number, { reloads, countsLoads, hasTrips }: Loading): void {
    const problem = this.#problem;
    const type = this.#rules.types[problem.type[vehicle] as number] as TypeRules;
    this.#vehicle = vehicle;
    this.#reloads = reloads;
    this.#labels.use(problem, type, vehicle);
    this.#labels.hasTrips = hasTrips;
    const { soft, shipments } = this.#rules;
    const isGuess = soft !== undefined || (shipments?.hasRideLimits ?? false);
    this.#legs.isTimed =
      isGuess ||
      (problem.perSecond[vehicle] as number) > 0 ||
      (problem.maxDuration[vehicle] as number) < UNLIMITED ||
      type.perWaitingSecond > 0 ||
      type.regularSeconds < UNLIMITED;
    this.#legs.use(vehicle);
    this.#visits.use(vehicle, countsLoads);
    this.#dominance.use(problem, vehicle, { isGuess, hasReloads: countsLoads || hasTrips });
    this.#hasDetours = reloads || type.shifts.length > 2 || type.breaks.some(({ depots }) => depots.length > 0);
  }

  /** Labels of leaving, one for each shift in which the first stop can be reached; writes their offsets and gives their number. */
  leave(first: number, release: number, offsets: Int32Array): number {
    const labels = this.#labels;
    const { type } = labels;
    const [, close] = this.#reachOf(first);
    let count = 0;
    for (let shift = 0; shift < type.shifts.length / 2; shift++) {
      const open = Math.max(type.shifts[2 * shift] as number, type.startOpen, release);
      const end = Math.min(type.shifts[2 * shift + 1] as number, type.startClose);
      if (open > end || (shift > 0 && open > close)) continue;
      if (count === MOST_BEGINNINGS) {
        this.#hasLost = true;
        break;
      }
      const o = labels.blank();
      const { d } = labels;
      d[o + KIND] = STEP.start;
      d[o + AT] = this.#problem.start[this.#vehicle] as number;
      d[o + SHIFT] = shift;
      d[o + EARLY] = open;
      d[o + LATE] = end;
      d[o + OPEN] = open;
      d[o + CLOSE] = end;
      d[o + COST] = this.#problem.fixedCost[this.#vehicle] as number;
      offsets[count++] = o;
    }
    return count;
  }

  /** Goes on from a label to a stop, with every detour before it. */
  goOn(from: number, stop: number, { position, hasStopped, aboard, aboardFrom }: Step): void {
    const to = this.#problem.location[stop] as number;
    if (!this.#hasDetours) {
      this.#visits.goTo(from, stop, to, position);
      return;
    }
    const [opens, closes] = this.#reachOf(stop);
    const gap = { to, opens, closes, mayReload: this.#reloads && hasStopped, hasStopped, aboardFrom };
    this.#detours.take(from, gap, aboard);
    for (let k = 0; k < this.#detours.count; k++) {
      this.#visits.goTo(this.#detours.ready[k] as number, stop, to, position);
    }
  }

  /** Goes from a label to the end of the route. */
  goHome(from: number, { position, hasStopped, aboard, aboardFrom }: Step): void {
    const to = this.#problem.end[this.#vehicle] as number;
    if (!this.#hasDetours) {
      this.#routeEnd.goHome(from, to, position);
      return;
    }
    const { endOpen, endClose } = this.#labels.type;
    const gap = { to, opens: endOpen, closes: endClose, mayReload: false, hasStopped, aboardFrom };
    this.#detours.take(from, gap, aboard);
    for (let k = 0; k < this.#detours.count; k++) this.#routeEnd.goHome(this.#detours.ready[k] as number, to, position);
  }

  /** When something can be done at a stop first and last. */
  #reachOf(stop: number): readonly [number, number] {
    const { stops, type, windowFrom, windowClose } = this.#problem;
    const cell = (type[this.#vehicle] as number) * stops + stop;
    const from = windowFrom[cell] as number;
    const to = windowFrom[cell + 1] as number;
    return to > from ? [this.#rules.bareOpen[from] as number, windowClose[to - 1] as number] : [0, -1];
  }
}
