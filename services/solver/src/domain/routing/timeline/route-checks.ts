import { type CompiledRouting, FAR, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import { RELATION, UNLOADING } from '#domain/routing/problem-rules';

/**
 * What a sequence of stops says without times: who may serve, pairs and their
 * order, relations, locks, loads without a reload, and what differs from the given routes.
 */
export class RouteChecks {
  /** Price of what differs from the given routes. */
  changeCost = 0;
  /** Loads fit without a reload. */
  fitsAtOnce = true;
  /** The latest release of its stops; 0 for none. */
  release = 0;
  /** Some ride is limited. */
  hasRides = false;
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  /** By stop: its position in this route where `#mark` is that of this check. */
  readonly #position: Int32Array;
  readonly #marks: Int32Array;
  #mark = 0;
  /** By relation: mark, position and rank of the last stop of it. */
  readonly #relationMark: Int32Array;
  readonly #relationAt: Int32Array;
  readonly #relationRank: Int32Array;
  readonly #stack: Int32Array;
  /** Only the beginning of a route is known. */
  #goesOn = false;

  constructor(problem: CompiledRouting, rules: CompiledRules) {
    this.#problem = problem;
    this.#rules = rules;
    this.#position = new Int32Array(problem.stops);
    this.#marks = new Int32Array(problem.stops);
    const relations = rules.relations?.count ?? 0;
    this.#relationMark = new Int32Array(relations);
    this.#relationAt = new Int32Array(relations);
    this.#relationRank = new Int32Array(relations);
    this.#stack = new Int32Array(problem.stops);
  }

  /** False when the order breaks a rule, whatever the times. */
  keeps(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    this.#goesOn = false;
    return this.#check(vehicle, stops, length);
  }

  /** The same of a route's beginning: what was picked up may be delivered later. */
  keepsSoFar(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    this.#goesOn = true;
    return this.#check(vehicle, stops, length);
  }

  #check(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    const { stops: count, type, allowed, maxStops } = this.#problem;
    const rules = this.#rules;
    const base = (type[vehicle] as number) * count;
    const typeRules = rules.types[type[vehicle] as number] as TypeRules;
    if (typeRules.shifts.length === 2 && length > (maxStops[vehicle] as number)) return false;
    this.release = 0;
    this.#mark++;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      if (allowed[base + stop] === 0) return false;
      this.#marks[stop] = this.#mark;
      this.#position[stop] = i;
      const release = rules.release[stop] as number;
      if (release > this.release) this.release = release;
    }
    this.changeCost = 0;
    this.hasRides = false;
    if (rules.shipments && !this.#keepsPairs(stops, length, typeRules)) return false;
    if (rules.relations && !this.#keepsRelations(stops, length)) return false;
    if (rules.given && !this.#keepsLocks(vehicle, stops, length)) return false;
    this.fitsAtOnce = this.#fitsAtOnce(vehicle, stops, length);
    return this.fitsAtOnce || typeRules.reloadDepots.length > 0;
  }

  #keepsPairs(stops: ArrayLike<number>, length: number, type: TypeRules): boolean {
    const { shipments } = this.#rules;
    if (!shipments) return true;
    const stack = this.#stack;
    let first = 0;
    let last = 0;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      const partner = shipments.partner[stop] as number;
      if (partner < 0) continue;
      const isPickup = shipments.isPickup[stop] === 1;
      const isWhole = this.#marks[partner] === this.#mark;
      if (!isWhole && !(isPickup && this.#goesOn)) return false;
      if (isPickup) {
        if (isWhole && (this.#position[partner] as number) < i) return false;
        stack[last++] = stop;
        continue;
      }
      if (type.unloading === UNLOADING.lifo && stack[--last] !== partner) return false;
      if (type.unloading === UNLOADING.fifo && stack[first++] !== partner) return false;
      const most = shipments.maxRide[stop] as number;
      if (most >= UNLIMITED) continue;
      this.hasRides = true;
      if (this.#leastRide(stops, this.#position[partner] as number, i, type) > most) return false;
    }
    return true;
  }

  /** No breaks, detours or waiting; walked legs may be quicker or slower, so the quicker way counts. */
  #leastRide(stops: ArrayLike<number>, from: number, to: number, type: TypeRules): number {
    const { location, size, stops: count } = this.#problem;
    const typeBase = this.#rules.types.indexOf(type) * count;
    let seconds = 0;
    for (let i = from + 1; i <= to; i++) {
      const stop = stops[i] as number;
      const cell = (location[stops[i - 1] as number] as number) * size + (location[stop] as number);
      let leg = type.durations[cell] as number;
      if (type.walking) leg = Math.min(leg, type.walking.durations[cell] as number);
      if (leg >= FAR) return UNLIMITED;
      seconds += leg;
      if (i < to) seconds += this.#rules.service[typeBase + stop] as number;
    }
    return seconds;
  }

  #keepsRelations(stops: ArrayLike<number>, length: number): boolean {
    const { relations } = this.#rules;
    if (!relations) return true;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      const end = relations.from[stop + 1] as number;
      for (let k = relations.from[stop] as number; k < end; k++) {
        const relation = relations.relation[k] as number;
        const rank = relations.rank[k] as number;
        if (this.#relationMark[relation] === this.#mark) {
          const kind = relations.kind[relation] as number;
          if (kind === RELATION.differentRoutes) return false;
          if (rank < (this.#relationRank[relation] as number)) return false;
          if (kind === RELATION.sequence && i !== (this.#relationAt[relation] as number) + 1) return false;
        }
        this.#relationMark[relation] = this.#mark;
        this.#relationAt[relation] = i;
        this.#relationRank[relation] = rank;
      }
    }
    return true;
  }

  /** A locked beginning, or order, may be incomplete here: that its stops are served at all is asked of the plan. */
  #keepsLocks(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    const { given } = this.#rules;
    if (!given) return true;
    const locked = given.lockedStops[vehicle] as number;
    const keepsOrder = given.keepsOrder[vehicle] === 1;
    let last = -1;
    let isBeginning = true;
    for (let i = 0; i < length; i++) {
      const stop = stops[i] as number;
      const of = given.vehicle[stop] as number;
      const place = of === vehicle ? (given.place[stop] as number) : -1;
      if (place < 0 && given.isClosed[vehicle] === 1) return false;
      const isLocked = place >= 0 && place < locked;
      if (isLocked && !isBeginning) return false;
      if (!isLocked) isBeginning = false;
      if (place >= 0 && (keepsOrder || isLocked)) {
        if (place < last) return false;
        last = place;
      }
      if (of < 0) continue;
      if (of !== vehicle) this.changeCost += given.vehicleChange;
      if ((i === 0 ? -1 : (stops[i - 1] as number)) !== given.before[stop]) this.changeCost += given.predecessorChange;
    }
    return true;
  }

  /** Deliveries are on board from the start, what is collected stays to the end. */
  #fitsAtOnce(vehicle: number, stops: ArrayLike<number>, length: number): boolean {
    const { dims, demand, capacity } = this.#problem;
    const { collected, shipments } = this.#rules;
    for (let d = 0; d < dims; d++) {
      const most = capacity[vehicle * dims + d] as number;
      let load = 0;
      for (let i = 0; i < length; i++) load += demand[(stops[i] as number) * dims + d] as number;
      if (load > most) return false;
      for (let i = 0; i < length; i++) {
        const cell = (stops[i] as number) * dims + d;
        load += (collected[cell] as number) - (demand[cell] as number);
        if (shipments) load += shipments.change[cell] as number;
        if (load > most) return false;
      }
    }
    return true;
  }
}
