import type { EngineOptions, EngineOutcome, EngineStopReason } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { flatOrder, orderOfFlat } from '#domain/routing/flat-order';
import { Cooling } from '#domain/routing/search/cooling';
import { meanNear, type NearStops } from '#domain/routing/search/near-stops';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { TripBest } from './trip-best.ts';
import { TripChains } from './trip-chains.ts';
import { TripDepots } from './trip-depots.ts';
import type { TripRecreate } from './trip-recreate.ts';
import type { TripRoutes } from './trip-routes.ts';
import { TripRuin } from './trip-ruin.ts';
import { TripTails } from './trip-tails.ts';
import type { TripTrial } from './trip-trial.ts';

/** Start and end temperature as shares of the mean cost of the way to a near stop. */
const HOT = 0.7;
const COLD = 0.1;
/** Fewer stops than this begin hotter, in proportion, up to so much. */
const HOT_STOPS = 300;
const HOTTEST = 3;
/** Where nothing but prizes counts: the same as a share of the mean prize. */
const PRIZE_SHARE = 0.1;
/** Near stops whose ways count for that. */
const NEAREST = 10;
/** A recreation is broken off when it worsens the plan by so many temperatures, or ways to near stops, above what is allowed. */
const RESCUE = 8;
const RESCUE_WAYS = 3;
/** Optional stops are worth so many times their prize at first: a new trip pays only when many of them lie on it. */
const RICH = 3;
/** Part of the search over which that falls to once. */
const RICH_PART = 0.4;
/** Chance that vehicles swap trips between ruin and recreation. */
const SHAKE = 0.5;
/** Iterations, a power of two, between looks at the clock. */
const LOOK_EVERY = 64;
/** Part of the cooling from which on a mate's plan is gone on with. */
const MEET_FROM = 0.4;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/** What the phases of one search of trips work on. */
export interface TripWork {
  readonly options: EngineOptions<VisitOrder>;
  readonly random: Random;
  readonly routes: TripRoutes;
  readonly trial: TripTrial;
  readonly best: TripBest;
}

/** Ruin and recreate from the best plan on. */
export class TripAnnealing {
  readonly #work: TripWork;
  readonly #near: NearStops;
  readonly #ruin: TripRuin;
  readonly #recreate: TripRecreate;
  readonly #tails: TripTails;
  readonly #depots: TripDepots;
  readonly #chains: TripChains;
  readonly #cooling: Cooling;
  readonly #hasPrizes: boolean;
  /** Cost of a way to a near stop. */
  readonly #way: number;
  #cost: number;

  constructor(work: TripWork, near: NearStops, recreate: TripRecreate) {
    const { options, random, routes, trial, best } = work;
    this.#work = work;
    this.#near = near;
    this.#recreate = recreate;
    this.#ruin = new TripRuin(routes, trial, near, random);
    this.#tails = new TripTails(routes, trial, near);
    this.#depots = new TripDepots(routes, trial);
    this.#chains = new TripChains(routes, trial, random);
    this.#cooling = new Cooling(routes.stops, options);
    this.#hasPrizes = routes.problem.required.includes(0);
    this.#way = this.#meanWay();
    best.restore();
    this.#cost = best.cost;
  }

  run(): EngineOutcome<VisitOrder> {
    const { options, best, routes, trial } = this.#work;
    const hot = this.#way * Math.min(HOTTEST, HOT * Math.max(1, HOT_STOPS / routes.stops));
    const cold = this.#way * COLD;
    let temperature = hot;
    for (let done = 0; ; done++) {
      if (done === options.iterations) return this.#end('iterations', done);
      if (options.stop()) return this.#end('stopped', done);
      if ((done & (LOOK_EVERY - 1)) === 0) {
        if (!best.report(done)) this.#goBack();
        const part = this.#cooling.part(done);
        this.#meetMates(part, done);
        if (part >= 1) {
          if (this.#cooling.ended(done, best.cost)) return this.#end('converged', done);
          this.#goBack();
        }
        if (this.#hasPrizes) trial.leftOut.weight = RICH ** Math.max(0, 1 - part / RICH_PART);
        temperature = hot * (cold / hot) ** Math.min(1, part);
      }
      this.#step(temperature);
    }
  }

  /** Tells mates of the best plan; goes on from theirs when it is better, but not while all still wander far. */
  #meetMates(part: number, iterations: number): void {
    const { options, best } = this.#work;
    const { mates } = options;
    const { shown } = best;
    if (!mates || !shown) return;
    mates.offer(shown.value, () => flatOrder(shown.solution));
    const found = part < MEET_FROM ? undefined : mates.take(Math.min(best.cost, shown.value) - EPSILON);
    if (!found) return;
    if (best.load(orderOfFlat(found.flat).routes)) best.offer(iterations);
    this.#goBack();
  }

  #goBack(): void {
    this.#work.best.restore();
    this.#cost = this.#work.best.cost;
  }

  /** One trial; refused when it makes the plan worse than the temperature allows. */
  #step(temperature: number): void {
    const { trial, best, random } = this.#work;
    const recreate = this.#recreate;
    const { leftOut } = trial;
    const mayWorsen = -temperature * Math.log(random.unit() || 1e-12);
    const isWhole = leftOut.missing === 0 && !this.#hasPrizes;
    trial.begin();
    const isInTime = this.#ruin.ruin();
    if (random.unit() < SHAKE) this.#chains.shake();
    const rescue = Math.max(RESCUE * temperature, RESCUE_WAYS * this.#way);
    const most = isWhole ? mayWorsen + rescue - trial.changeOfRoutes() : Number.POSITIVE_INFINITY;
    if (!isInTime || !recreate.recreate(this.#ruin.centre, most)) {
      trial.undo();
      return;
    }
    this.#tails.improve(recreate.list, recreate.length);
    this.#depots.improve();
    const change = trial.change();
    if (!leftOut.accepts(this.#cost + change < best.cost - EPSILON || change + leftOut.bias() < mayWorsen)) {
      leftOut.blame();
      trial.undo();
      return;
    }
    this.#cost += change;
    best.note();
    if (this.#cost < best.cost - EPSILON) best.keep(this.#cost);
  }

  /** What a way to a near stop costs; where ways cost nothing, a share of what prizes and vehicles do. */
  #meanWay(): number {
    const { search, problem } = this.#work.routes;
    const way =
      mean(search.rate) * meanNear(search, this.#near, search.legs, NEAREST) +
      mean(problem.perSecond) * meanNear(search, this.#near, search.seconds, NEAREST);
    if (way > 0) return way;
    const prizes = problem.prize.filter((_, stop) => problem.required[stop] === 0);
    return Math.max(1e-6, PRIZE_SHARE * mean(prizes), PRIZE_SHARE * mean(problem.fixedCost));
  }

  #end(stopReason: EngineStopReason, iterations: number): EngineOutcome<VisitOrder> {
    this.#work.best.report(iterations);
    this.#meetMates(1, iterations);
    return { ...this.#work.best.shown, stopReason, iterations };
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
