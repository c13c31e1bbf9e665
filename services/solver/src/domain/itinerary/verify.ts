import { NO_WAY } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { Day, ItineraryPlan, ItineraryProblem, Leg, Place, PlannedDay } from './problem.ts';

/** Rules that an itinerary can break. */
export type ItineraryViolationKind =
  | 'wrong_days'
  | 'unknown_place'
  | 'place_visited_twice'
  | 'place_not_accounted_for'
  | 'required_place_unvisited'
  | 'closed'
  | 'day_exceeded'
  | 'too_early'
  | 'wrong_time'
  | 'wrong_leg'
  | 'wrong_mode'
  | 'no_way'
  | 'wrong_distance'
  | 'walking_leg_exceeded'
  | 'walking_exceeded'
  | 'distance_exceeded'
  | 'wrong_cost'
  | 'not_a_number';

/** One broken rule: where, and by how much (seconds, metres or cost; 1 where nothing is measured). */
export interface ItineraryViolation {
  readonly kind: ItineraryViolationKind;
  /** Path in the plan, for example `days[0].visits[2]`. */
  readonly place: string;
  readonly amount: number;
  readonly message: string;
}

export interface ItineraryVerdict {
  readonly violations: ItineraryViolation[];
  /** Objective recomputed from the raw problem. */
  readonly cost: number;
}

/**
 * Checks an itinerary against the definition of the problem: every arrival,
 * opening hour, leg, mode, limit and total is computed again from the raw
 * request and the matrices. Shares no code with the engines. With `partial`,
 * required places may be left out.
 */
export function verifyItinerary(
  problem: ItineraryProblem,
  plan: ItineraryPlan,
  options: { partial?: boolean } = {},
): ItineraryVerdict {
  const check = new ItineraryCheck(problem);
  check.days(plan);
  check.totals(plan, options.partial ?? false);
  return { violations: check.violations, cost: check.cost };
}

class ItineraryCheck {
  readonly violations: ItineraryViolation[] = [];
  cost = 0;
  readonly #problem: ItineraryProblem;
  readonly #places: Map<string, number>;
  /** Matrix index of a start or end by its coordinates. */
  readonly #anchors = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #mode: number;

