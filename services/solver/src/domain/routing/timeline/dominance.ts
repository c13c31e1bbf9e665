import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import {
  BUSY,
  CLOSE,
  COST,
  DEPARTED,
  DRIVE,
  DRIVEN,
  DUR,
  FIRST,
  LATE,
  type Labels,
  LOADS,
  METERS,
  PRE_LATE,
  RELOADS,
  SHIFT,
  STOPS,
  TAKEN,
  TRAVEL,
  TRIP_DUR,
  TRIP_LATE,
  WALKED,
  WORK,
} from './labels.ts';

/**
 * Whether a label can do whatever another can, for no more. Only what the
 * vehicle's rules ask for is compared. With soft windows or limited rides it
 * is a heuristic: what waiting on purpose would change is not in a label.
 */
export class Dominance {
  readonly #labels: Labels;
  /** Time has a limit, or a price that is not the same for every second. */
  #limitsTime = false;
  #hasLates = false;
  #hasMeters = false;
  #hasTravel = false;
  #hasWalking = false;
  #hasStops = false;
  #hasDriving = false;
  #hasReloads = false;
  /** Of a second that is waited on the way. */
  #waitPrice = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  /** @param flags `isGuess`: windows are soft or rides are limited */
  use(problem: CompiledRouting, vehicle: number, flags: { isGuess: boolean; hasReloads: boolean }): void {
    const { type, driving } = this.#labels;
    const isLimited = (problem.maxDuration[vehicle] as number) < UNLIMITED || type.regularSeconds < UNLIMITED;
    this.#limitsTime = flags.isGuess || isLimited;
    this.#hasLates = this.#limitsTime || type.breaks.length > 0;
    this.#hasMeters = (problem.maxDistance[vehicle] as number) < UNLIMITED;
    this.#hasTravel = type.maxTravel < UNLIMITED;
    this.#hasWalking = type.walking !== undefined && type.walking.budget < UNLIMITED;
    this.#hasStops = type.shifts.length > 2 && (problem.maxStops[vehicle] as number) < UNLIMITED;
    this.#hasDriving = driving !== undefined;
    this.#hasReloads = flags.hasReloads;
    const perOvertime = type.regularSeconds < UNLIMITED ? type.perOvertimeSecond : 0;
    this.#waitPrice = (problem.perSecond[vehicle] as number) + type.perWaitingSecond + perOvertime;
  }

  /** Whether label `a` makes label `b` useless. */
  over(a: number, b: number): boolean {
    const labels = this.#labels;
    const { d } = labels;
    const spare = (d[b + COST] as number) + 1e-9 - (d[a + COST] as number);
    if (spare < 0 || d[a + SHIFT] !== d[b + SHIFT] || labels.ready(a) > labels.ready(b)) return false;
    if (this.#limitsTime && (d[a + DUR] as number) > (d[b + DUR] as number)) return false;
    // The end is not waited for: what is done last must be done late enough.
    if (labels.ready(a) < labels.type.endOpen && this.#latestDone(a) < this.#latestDone(b)) return false;
    if (this.#hasLates && (d[a + LATE] as number) < (d[b + LATE] as number)) return false;
    if (((d[b + TAKEN] as number) & ~(d[a + TAKEN] as number)) !== 0) return false;
    if (this.#hasMeters && (d[a + METERS] as number) > (d[b + METERS] as number)) return false;
    if (this.#hasTravel && (d[a + TRAVEL] as number) > (d[b + TRAVEL] as number)) return false;
    // What may be walked is walked, also where driving would be better.
    if (this.#hasWalking && d[a + WALKED] !== d[b + WALKED]) return false;
    if (this.#hasStops && (d[a + STOPS] as number) > (d[b + STOPS] as number)) return false;
    if (this.#hasDriving && this.#isMoreTired(a, b)) return false;
    if (this.#hasReloads && !this.#isLoadedNoWorse(a, b)) return false;
    return this.#waitPrice === 0 || this.#waitPrice * this.#moreWaiting(a, b) <= spare;
  }

  /**
   * Most seconds that the label will wait longer than the other one from now on. What is to come opens at some time,
   * and the load of this trip is ready at some time: each makes a label wait from the latest time on at which it could be there.
   */
  #moreWaiting(a: number, b: number): number {
    const { d, hasTrips } = this.#labels;
    const durA = d[a + DUR] as number;
    const durB = d[b + DUR] as number;
    const more = Math.max(0, durB + (d[b + LATE] as number) - durA - (d[a + LATE] as number));
    if (!hasTrips || d[a + RELOADS] === 0 || (d[a + DEPARTED] as number) >= 0) return more;
    if (d[b + RELOADS] === 0 || (d[b + DEPARTED] as number) >= 0) return Number.POSITIVE_INFINITY;
    const beforeA = durA + (d[a + PRE_LATE] as number);
    const beforeB = durB + (d[b + PRE_LATE] as number);
    return Math.max(
      more,
      beforeB - (d[b + TRIP_DUR] as number) - (beforeA - (d[a + TRIP_DUR] as number)),
      beforeB + (d[b + TRIP_LATE] as number) - (beforeA + (d[a + TRIP_LATE] as number)),
    );
  }

  #latestDone(o: number): number {
    const { d } = this.#labels;
    return (d[o + CLOSE] as number) + (d[o + BUSY] as number);
  }

  #isMoreTired(a: number, b: number): boolean {
    const { d } = this.#labels;
    return (
      (d[a + DRIVE] as number) > (d[b + DRIVE] as number) ||
      (d[a + WORK] as number) > (d[b + WORK] as number) ||
      (d[a + FIRST] as number) < (d[b + FIRST] as number) ||
      (d[a + DRIVEN] as number) > (d[b + DRIVEN] as number)
    );
  }

  #isLoadedNoWorse(a: number, b: number): boolean {
    const { d, dims, type, hasTrips } = this.#labels;
    for (let k = LOADS; k < LOADS + 2 * dims; k++) if ((d[a + k] as number) > (d[b + k] as number)) return false;
    if (type.maxReloads < UNLIMITED && (d[a + RELOADS] as number) > (d[b + RELOADS] as number)) return false;
    if (!hasTrips) return true;
    const departedA = d[a + DEPARTED] as number;
    const departedB = d[b + DEPARTED] as number;
    if (departedA >= 0) return departedB >= 0 && departedA >= departedB;
    if (departedB >= 0) return true;
    if (this.#limitsTime && this.#leavesBefore(a) < this.#leavesBefore(b)) return false;
    return (
      this.#tripOf(a, TRIP_DUR, DUR) <= this.#tripOf(b, TRIP_DUR, DUR) &&
      this.#tripOf(a, TRIP_LATE, LATE) >= this.#tripOf(b, TRIP_LATE, LATE)
    );
  }

  /** Latest departure of the shift before this trip; whenever the trip leaves when it is the first. */
  #leavesBefore(o: number): number {
    const { d } = this.#labels;
    return (d[o + RELOADS] as number) > 0 ? (d[o + PRE_LATE] as number) : Number.POSITIVE_INFINITY;
  }

  /** Before the first reload the trip is the shift. */
  #tripOf(o: number, ofTrip: number, ofShift: number): number {
    const { d } = this.#labels;
    return d[o + ((d[o + RELOADS] as number) > 0 ? ofTrip : ofShift)] as number;
  }
}
