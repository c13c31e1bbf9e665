import { ROUTE_EVENT, type RouteVisit, type Stop } from '#domain/routing/problem';
import { eventsBefore, type PlacedEvent, type RouteCheck, serviceOf, setupOf } from './route-check.ts';
import { statedLeg } from './stated-leg.ts';
import { checkDepotTime, checkStart } from './stop-times.ts';
import type { Leg } from './vehicle-legs.ts';

/** What the vehicle does for some seconds; waiting, which is neither work nor rest, is left out. */
export interface Span {
  readonly kind: 'drive' | 'walk' | 'work' | 'rest';
  readonly seconds: number;
  /** Path in the plan. */
  readonly where: string;
}

/** Work between two nights, or the whole route. */
export interface ShiftRun {
  readonly startSeconds: number;
  endSeconds: number;
  meters: number;
  travelSeconds: number;
  drivingSeconds: number;
  walkedMeters: number;
  stops: number;
}

/** What a route really is: its times as they are stated, everything else computed from the request. */
export interface RouteRun {
  /** At least one. */
  readonly shifts: ShiftRun[];
  /** Without the nights. */
  durationSeconds: number;
  /** False when a leg of it is unknown: it then has no cost. */
  isKnown: boolean;
  readonly waitingSeconds: number;
  /** Nights, in order. */
  readonly nights: readonly PlacedEvent[];
  /** In order; only of vehicles with driving rules. */
  readonly spans: readonly Span[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Follows a stated route in time and space: every arrival, leg and event is computed again from what is stated before it. */
export function followRoute(check: RouteCheck): RouteRun {
  return new RouteFollower(check).run();
}

/** A place of the way and when: undefined where nobody can know. */
interface Arrival {
  readonly leg: Leg | undefined;
  /** Undefined without a leg. */
  readonly arrival: number | undefined;
  /** When the vehicle is free there: after the breaks that lie behind the arrival. */
  readonly ready: number;
  /** The last break on the way or behind the arrival. */
  readonly lastBreak: PlacedEvent | undefined;
}

class RouteFollower {
  readonly #check: RouteCheck;
  /** Where it is; undefined at a stop or depot that does not exist. */
  #at: number | undefined;
  #clock: number;
  #shift: ShiftRun;
  readonly #shifts: ShiftRun[] = [];
  readonly #nights: PlacedEvent[] = [];
  readonly #spans: Span[] = [];
  #isKnown = true;
  /** Setup, service, loading and breaks. */
  #busySeconds = 0;
  /** Breaks without a depot since the last place, in order. */
  #breaks: PlacedEvent[] = [];

  constructor(check: RouteCheck) {
    this.#check = check;
    this.#at = check.index.startOf(check.vehicle) ?? 0;
    this.#clock = check.route.startSeconds;
    this.#shift = this.#newShift(this.#clock);
  }

  run(): RouteRun {
    const { route, stops } = this.#check;
    route.visits.forEach((visit, position) => {
      for (const placed of eventsBefore(this.#check, position)) this.#event(placed);
      this.#visit(visit, stops[position], `${this.#check.place}.visits[${position}]`);
    });
    for (const placed of eventsBefore(this.#check, route.visits.length)) this.#event(placed);
    const endSeconds = this.#end();
    this.#shift.endSeconds = endSeconds;
    const shifts = this.#shifts;
    const durationSeconds = sum(shifts, (shift) => shift.endSeconds - shift.startSeconds);
    const travelSeconds = sum(shifts, (shift) => shift.travelSeconds);
    return {
      shifts,
      durationSeconds,
      isKnown: this.#isKnown,
      waitingSeconds: durationSeconds - travelSeconds - this.#busySeconds,
      nights: this.#nights,
      spans: this.#spans,
      startSeconds: route.startSeconds,
      endSeconds,
    };
  }

  #newShift(startSeconds: number): ShiftRun {
    const shift = {
      startSeconds,
      endSeconds: startSeconds,
      meters: 0,
      travelSeconds: 0,
      drivingSeconds: 0,
      walkedMeters: 0,
      stops: 0,
    };
    this.#shifts.push(shift);
    return shift;
  }

  #event(placed: PlacedEvent): void {
    const { event, where } = placed;
    const { index, findings } = this.#check;
    const subject = event.breakId || event.depotId;
    if (event.endSeconds < event.startSeconds) {
      const early = event.startSeconds - event.endSeconds;
      findings.add('wrong_time', `${where}.end_seconds`, early, subject, `it ends ${early} s before it begins`);
    }
    if (event.kind === ROUTE_EVENT.break) this.#busySeconds += event.endSeconds - event.startSeconds;
    if (event.depotId === '' && event.kind === ROUTE_EVENT.break) {
      this.#breaks.push(placed);
      return;
    }
    let ready: number;
    if (event.depotId === '') {
      ready = this.#rest(this.#breaks, this.#clock);
      findings.same('wrong_distance', `${where}.distance_meters`, event.distanceMeters, 0, subject);
    } else {
      const depot = index.depots.get(event.depotId);
      if (depot === undefined) findings.add('unknown_event', where, 1, subject, `there is no depot '${event.depotId}'`);
      const there = this.#travel(depot, where, subject);
      ready = there.ready;
      if (there.leg) {
        findings.same('wrong_distance', `${where}.distance_meters`, event.distanceMeters, there.leg.meters, subject);
      }
    }
    this.#breaks = [];
    const early = ready - event.startSeconds;
    if (early > 0) {
      findings.add('event_overlaps', where, early, subject, `it begins ${early} s before the vehicle is free for it`);
    }
    this.#stay(placed);
    this.#clock = event.endSeconds;
  }

  /** What happens at the place of an event. */
  #stay(placed: PlacedEvent): void {
    const { event, where } = placed;
    const seconds = event.endSeconds - event.startSeconds;
    if (event.kind === ROUTE_EVENT.night) {
      this.#shift.endSeconds = event.startSeconds;
      this.#shift = this.#newShift(event.endSeconds);
      this.#nights.push(placed);
    }
    if (event.kind !== ROUTE_EVENT.reload) {
      this.#span('rest', seconds, where);
      return;
    }
    const depot = this.#check.index.input.depots[this.#check.index.depots.get(event.depotId) ?? -1];
    const loading = Math.min(depot?.loadingSeconds ?? 0, seconds);
    this.#busySeconds += loading;
    this.#span('work', loading, where);
    if (depot) checkDepotTime(this.#check, depot, where, [event.startSeconds, event.endSeconds]);
  }

  #visit(visit: RouteVisit, stop: Stop | undefined, where: string): void {
    const { findings, vehicle, index } = this.#check;
    const to = index.placeOfStop(visit.stopId);
    const { leg, arrival, lastBreak } = this.#travel(to, where, visit.stopId, visit);
    this.#breaks = [];
    if (leg && arrival !== undefined) {
      findings.same('wrong_time', `${where}.arrival_seconds`, visit.arrivalSeconds, arrival, visit.stopId);
      findings.same('wrong_distance', `${where}.distance_meters`, visit.distanceMeters, leg.meters, visit.stopId);
    }
    this.#shift.stops += 1;
    if (stop) {
      const setup = leg && (leg.seconds > 0 || leg.meters > 0) ? setupOf(stop, vehicle) : 0;
      const service = serviceOf(stop, vehicle);
      const late = (lastBreak?.event.endSeconds ?? 0) - (visit.startSeconds - setup);
      if (lastBreak && late > 0 && visit.arrivalSeconds <= visit.startSeconds - setup) {
        const message = `the break lasts ${late} s into the service of ${stop.id}`;
        findings.add('event_overlaps', lastBreak.where, late, stop.id, message);
      }
      checkStart(this.#check, stop, visit, where, { setup, service });
      this.#busySeconds += setup + service;
      this.#span('work', setup + service, where);
    }
    this.#clock = visit.departureSeconds;
  }

  /** When it is really done. */
  #end(): number {
    const { index, vehicle, route, place, findings } = this.#check;
    const end = index.endOf(vehicle);
    if (end === undefined) {
      const done = this.#rest(this.#breaks, this.#clock);
      findings.same('wrong_time', `${place}.end_seconds`, route.endSeconds, done, vehicle.id);
      return done;
    }
    const { arrival, ready } = this.#travel(end, place, vehicle.id, { arrivalSeconds: route.endSeconds });
    if (arrival === undefined) return route.endSeconds;
    findings.same('wrong_time', `${place}.end_seconds`, route.endSeconds, ready, vehicle.id);
    return ready;
  }

  /** Goes to a place, with the breaks since the last one on the way or behind the arrival, as the stated arrival tells them apart. */
  #travel(
    to: number | undefined,
    where: string,
    subject: string,
    stated?: { readonly arrivalSeconds: number; readonly walked?: boolean | undefined; readonly stopId?: string },
  ): Arrival {
    const breaks = this.#breaks;
    const ends = { from: this.#at, to, where, subject };
    const leg = statedLeg(this.#check, ends, stated, this.#shift.walkedMeters);
    this.#at = to;
    const lastBreak = breaks.at(-1);
    if (!leg) {
      this.#isKnown = false;
      return { leg, arrival: undefined, ready: this.#rest(breaks, this.#clock), lastBreak };
    }
    this.#shift.meters += leg.meters;
    this.#shift.travelSeconds += leg.seconds;
    if (leg.walked) this.#shift.walkedMeters += leg.meters;
    else this.#shift.drivingSeconds += leg.seconds;
    let clock = this.#clock;
    let left = leg.seconds;
    let behind = 0;
    for (; behind < breaks.length; behind++) {
      const placed = breaks[behind] as PlacedEvent;
      const { startSeconds } = placed.event;
      if (stated ? startSeconds >= stated.arrivalSeconds : startSeconds - clock >= left) break;
      const ridden = Math.max(0, startSeconds - clock);
      this.#span(leg.walked ? 'walk' : 'drive', Math.min(ridden, left), where);
      left -= ridden;
      clock = this.#rest([placed], clock);
    }
    this.#span(leg.walked ? 'walk' : 'drive', Math.max(0, left), where);
    const arrival = clock + left;
    return { leg, arrival, ready: this.#rest(breaks.slice(behind), arrival), lastBreak };
  }

  /** Takes breaks one after the other where the vehicle is. @returns when the last is over */
  #rest(breaks: readonly PlacedEvent[], from: number): number {
    let clock = from;
    for (const { event, where } of breaks) {
      const early = clock - event.startSeconds;
      if (early > 0) {
        const message = `it begins ${early} s before the vehicle is free for it`;
        this.#check.findings.add('event_overlaps', where, early, event.breakId, message);
      }
      this.#span('rest', event.endSeconds - event.startSeconds, where);
      clock = event.endSeconds;
    }
    return clock;
  }

  #span(kind: Span['kind'], seconds: number, where: string): void {
    if (this.#check.vehicle.drivingRules && seconds > 0) this.#spans.push({ kind, seconds, where });
  }
}

function sum(shifts: readonly ShiftRun[], read: (shift: ShiftRun) => number): number {
  let total = 0;
  for (const shift of shifts) total += read(shift);
  return total;
}
