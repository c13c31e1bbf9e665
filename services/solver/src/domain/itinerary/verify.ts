import { NO_WAY } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { CostPart } from '#domain/routing/plan-rules';
import type { ItineraryViolation } from './plan-rules.ts';
import type { Day, ItineraryPlan, ItineraryProblem, Leg, PlannedDay, PlannedVisit } from './problem.ts';
import { ItineraryFindings } from './verify-findings.ts';
import { checkDayLimits } from './verify-limits.ts';
import { checkMeals, mealSeconds, mealsOnTheWay } from './verify-meals.ts';
import { missedOpening } from './verify-opening.ts';

/** A plan as it is stated: why a place is left out does not matter. */
export type StatedItinerary = Omit<ItineraryPlan, 'unvisited'> & {
  readonly unvisited: readonly { readonly id: string }[];
};

export interface ItineraryVerdict {
  readonly violations: ItineraryViolation[];
  /** Objective recomputed from the raw problem. */
  readonly cost: number;
  /** What the cost is made of; undefined when a part of the plan has no cost (no such place, no way). */
  readonly costs: readonly CostPart[] | undefined;
}

export interface ItineraryCheckOptions {
  /** Required places may be left out. */
  readonly partial?: boolean;
  /** Distances, costs and totals that are 0 are not claims: nobody wrote them. */
  readonly zeroIsUnstated?: boolean;
}

/**
 * Checks an itinerary against the definition of the problem: every arrival,
 * opening hour, leg, mode, limit and total is computed again from the raw
 * request and the matrices. Shares no code with the engines.
 */
export function verifyItinerary(
  problem: ItineraryProblem,
  plan: StatedItinerary,
  options: ItineraryCheckOptions = {},
): ItineraryVerdict {
  const check = new ItineraryCheck(problem, options.zeroIsUnstated ?? false);
  check.days(plan);
  check.totals(plan, options.partial ?? false);
  return { violations: check.violations(), cost: check.cost, costs: check.costs() };
}

class ItineraryCheck {
  readonly #findings: ItineraryFindings;
  #points = 0;
  #travelSeconds = 0;
  /** Nothing is in the plan that has no cost. */
  #isCosted = true;
  readonly #problem: ItineraryProblem;
  readonly #places: Map<string, number>;
  /** Matrix index of a start or end by its coordinates. */
  readonly #anchors = new Map<string, number>();
  /** Where each place is visited. */
  readonly #seen = new Map<string, string>();
  readonly #mode: number;

  constructor(problem: ItineraryProblem, zeroIsUnstated: boolean) {
    const { input } = problem;
    this.#findings = new ItineraryFindings(zeroIsUnstated);
    this.#problem = problem;
    this.#places = new Map(input.places.map((place, index) => [place.id, index]));
    this.#mode = input.travelMode === 0 ? TRAVEL_MODE.mixed : input.travelMode;
    let next = input.places.length;
    // In the order of the matrices: all starts, then all ends.
    const starts = input.days.map(({ start }) => start ?? input.hotel);
    for (const anchor of [...starts, ...input.days.map(({ end }) => end)]) {
      if (!anchor) continue;
      const key = `${anchor.latitude},${anchor.longitude}`;
      if (!this.#anchors.has(key)) this.#anchors.set(key, next++);
    }
  }

  violations(): ItineraryViolation[] {
    return this.#findings.list;
  }

  get cost(): number {
    return this.#points * 1000 + this.#travelSeconds / 3600;
  }

  costs(): readonly CostPart[] | undefined {
    if (!this.#isCosted) return undefined;
    return [
      { name: 'importance_lost', amount: this.#points * 1000, quantity: this.#points, unit: 'points' },
      { name: 'travel_time', amount: this.#travelSeconds / 3600, quantity: this.#travelSeconds, unit: 's' },
    ];
  }

  days(plan: StatedItinerary): void {
    const { days } = this.#problem.input;
    if (plan.days.length !== days.length) {
      const off = Math.abs(plan.days.length - days.length);
      this.#findings.add(
        'wrong_days',
        'days',
        off,
        '',
        `${plan.days.length} days are planned, ${days.length} are asked for`,
      );
    }
    plan.days.forEach((planned, index) => {
      const day = days[index];
      const where = `days[${index}]`;
      planned.visits.forEach((visit, at) => {
        this.#visited(visit, `${where}.visits[${at}]`);
      });
      if (!day) return;
      if (planned.date !== day.date) {
        this.#findings.add('wrong_days', where, 1, planned.date, `'${planned.date}' is not ${day.date}`);
      }
      if (planned.visits.length === 0) this.#idle(planned, day, where);
      else this.#day(planned, day, where);
    });
  }

  /** Every place that is there, and once. */
  #visited({ placeId }: PlannedVisit, where: string): void {
    if (!this.#places.has(placeId)) {
      this.#findings.add('unknown_place', where, 1, placeId, `there is no place '${placeId}'`);
      this.#isCosted = false;
      return;
    }
    const before = this.#seen.get(placeId);
    if (before) this.#findings.add('place_visited_twice', where, 1, placeId, `${placeId} is also visited at ${before}`);
    else this.#seen.set(placeId, where);
  }

  #idle(planned: PlannedDay, day: Day, where: string): void {
    const { length } = planned.legs;
    if (length > 0) this.#findings.add('wrong_leg', where, length, day.date, 'a day without visits has no legs');
    this.#findings.same(
      'wrong_duration',
      `${where}.free_seconds`,
      planned.freeSeconds,
      day.endSeconds - day.startSeconds,
      day.date,
    );
    this.#findings.same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, 0, day.date);
    this.#findings.same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, 0, day.date);
  }

