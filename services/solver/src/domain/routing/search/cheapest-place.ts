import type { Random } from '#domain/engine/random';
import { FAR, UNLIMITED } from '#domain/routing/compiled';
import { type DetourBound, detourBound } from './detour-bound.ts';
import { BEFORE, BEHIND, type NearStops } from './near-stops.ts';
import type { NearTasks } from './near-tasks.ts';
import type { SearchProblem } from './search-problem.ts';
import type { SearchRoutes } from './search-routes.ts';
import { ServedStops } from './served-stops.ts';

/** No place found. */
export const NOWHERE = -1;

/** Chance that a place is overlooked (Christiaens & Vanden Berghe 2020). */
const BLINK = 0.01;
const LOG_SEEN = Math.log(1 - BLINK);

/**
 * Finds where a stop is served at the least extra cost: beside its near stops
 * and in vehicles that are not used yet. Legs are compared first, because most
 * places fail there; then windows, then what only few problems have.
 */
export class CheapestPlace {
  /** Node behind which the last search wants the stop, or `NOWHERE`. */
  after = NOWHERE;
  /** The stop itself: of a task, the one that is best served. */
  stop = 0;
  /** Extra cost there. */
  cost = Number.POSITIVE_INFINITY;
  /** Added to the cost of using one more vehicle, to have few; not part of `cost` when a plan is compared. */
  opening = 0;
  /** Compares places by length alone, and vehicles that are not used yet by what they cost for each unit of room: dear ones are often dear because they hold much. */
  flat = false;
  readonly #flatRate: Float64Array;
  readonly #leastRate: number;
  /** By vehicle: what an idle one's cost is multiplied with when flat. */
  readonly #share: Float64Array;
  readonly #search: SearchProblem;
  readonly #routes: SearchRoutes;
  readonly #near: NearStops;
  readonly #bound: DetourBound;
  /** Only where stops are alternatives. */
  readonly #served: ServedStops | undefined;
  /** By stop, over all types of vehicles: latest start and earliest end of service. */
  readonly #close: Float64Array;
  readonly #done: Float64Array;
  /** By stop: the load of which it needs most, and whether that alone says where it fits. */
  readonly #mainDim: Uint8Array;
  readonly #isPlain: Uint8Array;
  readonly #random: Random;
  /** Places until one is overlooked. */
  #seen = 0;
  #stop = 0;

