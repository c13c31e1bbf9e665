import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import {
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
  #isTimed = false;
  #hasLates = false;
  #hasMeters = false;
  #hasTravel = false;
  #hasWalking = false;
  #hasStops = false;
  #hasDriving = false;
  #hasReloads = false;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  use(problem: CompiledRouting, vehicle: number, flags: { isTimed: boolean; hasReloads: boolean }): void {
    const { type, driving } = this.#labels;
    this.#isTimed = flags.isTimed;
    this.#hasLates = flags.isTimed || type.breaks.length > 0;
    this.#hasMeters = (problem.maxDistance[vehicle] as number) < UNLIMITED;
    this.#hasTravel = type.maxTravel < UNLIMITED;
    this.#hasWalking = type.walking !== undefined && type.walking.budget < UNLIMITED;
    this.#hasStops = type.shifts.length > 2 && (problem.maxStops[vehicle] as number) < UNLIMITED;
    this.#hasDriving = driving !== undefined;
    this.#hasReloads = flags.hasReloads;
  }

  /** Whether label `a` makes label `b` useless. */
  over(a: number, b: number): boolean {
    const labels = this.#labels;
    const { d } = labels;
    if ((d[a + COST] as number) > (d[b + COST] as number) + 1e-9 || d[a + SHIFT] !== d[b + SHIFT]) return false;
    if (labels.ready(a) > labels.ready(b)) return false;
    if (this.#isTimed && (d[a + DUR] as number) > (d[b + DUR] as number)) return false;
    if (this.#hasLates && (d[a + LATE] as number) < (d[b + LATE] as number)) return false;
    if (((d[b + TAKEN] as number) & ~(d[a + TAKEN] as number)) !== 0) return false;
    if (this.#hasMeters && (d[a + METERS] as number) > (d[b + METERS] as number)) return false;
    if (this.#hasTravel && (d[a + TRAVEL] as number) > (d[b + TRAVEL] as number)) return false;
    if (this.#hasWalking && (d[a + WALKED] as number) > (d[b + WALKED] as number)) return false;
    if (this.#hasStops && (d[a + STOPS] as number) > (d[b + STOPS] as number)) return false;
    if (this.#hasDriving && this.#isMoreTired(a, b)) return false;
    return !this.#hasReloads || this.#isLoadedNoWorse(a, b);
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
    return (
      this.#tripOf(a, TRIP_DUR, DUR) <= this.#tripOf(b, TRIP_DUR, DUR) &&
      this.#tripOf(a, TRIP_LATE, LATE) >= this.#tripOf(b, TRIP_LATE, LATE)
    );
  }

  /** Before the first reload the trip is the shift. */
  #tripOf(o: number, ofTrip: number, ofShift: number): number {
    const { d } = this.#labels;
    return d[o + ((d[o + RELOADS] as number) > 0 ? ofTrip : ofShift)] as number;
  }
}