  constructor(problem: ItineraryProblem) {
    const { input } = problem;
    this.#problem = problem;
    this.#places = new Map(input.places.map((place, index) => [place.id, index]));
    this.#mode = input.travelMode === 0 ? TRAVEL_MODE.mixed : input.travelMode;
    let next = input.places.length;
    for (const day of input.days) {
      for (const anchor of [day.start, day.end]) {
        if (!anchor) continue;
        const key = `${anchor.latitude},${anchor.longitude}`;
        if (!this.#anchors.has(key)) this.#anchors.set(key, next++);
      }
    }
  }

  days(plan: ItineraryPlan): void {
    const { days } = this.#problem.input;
    if (plan.days.length !== days.length) {
      this.#add('wrong_days', 'days', Math.abs(plan.days.length - days.length), `${days.length} days are asked for`);
    }
    plan.days.forEach((planned, index) => {
      const day = days[index];
      if (!day) return;
      const where = `days[${index}]`;
      if (planned.date !== day.date) this.#add('wrong_days', where, 1, `${planned.date} is not ${day.date}`);
      if (planned.visits.length === 0) this.#idle(planned, day, where);
      else this.#day(planned, day, where);
    });
  }

  #idle(planned: PlannedDay, day: Day, where: string): void {
    if (planned.legs.length > 0) this.#add('wrong_leg', where, planned.legs.length, 'a day without visits has no legs');
    this.#same('wrong_time', `${where}.free_seconds`, planned.freeSeconds, day.endSeconds - day.startSeconds);
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, 0);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, 0);
  }

  #day(planned: PlannedDay, day: Day, where: string): void {
    const start = day.start;
    const end = day.end ?? day.start;
    const points = planned.visits.map((visit) => ({ id: visit.placeId, at: this.#places.get(visit.placeId) ?? -1 }));
    if (start) points.unshift({ id: '', at: this.#anchors.get(`${start.latitude},${start.longitude}`) ?? -1 });
    if (end) points.push({ id: '', at: this.#anchors.get(`${end.latitude},${end.longitude}`) ?? -1 });
    if (planned.legs.length !== points.length - 1) {
      this.#add(
        'wrong_leg',
        where,
        Math.abs(planned.legs.length - points.length + 1),
        `${points.length - 1} legs are needed`,
      );
      return;
    }
    let walked = 0;
    let meters = 0;
    let travel = 0;
    let visiting = 0;
    let clock = planned.startSeconds;
    let leg = 0;
    const go = () => {
      const taken = planned.legs[leg];
      const from = points[leg];
      const to = points[leg + 1];
      leg++;
      if (!taken || !from || !to) return;
      if (taken.fromPlaceId !== from.id || taken.toPlaceId !== to.id) {
        this.#add('wrong_leg', `${where}.legs[${leg - 1}]`, 1, `it must lead from '${from.id}' to '${to.id}'`);
      }
      this.#leg(taken, from.at, to.at, `${where}.legs[${leg - 1}]`);
      clock += taken.durationSeconds;
      travel += taken.durationSeconds;
      meters += taken.distanceMeters;
      if (taken.mode === TRAVEL_MODE.walk) walked += taken.distanceMeters;
    };
    planned.visits.forEach((visit, index) => {
      const spot = `${where}.visits[${index}]`;
      const place = this.#problem.input.places[this.#places.get(visit.placeId) ?? -1];
      if (start || index > 0) go();
      if (!place) {
        this.#add('unknown_place', spot, 1, `there is no place ${visit.placeId}`);
        return;
      }
      if (this.#seen.has(place.id)) this.#add('place_visited_twice', spot, 1, `${place.id} is visited before`);
      this.#seen.add(place.id);
      this.#same('wrong_time', `${spot}.arrival_seconds`, visit.arrivalSeconds, clock);
      if (!(visit.startSeconds >= visit.arrivalSeconds)) {
        this.#add('too_early', spot, visit.arrivalSeconds - visit.startSeconds, 'the visit starts before arrival');
      }
      this.#same(
        'wrong_time',
        `${spot}.departure_seconds`,
        visit.departureSeconds,
        visit.startSeconds + place.visitSeconds,
      );
      this.#open(place, day, visit.startSeconds, spot);
      visiting += place.visitSeconds;
      clock = visit.departureSeconds;
    });
    if (end) go();
    this.#same('wrong_time', `${where}.end_seconds`, planned.endSeconds, clock);
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, meters);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, walked);
    this.#same(
      'wrong_time',
      `${where}.free_seconds`,
      planned.freeSeconds,
      day.endSeconds - day.startSeconds - travel - visiting,
    );
    this.#limits(planned, day, where, walked, meters);
    this.cost += travel / 3600;
  }

  #limits(planned: PlannedDay, day: Day, where: string, walked: number, meters: number): void {
    const { input } = this.#problem;
    if (planned.startSeconds < day.startSeconds) {
      this.#add('day_exceeded', where, day.startSeconds - planned.startSeconds, 'the day begins too early');
    }
    if (planned.endSeconds > day.endSeconds) {
      this.#add('day_exceeded', where, planned.endSeconds - day.endSeconds, 'the day ends too late');
    }
    const footLimit = input.maxWalkingDistanceMeters ?? 8000;
    if (walked > footLimit)
      this.#add('walking_exceeded', where, walked - footLimit, `${walked} m on foot, ${footLimit} m are allowed`);
    const limit = input.maxDailyDistanceMeters ?? Number.POSITIVE_INFINITY;
    if (meters > limit) this.#add('distance_exceeded', where, meters - limit, `${meters} m, ${limit} m are allowed`);
  }

  #leg(leg: Leg, from: number, to: number, where: string): void {
    const { input, travel } = this.#problem;
    const onFoot = leg.mode === TRAVEL_MODE.walk;
    const rides = this.#mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : this.#mode;
    if (leg.mode !== rides && !(onFoot && this.#mode === TRAVEL_MODE.mixed)) {
      this.#add('wrong_mode', where, 1, `travel mode ${leg.mode} is not allowed`);
    }
    const matrix = onFoot ? travel.walk : travel.ride;
    const seconds = matrix?.durations[from * matrix.size + to] ?? NO_WAY;
    const meters = matrix?.distances[from * matrix.size + to] ?? NO_WAY;
    if (from < 0 || to < 0 || seconds === NO_WAY || meters === NO_WAY)
      this.#add('no_way', where, 1, 'there is no such way');
    this.#same('wrong_time', `${where}.duration_seconds`, leg.durationSeconds, seconds);
    this.#same('wrong_distance', `${where}.distance_meters`, leg.distanceMeters, meters);
    const legLimit = input.maxWalkingLegMeters ?? 1200;
    if (onFoot && this.#mode === TRAVEL_MODE.mixed && leg.distanceMeters > legLimit) {
      this.#add(
        'walking_leg_exceeded',
        where,
        leg.distanceMeters - legLimit,
        `a leg of ${leg.distanceMeters} m is not walked`,
      );
    }
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
    this.#add('closed', where, amount, `${place.id} is not open for the whole visit on ${day.date}`);
  }

  totals(plan: ItineraryPlan, partial: boolean): void {
    const listed = new Set<string>();
    plan.unvisited.forEach(({ id }, index) => {
      const where = `unvisited[${index}]`;
      if (!this.#places.has(id)) this.#add('unknown_place', where, 1, `there is no place ${id}`);
      if (this.#seen.has(id) || listed.has(id))
        this.#add('place_visited_twice', where, 1, `${id} is accounted for twice`);
      listed.add(id);
    });
    let importance = 0;
    this.#problem.input.places.forEach((place, index) => {
      const points = place.importance ?? 5;
      if (this.#seen.has(place.id)) {
        importance += points;
        return;
      }
      this.cost += points * 1000;
      const where = `places[${index}]`;
      if (!listed.has(place.id))
        this.#add('place_not_accounted_for', where, 1, `${place.id} is neither visited nor listed`);
      if (place.required && !partial) this.#add('required_place_unvisited', where, 1, `${place.id} must be visited`);
    });
    if (plan.importance !== importance) {
      this.#add('wrong_cost', 'importance', Math.abs(plan.importance - importance), `${importance} points are visited`);
    }
    if (!(Math.abs(plan.cost - this.cost) <= 1e-6 * Math.max(1, this.cost))) {
      this.#add(
        'wrong_cost',
        'cost',
        Math.abs(plan.cost - this.cost),
        `${plan.cost} is claimed, ${this.cost} is right`,
      );
    }
  }

  #same(kind: ItineraryViolationKind, place: string, claimed: number, real: number): void {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, `${claimed} is not a number`);
    else if (claimed !== real)
      this.#add(kind, place, Math.abs(claimed - real), `${claimed} is claimed, ${real} is right`);
  }

  #add(kind: ItineraryViolationKind, place: string, amount: number, message: string): void {
    this.violations.push({ kind, place, amount, message });
  }
}

const MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** ISO weekday of a Gregorian date (Sakamoto); the day may lie one outside its month. */
function weekdayOf(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const sunday0 =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + (MONTH_SHIFT[month - 1] ?? 0) + day) % 7;
  return sunday0 === 0 ? 7 : sunday0;
}