  #day(planned: PlannedDay, day: Day, where: string): void {
    const start = day.start ?? this.#problem.input.hotel;
    const end = day.end ?? start;
    const points = planned.visits.map((visit) => ({ id: visit.placeId, at: this.#places.get(visit.placeId) ?? -1 }));
    if (start) points.unshift({ id: '', at: this.#anchors.get(`${start.latitude},${start.longitude}`) ?? -1 });
    if (end) points.push({ id: '', at: this.#anchors.get(`${end.latitude},${end.longitude}`) ?? -1 });
    planned.visits.forEach((visit, index) => {
      this.#stay(visit, day, `${where}.visits[${index}]`);
    });
    const legs = points.length - 1;
    if (planned.legs.length !== legs) {
      const off = Math.abs(planned.legs.length - legs);
      this.#findings.add(
        'wrong_leg',
        where,
        off,
        day.date,
        `${planned.legs.length} legs are given, ${legs} are needed`,
      );
      this.#isCosted = false;
      return;
    }
    let walked = 0;
    let meters = 0;
    let travel = 0;
    let clock = planned.startSeconds;
    let next = 0;
    const go = () => {
      const taken = planned.legs[next];
      const from = points[next];
      const to = points[next + 1];
      const spot = `${where}.legs[${next++}]`;
      if (!taken || !from || !to) return;
      if (taken.fromPlaceId !== from.id || taken.toPlaceId !== to.id) {
        this.#findings.add('wrong_leg', spot, 1, to.id || from.id, `it must lead from '${from.id}' to '${to.id}'`);
      }
      const real = this.#leg(taken, from, to, spot);
      clock += real.seconds;
      travel += real.seconds;
      meters += real.meters;
      if (taken.mode === TRAVEL_MODE.walk) walked += real.meters;
    };
    let visiting = 0;
    planned.visits.forEach((visit, index) => {
      if (start || index > 0) go();
      const place = this.#problem.input.places[this.#places.get(visit.placeId) ?? -1];
      const spot = `${where}.visits[${index}]`;
      clock += mealsOnTheWay(planned, index, visit.arrivalSeconds);
      if (place) this.#findings.same('wrong_time', `${spot}.arrival_seconds`, visit.arrivalSeconds, clock, place.id);
      visiting += place?.visitSeconds ?? visit.departureSeconds - visit.startSeconds;
      clock = visit.departureSeconds;
    });
    if (end) go();
    clock += mealsOnTheWay(planned, planned.visits.length, planned.endSeconds);
    const free = day.endSeconds - day.startSeconds - travel - visiting - mealSeconds(planned, day);
    this.#findings.same('wrong_time', `${where}.end_seconds`, planned.endSeconds, clock, day.date);
    this.#findings.same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, meters, day.date);
    this.#findings.same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, walked, day.date);
    this.#findings.same('wrong_duration', `${where}.free_seconds`, planned.freeSeconds, free, day.date);
    const add = this.#findings.add;
    checkDayLimits(this.#problem.input, { planned, day, where, walked, meters }, add);
    checkMeals(this.#problem.input, planned, where, add);
    this.#travelSeconds += travel;
  }

  /** One visit, as the plan says. */
  #stay(visit: PlannedVisit, day: Day, spot: string): void {
    const place = this.#problem.input.places[this.#places.get(visit.placeId) ?? -1];
    if (!place) return;
    const early = visit.arrivalSeconds - visit.startSeconds;
    if (!(early <= 0)) {
      this.#findings.add(
        'too_early',
        spot,
        early,
        place.id,
        `the visit of ${place.id} starts ${early} s before arrival`,
      );
    }
    const done = visit.startSeconds + place.visitSeconds;
    this.#findings.same('wrong_time', `${spot}.departure_seconds`, visit.departureSeconds, done, place.id);
    const missed = missedOpening(place, day, visit.startSeconds);
    if (missed === 0) return;
    this.#findings.add('closed', spot, missed, place.id, `${place.id} is not open for the whole visit on ${day.date}`);
  }

  /** What the leg really takes; what the plan says where nobody can know. */
  #leg(leg: Leg, from: Point, to: Point, where: string): { seconds: number; meters: number } {
    const { input, travel } = this.#problem;
    const onFoot = leg.mode === TRAVEL_MODE.walk;
    const rides = this.#mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : this.#mode;
    const subject = to.id || from.id;
    if (leg.mode !== rides && !(onFoot && this.#mode === TRAVEL_MODE.mixed)) {
      this.#findings.add('wrong_mode', where, 1, subject, `travel mode ${leg.mode} is not allowed`);
    }
    const isKnown = from.at >= 0 && to.at >= 0;
    const matrix = onFoot ? travel.walk : travel.ride;
    const seconds = (isKnown ? matrix?.durations[from.at * matrix.size + to.at] : undefined) ?? NO_WAY;
    const meters = (isKnown ? matrix?.distances[from.at * matrix.size + to.at] : undefined) ?? NO_WAY;
    if (seconds === NO_WAY || meters === NO_WAY) {
      // To or from a place that does not exist nobody can say.
      if (isKnown) this.#findings.add('no_way', where, 1, subject, 'there is no such way');
      this.#isCosted = false;
      return { seconds: leg.durationSeconds, meters: leg.distanceMeters };
    }
    this.#findings.same('wrong_time', `${where}.duration_seconds`, leg.durationSeconds, seconds, subject);
    this.#findings.same('wrong_distance', `${where}.distance_meters`, leg.distanceMeters, meters, subject);
    const over = meters - (input.maxWalkingLegMeters ?? 1200);
    if (onFoot && this.#mode === TRAVEL_MODE.mixed && over > 0) {
      this.#findings.add('walking_leg_exceeded', where, over, subject, `a leg of ${meters} m is not walked`);
    }
    return { seconds, meters };
  }

  totals(plan: StatedItinerary, partial: boolean): void {
    const listed = new Set<string>();
    plan.unvisited.forEach(({ id }, index) => {
      const where = `unvisited[${index}]`;
      if (!this.#places.has(id)) this.#findings.add('unknown_place', where, 1, id, `there is no place '${id}'`);
      const before = this.#seen.get(id);
      if (before) this.#findings.add('place_visited_twice', where, 1, id, `${id} is visited at ${before}`);
      else if (listed.has(id)) this.#findings.add('place_visited_twice', where, 1, id, `${id} is listed twice`);
      listed.add(id);
    });
    let importance = 0;
    this.#problem.input.places.forEach(({ id, importance: points = 5, required }, index) => {
      if (this.#seen.has(id)) {
        importance += points;
        return;
      }
      this.#points += points;
      const where = `places[${index}]`;
      const isMissed = required && !partial;
      if (isMissed) this.#findings.add('required_place_unvisited', where, 1, id, `${id} must be visited`);
      else if (!listed.has(id))
        this.#findings.add('place_not_accounted_for', where, 1, id, `${id} is neither visited nor listed`);
    });
    this.#findings.same('wrong_importance', 'importance', plan.importance, importance, '');
    const off = Math.abs(plan.cost - this.cost);
    if (!this.#isCosted || off <= 1e-6 * Math.max(1, this.cost) || this.#findings.isUnstated(plan.cost)) return;
    const amount = Number.isFinite(off) ? off : this.cost;
    this.#findings.add('wrong_cost', 'cost', amount, '', `${plan.cost} is claimed, ${this.cost} is right`);
  }
}

/** Where a leg begins or ends: a place, or with an empty id the day's start or end; -1 where it does not exist. */
interface Point {
  readonly id: string;
  readonly at: number;
}