  constructor(routes: SearchRoutes, near: NearStops, random: Random) {
    this.#search = routes.search;
    this.#routes = routes;
    this.#near = near;
    this.#bound = detourBound(routes.search, near);
    this.#served = near.tasks && new ServedStops(routes.route, near.tasks.stopsOf);
    this.#random = random;
    const { guide: rate, capacity, dims } = routes.search;
    const vehicles = Math.max(1, rate.length);
    this.#flatRate = new Float64Array(rate.length).fill(rate.reduce((sum, value) => sum + value, 0) / vehicles);
    this.#leastRate = rate.reduce((least, price) => Math.min(least, price), Number.POSITIVE_INFINITY);
    let all = 0;
    for (let v = 0; v < vehicles; v++) all += capacity[v * dims] as number;
    this.#share = Float64Array.from(
      { length: rate.length },
      (_, v) => all / vehicles / Math.max(1, capacity[v * dims] as number),
    );
    const { stops, types, service } = routes.problem;
    const { open, close } = routes.search;
    this.#mainDim = new Uint8Array(stops);
    this.#isPlain = new Uint8Array(stops);
    for (let stop = 0; stop < stops; stop++) this.#readLoad(stop);
    this.#close = new Float64Array(stops);
    this.#done = new Float64Array(stops).fill(Number.POSITIVE_INFINITY);
    for (let cell = 0; cell < types * stops; cell++) {
      const stop = cell % stops;
      this.#close[stop] = Math.max(this.#close[stop] as number, close[cell] as number);
      this.#done[stop] = Math.min(this.#done[stop] as number, (open[cell] as number) + (service[stop] as number));
    }
  }

  #readLoad(stop: number): void {
    const { demand, dims, capacity, problem } = this.#search;
    let most = 0;
    let needed = 0;
    for (let d = 0; d < dims; d++) {
      const load = demand[stop * dims + d] as number;
      if (load !== 0) needed++;
      const share = load / Math.max(1, capacity[d] ?? 0);
      if (share <= most) continue;
      most = share;
      this.#mainDim[stop] = d;
    }
    let allowed = 0;
    for (let type = 0; type < problem.types; type++) allowed += problem.allowed[type * problem.stops + stop] as number;
    this.#isPlain[stop] = needed < 2 && allowed === problem.types ? 1 : 0;
  }

  /** Whether places are compared by what they cost. */
  get isTrue(): boolean {
    return !this.flat && this.opening === 0;
  }

  /** Searches for a place that costs less than `limit`; with `blinks`, a few places are overlooked by chance. Without near stops every place is tried. */
  find(stop: number, limit: number, blinks: boolean): void {
    if (this.#near.count === 0) {
      this.findAnywhere(stop, limit);
      return;
    }
    this.#begin(stop, limit);
    this.#besideNear(stop, blinks);
    this.#unusedVehicles(stop);
  }

  /** The same for a task, whose stops are alternatives: `stop` tells the one that the place is for. Needs near tasks. */
  findAny(lead: number, limit: number, blinks: boolean): void {
    const tasks = this.#near.tasks as NearTasks;
    this.#begin(lead, limit);
    this.#besideTasks(lead, tasks, blinks);
    for (const stop of tasks.stopsOf[lead] as Int32Array) {
      this.#stop = stop;
      this.#unusedVehicles(stop);
    }
  }

  /** Searches every place; with `blinks`, as `find`. */
  findAnywhere(stop: number, limit: number, blinks = false): void {
    const { problem, count, next, place, ready, latest } = this.#routes;
    const { seconds, secondsInto, size, clocked } = this.#search;
    const own = (place[stop] as number) * size;
    const close = clocked ? (this.#close[stop] as number) : Number.POSITIVE_INFINITY;
    const done = clocked ? (this.#done[stop] as number) : Number.NEGATIVE_INFINITY;
    let seen = blinks ? this.#seen : Number.MAX_SAFE_INTEGER;
    this.#begin(stop, limit);
    for (let v = 0; v < problem.vehicles; v++) {
      if (count[v] === 0 || !this.#fits(stop, v)) continue;
      const end = this.#routes.endOf(v);
      for (let node = this.#routes.startOf(v); node !== end; node = next[node] as number) {
        if ((ready[node] as number) + (secondsInto[own + (place[node] as number)] as number) > close) continue;
        const behind = next[node] as number;
        if (done + (seconds[own + (place[behind] as number)] as number) > (latest[behind] as number)) continue;
        if (--seen < 0) seen = this.#nextBlink();
        else this.#offer(node, v);
      }
    }
    if (blinks) this.#seen = seen;
    this.#unusedVehicles(stop);
  }

  #begin(stop: number, limit: number): void {
    this.after = NOWHERE;
    this.stop = stop;
    this.cost = limit;
    this.#stop = stop;
  }

  /** Least legs between a near stop that is served and the task rule out most places before those of its stops are read. */
  #besideTasks(lead: number, tasks: NearTasks, blinks: boolean): void {
    const { from, rows, at, member, into, out } = tasks;
    const { route, prev, leg } = this.#routes;
    const served = this.#served as ServedStops;
    const { factor, slack } = this.#bound;
    const rate = this.flat ? this.#flatRate : this.#search.guide;
    const group = tasks.stopsOf[lead] as Int32Array;
    const last = from[lead + 1] as number;
    const least = this.flat ? (this.#flatRate[0] as number) : this.#leastRate;
    let worst = this.#worstDetour(least);
    let seen = blinks ? this.#seen : Number.MAX_SAFE_INTEGER;
    for (let k = from[lead] as number; k < last; k++) {
      const near = served.of(rows[k] as number);
      if (near < 0) continue;
      const cell = (at[k] as number) + (member[near] as number);
      const before = prev[near] as number;
      const behind = ((into[cell] as number) - (leg[near] as number)) | 0;
      const ahead = ((out[cell] as number) - (leg[before] as number)) | 0;
      if (behind >= worst && ahead >= worst) continue;
      const v = route[near] as number;
      const price = rate[v] as number;
      let better = false;
      if (price * (factor * behind - slack) < this.cost) {
        if (--seen < 0) seen = this.#nextBlink();
        else better = this.#offerAny(group, near, v, price);
      }
      if (price * (factor * ahead - slack) < this.cost) {
        if (--seen < 0) seen = this.#nextBlink();
        else better = this.#offerAny(group, before, v, price) || better;
      }
      if (better) worst = this.#worstDetour(least);
    }
    if (blinks) this.#seen = seen;
  }

  /** Compares the place for every stop of the task; gives whether one costs less. */
  #offerAny(group: Int32Array, after: number, vehicle: number, price: number): boolean {
    const { place, next, leg } = this.#routes;
    const { legs, legsInto, size } = this.#search;
    const into = (place[after] as number) * size;
    const out = (place[next[after] as number] as number) * size;
    const now = leg[after] as number;
    let better = false;
    for (let i = 0; i < group.length; i++) {
      const stop = group[i] as number;
      const own = place[stop] as number;
      const extra = price * ((legs[into + own] as number) + (legsInto[out + own] as number) - now);
      if (extra >= this.cost || !this.#fits(stop, vehicle)) continue;
      this.#stop = stop;
      if (this.#check(after, vehicle, extra)) better = true;
    }
    return better;
  }

  /** What a leg to or from the near stop costs at least, and when it ends, rule out most places before the matrix is read. */
  #besideNear(stop: number, blinks: boolean): void {
    const { rows, sides, count, into, out, intoSeconds, outSeconds } = this.#near;
    const { route, prev, next, room, place, leg, ready, latest } = this.#routes;
    const { dims, demand, legs, legsInto, clocked } = this.#search;
    const { factor, slack } = this.#bound;
    const rate = this.flat ? this.#flatRate : this.#search.guide;
    const close = clocked ? (this.#close[stop] as number) : Number.POSITIVE_INFINITY;
    const done = clocked ? (this.#done[stop] as number) : Number.NEGATIVE_INFINITY;
    const own = (place[stop] as number) * this.#search.size;
    const dim = this.#mainDim[stop] as number;
    const need = demand[stop * dims + dim] as number;
    const isPlain = this.#isPlain[stop] === 1;
    const last = (stop + 1) * count;
    const least = this.flat ? (this.#flatRate[0] as number) : this.#leastRate;
    let worst = this.#worstDetour(least);
    let seen = blinks ? this.#seen : Number.MAX_SAFE_INTEGER;
    for (let k = stop * count; k < last; k++) {
      const near = rows[k] as number;
      const before = prev[near] as number;
      const detourBehind = ((into[k] as number) - (leg[near] as number)) | 0;
      const detourBefore = ((out[k] as number) - (leg[before] as number)) | 0;
      // Negative when the difference is: one branch for both sides, because guessing wrong costs more than the rest.
      const behindWorst = (detourBehind - worst) | 0;
      const beforeWorst = (detourBefore - worst) | 0;
      if ((behindWorst | beforeWorst) >= 0) continue;
      const v = route[near] as number;
      if (v < 0 || need > (room[v * dims + dim] as number)) continue;
      const side = sides[k] as number;
      const price = rate[v] as number;
      const behind =
        (price === least ? behindWorst < 0 : price * (factor * detourBehind - slack) < this.cost) &&
        (side & BEHIND) !== 0 &&
        (ready[near] as number) + (intoSeconds[k] as number) <= close;
      const ahead =
        (price === least ? beforeWorst < 0 : price * (factor * detourBefore - slack) < this.cost) &&
        (side & BEFORE) !== 0 &&
        done + (outSeconds[k] as number) <= (latest[near] as number);
      if (!behind && !ahead) continue;
      if (!isPlain && !this.#fits(stop, v)) continue;
      if (behind) {
        if (--seen < 0) seen = this.#nextBlink();
        else {
          const extra = price * (detourBehind + (legs[own + (place[next[near] as number] as number)] as number));
          if (extra < this.cost && this.#check(near, v, extra)) worst = this.#worstDetour(least);
        }
      }
      if (ahead) {
        if (--seen < 0) seen = this.#nextBlink();
        else {
          const extra = price * (detourBefore + (legsInto[own + (place[before] as number)] as number));
          if (extra < this.cost && this.#check(before, v, extra)) worst = this.#worstDetour(least);
        }
      }
    }
    if (blinks) this.#seen = seen;
  }

  /** The least difference of legs, as an integer, at which a place costs too much at the lowest price of a unit of length. */
  #worstDetour(leastRate: number): number {
    const { factor, slack } = this.#bound;
    const worst = Math.ceil((this.cost / leastRate + slack) / factor);
    return worst < FAR ? Math.max(worst, -FAR) : FAR;
  }

  /** One unused vehicle of a type stands for all. */
  #unusedVehicles(stop: number): void {
    const { idle, problem } = this.#routes;
    for (let type = 0; type < problem.types; type++) {
      if (idle.count[type] === 0) continue;
      const vehicle = idle.first(type);
      if (this.#fits(stop, vehicle)) this.#offer(this.#routes.startOf(vehicle), vehicle);
    }
  }

  #offer(after: number, vehicle: number): void {
    const { place, next, leg, count, problem } = this.#routes;
    const { legs, legsInto, guide } = this.#search;
    const own = (place[this.#stop] as number) * this.#search.size;
    const used = count[vehicle] !== 0;
    const rate = this.flat && used ? this.#flatRate : guide;
    let extra =
      (rate[vehicle] as number) *
        ((legsInto[own + (place[after] as number)] as number) +
          (legs[own + (place[next[after] as number] as number)] as number) -
          (used ? (leg[after] as number) : 0)) +
      (used ? 0 : (problem.fixedCost[vehicle] as number) + this.opening);
    if (this.flat && !used) extra = (extra - this.opening) * (this.#share[vehicle] as number) + this.opening;
    if (extra < this.cost) this.#check(after, vehicle, extra);
  }

  /** Whether the vehicle may serve the stop and has room for it. */
  #fits(stop: number, vehicle: number): boolean {
    const { dims, demand, problem } = this.#search;
    if (problem.allowed[(problem.type[vehicle] as number) * problem.stops + stop] === 0) return false;
    const { room } = this.#routes;
    for (let d = 0; d < dims; d++) {
      if ((demand[stop * dims + d] as number) > (room[vehicle * dims + d] as number)) return false;
    }
    return true;
  }

  /** Takes the place when ways, times and limits hold there, and tells; `extra` is the cost of its legs. */
  #check(after: number, vehicle: number, extra: number): boolean {
    const search = this.#search;
    if (search.barred && this.#isBarred(after)) return false;
    if (search.clocked) {
      const { ready, latest, place, next, problem } = this.#routes;
      const stop = this.#stop;
      const before = next[after] as number;
      const cell = (problem.type[vehicle] as number) * problem.stops + stop;
      const own = (place[stop] as number) * search.size;
      let time = (ready[after] as number) + (search.secondsInto[own + (place[after] as number)] as number);
      if (time > (search.close[cell] as number)) return false;
      const open = search.open[cell] as number;
      if (time < open) time = open;
      time += (problem.service[stop] as number) + (search.seconds[own + (place[before] as number)] as number);
      if (time > (latest[before] as number)) return false;
    }
    if (search.limited && !this.#isNearEnough(after, vehicle)) return false;
    const cost = search.timed ? extra + this.#priceOfTime(after, vehicle) : extra;
    if (cost >= this.cost) return false;
    this.cost = cost;
    this.after = after;
    this.stop = this.#stop;
    return true;
  }

  #isBarred(after: number): boolean {
    const { place, next } = this.#routes;
    const { legs, legsInto, size } = this.#search;
    const own = (place[this.#stop] as number) * size;
    return (
      (legsInto[own + (place[after] as number)] as number) >= FAR ||
      (legs[own + (place[next[after] as number] as number)] as number) >= FAR
    );
  }

  #isNearEnough(after: number, vehicle: number): boolean {
    const { place, next, problem, meters, count } = this.#routes;
    const most = problem.maxDistance[vehicle] as number;
    if (most >= UNLIMITED) return true;
    const from = place[after] as number;
    const own = place[this.#stop] as number;
    const to = place[next[after] as number] as number;
    const { distances, size } = problem;
    const now = count[vehicle] === 0 ? 0 : (distances[from * size + to] as number);
    const extra = (distances[from * size + own] as number) + (distances[own * size + to] as number) - now;
    return (meters[vehicle] as number) + extra <= most;
  }

  /** Cost of the longer duration; infinite when it is too long. Head + stop, then + tail. */
  #priceOfTime(after: number, vehicle: number): number {
    const { place, next, problem, duration, headDuration, headLate, tailDuration, tailEarly } = this.#routes;
    const search = this.#search;
    const stop = this.#stop;
    const before = next[after] as number;
    const cell = (problem.type[vehicle] as number) * problem.stops + stop;
    const own = (place[stop] as number) * search.size;
    const shift = (headDuration[after] as number) + (search.secondsInto[own + (place[after] as number)] as number);
    const wait = Math.max((search.open[cell] as number) - shift - (headLate[after] as number), 0);
    const late = Math.min((search.close[cell] as number) - shift, headLate[after] as number);
    const done =
      shift + wait + (problem.service[stop] as number) + (search.seconds[own + (place[before] as number)] as number);
    const total = done + Math.max((tailEarly[before] as number) - done - late, 0) + (tailDuration[before] as number);
    if (total > (problem.maxDuration[vehicle] as number)) return Number.POSITIVE_INFINITY;
    return (problem.perSecond[vehicle] as number) * (total - (duration[vehicle] as number));
  }

  #nextBlink(): number {
    return Math.floor(Math.log(this.#random.unit() || 1e-12) / LOG_SEEN);
  }
}
