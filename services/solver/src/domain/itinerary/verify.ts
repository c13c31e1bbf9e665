import { NO_WAY } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { CostPart } from '#domain/routing/plan-rules';
import { type ItineraryViolation, type ItineraryViolationKind, unitOf } from './plan-rules.ts';
import type { Day, ItineraryPlan, ItineraryProblem, Leg, Place, PlannedDay, PlannedVisit } from './problem.ts';
import { checkMeals, mealSeconds, mealsOnTheWay } from './verify-meals.ts';

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
  return { violations: check.violations, cost: check.cost, costs: check.costs() };
}

class ItineraryCheck {
  readonly violations: ItineraryViolation[] = [];
  #points = 0;
  #travelSeconds = 0;
  /** Nothing is in the plan that has no cost. */
  #isCosted = true;
  readonly #problem: ItineraryProblem;
  readonly #zeroIsUnstated: boolean;
  readonly #places: Map<string, number>;
  /** Matrix index of a start or end by its coordinates. */
  readonly #anchors = new Map<string, number>();
  /** Where each place is visited. */
  readonly #seen = new Map<string, string>();
  readonly #mode: number;

  constructor(problem: ItineraryProblem, zeroIsUnstated: boolean) {
    const { input } = problem;
    this.#zeroIsUnstated = zeroIsUnstated;
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
      this.#add('wrong_days', 'days', off, '', `${plan.days.length} days are planned, ${days.length} are asked for`);
    }
    plan.days.forEach((planned, index) => {
      const day = days[index];
      const where = `days[${index}]`;
      planned.visits.forEach((visit, at) => {
        this.#visited(visit, `${where}.visits[${at}]`);
      });
      if (!day) return;
      if (planned.date !== day.date) {
        this.#add('wrong_days', where, 1, planned.date, `'${planned.date}' is not ${day.date}`);
      }
      if (planned.visits.length === 0) this.#idle(planned, day, where);
      else this.#day(planned, day, where);
    });
  }

  /** Every place that is there, and once. */
  #visited({ placeId }: PlannedVisit, where: string): void {
    if (!this.#places.has(placeId)) {
      this.#add('unknown_place', where, 1, placeId, `there is no place '${placeId}'`);
      this.#isCosted = false;
      return;
    }
    const before = this.#seen.get(placeId);
    if (before) this.#add('place_visited_twice', where, 1, placeId, `${placeId} is also visited at ${before}`);
    else this.#seen.set(placeId, where);
  }

  #idle(planned: PlannedDay, day: Day, where: string): void {
    const { length } = planned.legs;
    if (length > 0) this.#add('wrong_leg', where, length, day.date, 'a day without visits has no legs');
    this.#same(
      'wrong_duration',
      `${where}.free_seconds`,
      planned.freeSeconds,
      day.endSeconds - day.startSeconds,
      day.date,
    );
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, 0, day.date);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, 0, day.date);
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
      this.#add('wrong_leg', where, off, day.date, `${planned.legs.length} legs are given, ${legs} are needed`);
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
        this.#add('wrong_leg', spot, 1, to.id || from.id, `it must lead from '${from.id}' to '${to.id}'`);
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
      if (place) this.#same('wrong_time', `${spot}.arrival_seconds`, visit.arrivalSeconds, clock, place.id);
      visiting += place?.visitSeconds ?? visit.departureSeconds - visit.startSeconds;
      clock = visit.departureSeconds;
    });
    if (end) go();
    clock += mealsOnTheWay(planned, planned.visits.length, planned.endSeconds);
    const free = day.endSeconds - day.startSeconds - travel - visiting - mealSeconds(planned, day);
    this.#same('wrong_time', `${where}.end_seconds`, planned.endSeconds, clock, day.date);
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, meters, day.date);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, walked, day.date);
    this.#same('wrong_duration', `${where}.free_seconds`, planned.freeSeconds, free, day.date);
    this.#limits(planned, day, where, { walked, meters });
    checkMeals(this.#problem.input, planned, where, this.#add.bind(this));
    this.#travelSeconds += travel;
  }

  /** One visit, as the plan says. */
  #stay(visit: PlannedVisit, day: Day, spot: string): void {
    const place = this.#problem.input.places[this.#places.get(visit.placeId) ?? -1];
    if (!place) return;
    const early = visit.arrivalSeconds - visit.startSeconds;
    if (!(early <= 0)) {
      this.#add('too_early', spot, early, place.id, `the visit of ${place.id} starts ${early} s before arrival`);
    }
    const done = visit.startSeconds + place.visitSeconds;
    this.#same('wrong_time', `${spot}.departure_seconds`, visit.departureSeconds, done, place.id);
    this.#open(place, day, visit.startSeconds, spot);
  }

  #limits(planned: PlannedDay, day: Day, where: string, { walked, meters }: { walked: number; meters: number }): void {
    const { input } = this.#problem;
    const early = day.startSeconds - planned.startSeconds;
    if (early > 0) this.#add('day_exceeded', where, early, day.date, `the day begins ${early} s too early`);
    const late = planned.endSeconds - day.endSeconds;
    if (late > 0) this.#add('day_exceeded', where, late, day.date, `the day ends ${late} s too late`);
    const footLimit = input.maxWalkingDistanceMeters ?? 8000;
    if (walked > footLimit) {
      const message = `${walked} m on foot, ${footLimit} m are allowed`;
      this.#add('walking_exceeded', where, walked - footLimit, day.date, message);
    }
    const visits = [Number.POSITIVE_INFINITY, 3, 5, 8][input.pace ?? 0] ?? Number.POSITIVE_INFINITY;
    const over = planned.visits.length - visits;
    if (over > 0) {
      const message = `${planned.visits.length} visits, the pace allows ${visits} a day`;
      this.#add('too_many_visits', where, over, day.date, message);
    }
    const limit = input.maxDailyDistanceMeters ?? Number.POSITIVE_INFINITY;
    if (meters > limit) {
      this.#add('distance_exceeded', where, meters - limit, day.date, `${meters} m, ${limit} m are allowed`);
    }
  }

  /** What the leg really takes; what the plan says where nobody can know. */
  #leg(leg: Leg, from: Point, to: Point, where: string): { seconds: number; meters: number } {
    const { input, travel } = this.#problem;
    const onFoot = leg.mode === TRAVEL_MODE.walk;
    const rides = this.#mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : this.#mode;
    const subject = to.id || from.id;
    if (leg.mode !== rides && !(onFoot && this.#mode === TRAVEL_MODE.mixed)) {
      this.#add('wrong_mode', where, 1, subject, `travel mode ${leg.mode} is not allowed`);
    }
    const isKnown = from.at >= 0 && to.at >= 0;
    const matrix = onFoot ? travel.walk : travel.ride;
    const seconds = (isKnown ? matrix?.durations[from.at * matrix.size + to.at] : undefined) ?? NO_WAY;
    const meters = (isKnown ? matrix?.distances[from.at * matrix.size + to.at] : undefined) ?? NO_WAY;
    if (seconds === NO_WAY || meters === NO_WAY) {
      // To or from a place that does not exist nobody can say.
      if (isKnown) this.#add('no_way', where, 1, subject, 'there is no such way');
      this.#isCosted = false;
      return { seconds: leg.durationSeconds, meters: leg.distanceMeters };
    }
    this.#same('wrong_time', `${where}.duration_seconds`, leg.durationSeconds, seconds, subject);
    this.#same('wrong_distance', `${where}.distance_meters`, leg.distanceMeters, meters, subject);
    const over = meters - (input.maxWalkingLegMeters ?? 1200);
    if (onFoot && this.#mode === TRAVEL_MODE.mixed && over > 0) {
      this.#add('walking_leg_exceeded', where, over, subject, `a leg of ${meters} m is not walked`);
    }
    return { seconds, meters };
  }

  /** The visit must lie within one opening; hours of the evening before reach past midnight. */
  #open(place: Place, day: Day, start: number, where: string): void {
    if (place.openingHours.length === 0) return;
    const [year, month, date] = day.date.split('-').map(Number);
    let miss = Number.POSITIVE_INFINITY;
    for (const back of [0, 1, -1]) {
      const weekday = weekdayOf(year ?? 0, month ?? 1, (date ?? 1) - back);
      for (const hours of place.openingHours) {
        if (hours.weekdays.length > 0 && !hours.weekdays.includes(weekday)) continue;
        const open = hours.openSeconds - back * 86_400;
        const close = hours.closeSeconds - back * 86_400;
        if (close - open < place.visitSeconds) continue;
        miss = Math.min(miss, Math.max(open - start, start + place.visitSeconds - close, 0));
      }
    }
    if (miss === 0) return;
    const amount = Number.isFinite(miss) ? miss : 86_400;
    this.#add('closed', where, amount, place.id, `${place.id} is not open for the whole visit on ${day.date}`);
  }

  totals(plan: StatedItinerary, partial: boolean): void {
    const listed = new Set<string>();
    plan.unvisited.forEach(({ id }, index) => {
      const where = `unvisited[${index}]`;
      if (!this.#places.has(id)) this.#add('unknown_place', where, 1, id, `there is no place '${id}'`);
      const before = this.#seen.get(id);
      if (before) this.#add('place_visited_twice', where, 1, id, `${id} is visited at ${before}`);
      else if (listed.has(id)) this.#add('place_visited_twice', where, 1, id, `${id} is listed twice`);
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
      if (isMissed) this.#add('required_place_unvisited', where, 1, id, `${id} must be visited`);
      else if (!listed.has(id))
        this.#add('place_not_accounted_for', where, 1, id, `${id} is neither visited nor listed`);
    });
    this.#same('wrong_importance', 'importance', plan.importance, importance, '');
    const off = Math.abs(plan.cost - this.cost);
    if (!this.#isCosted || off <= 1e-6 * Math.max(1, this.cost) || this.#isUnstated(plan.cost)) return;
    const amount = Number.isFinite(off) ? off : this.cost;
    this.#add('wrong_cost', 'cost', amount, '', `${plan.cost} is claimed, ${this.cost} is right`);
  }

  #same(kind: ItineraryViolationKind, place: string, claimed: number, real: number, subject: string): void {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, subject, `${claimed} is not a number`);
    else if (claimed !== real && !(kind !== 'wrong_time' && this.#isUnstated(claimed)))
      this.#add(kind, place, Math.abs(claimed - real), subject, `${claimed} is claimed, ${real} is right`);
  }

  #isUnstated(claimed: number): boolean {
    return this.#zeroIsUnstated && claimed === 0;
  }

  #add(kind: ItineraryViolationKind, place: string, amount: number, subject: string, message: string): void {
    this.violations.push({ kind, place, amount, unit: unitOf(kind), subject, message });
  }
}

/** Where a leg begins or ends: a place, or with an empty id the day's start or end; -1 where it does not exist. */
interface Point {
  readonly id: string;
  readonly at: number;
}

const MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** ISO weekday of a Gregorian date (Sakamoto); the day may lie one outside its month. */
function weekdayOf(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const sunday0 =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + (MONTH_SHIFT[month - 1] ?? 0) + day) % 7;
  return sunday0 === 0 ? 7 : sunday0;
}
