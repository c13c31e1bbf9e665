import type { Random } from '#domain/engine/random';
import { FAR } from '#domain/routing/compiled';
import type { NearStops } from './near-stops.ts';
import type { SearchRoutes } from './search-routes.ts';
import type { Trial } from './trial.ts';

/*
 * Slack induction by string removals (Christiaens & Vanden Berghe 2020), the
 * ruin half: strings of stops are taken out of routes that lie close together.
 */

/** Average number of stops removed, and the longest string: as published, and now and then more, which alone empties long routes. */
const AVERAGE_REMOVED = 10;
const LONGEST_STRING = 10;
const LARGE_CHANCE = 0.1;
const LARGE_REMOVED = 30;
const LARGE_LONGEST = 100;
/** Chance that a string keeps a middle part, and that this part grows by one more. */
const SPLIT = 0.5;
const SPLIT_DEPTH = 0.01;

/** Takes strings out of routes around a random stop; the stops become absent. */
export class StringRuin {
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #near: NearStops;
  readonly #random: Random;
  /** The stop around which the last ruin was. */
  centre = 0;

  constructor(routes: SearchRoutes, trial: Trial, near: NearStops, random: Random) {
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#random = random;
  }

  ruin(): void {
    const { idle, problem, route, count, own, search } = this.#routes;
    const trial = this.#trial;
    const { leftOut } = trial;
    const random = this.#random;
    const served = search.tasks.count - leftOut.count;
    if (served === 0) return;
    let used = problem.vehicles - idle.hidden;
    for (let type = 0; type < problem.types; type++) used -= idle.count[type] as number;
    const large = random.unit() < LARGE_CHANCE;
    const longest = Math.min(large ? LARGE_LONGEST : LONGEST_STRING, served / used);
    const removed = large ? LARGE_REMOVED : AVERAGE_REMOVED;
    const strings = Math.floor(random.unit() * ((4 * removed) / (1 + longest))) + 1;
    const centre = this.#centre();
    this.centre = centre;
    const row = centre * this.#near.count;
    for (let k = -1; k < this.#near.count && trial.touchedCount < strings; k++) {
      const stop = k < 0 ? centre : (this.#near.rows[row + k] as number);
      const vehicle = route[stop] as number;
      if (vehicle < 0 || own.isOwn[stop] === 0 || trial.isTouched(vehicle)) continue;
      trial.touch(vehicle);
      const most = Math.min(longest, count[vehicle] as number);
      this.#removeString(vehicle, stop, Math.floor(random.unit() * most) + 1);
    }
  }

  /** Any stop; where required ones are left out, one of them as often as not. */
  #centre(): number {
    const { leftOut } = this.#trial;
    const { own } = this.#routes;
    if (leftOut.missing > 0 && this.#random.unit() < 0.5) {
      const stop = leftOut.stops[this.#random.below(leftOut.count)] as number;
      if (this.#routes.problem.required[stop] === 1 && own.isOwn[stop] === 1) return stop;
    }
    return own.anyStop(this.#random);
  }

  #removeString(vehicle: number, around: number, length: number): void {
    const routes = this.#routes;
    const { prev, next } = routes;
    const random = this.#random;
    const count = routes.count[vehicle] as number;
    let kept = 0;
    if (length > 1 && length < count && random.unit() < SPLIT) {
      kept = 1;
      while (length + kept < count && random.unit() < SPLIT_DEPTH) kept++;
    }
    const span = length + kept;
    // The string lies within the route and around the stop.
    const ahead = this.#reach(prev, around, span - 1);
    const short = span - 1 - this.#reach(next, around, span - 1);
    let node = around;
    for (let back = ahead - random.below(ahead - short + 1); back > 0; back--) node = prev[node] as number;
    const keepFrom = kept === 0 ? span : 1 + random.below(length - 1);
    const gap = prev[node] as number;
    let lastKept = gap;
    for (let i = 0; i < span; i++) {
      const behind = next[node] as number;
      if (i >= keepFrom && i < keepFrom + kept) lastKept = node;
      else this.#trial.takeOut(node);
      node = behind;
    }
    if (lastKept !== gap) this.#close(vehicle, lastKept);
    // It may have gone with what was kept.
    if (routes.route[gap] === vehicle) this.#close(vehicle, gap);
  }

  /** Closes the gap behind a node. Where there is no way across, what follows goes too, and behind the last stop what came before. */
  #close(vehicle: number, behind: number): void {
    const routes = this.#routes;
    const { prev, next, leg, stops } = routes;
    let node = behind;
    while ((leg[node] as number) >= FAR && (routes.count[vehicle] as number) > 0) {
      const after = next[node] as number;
      if (after < stops) this.#trial.takeOut(after);
      else {
        const gone = node;
        node = prev[node] as number;
        this.#trial.takeOut(gone);
      }
    }
    routes.mend(vehicle, node);
  }

  /** Stops that follow a stop in one direction, at most so many. */
  #reach(direction: Int32Array, from: number, most: number): number {
    let found = 0;
    let node = direction[from] as number;
    for (; found < most && node < this.#routes.stops; node = direction[node] as number) found++;
    return found;
  }
}
