import type { EngineOptions, EngineOutcome, EngineStopReason } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { flatOrder, orderOfFlat } from '#domain/routing/flat-order';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { BestAlternatives } from './best-alternatives.ts';
import type { BestPlan } from './best-plan.ts';
import { Cooling } from './cooling.ts';
import type { SearchWork } from './first-plans.ts';
import type { GreedyRecreate } from './greedy-recreate.ts';
import { ListCost } from './list-cost.ts';
import { meanNear, type NearStops } from './near-stops.ts';
import { easeOpening } from './route-opening.ts';
import type { SearchProblem } from './search-problem.ts';
import type { SearchRoutes } from './search-routes.ts';
import { wayWorth } from './shadow-price.ts';
import { StringRuin } from './string-ruin.ts';
import { TailSwap } from './tail-swap.ts';
import { type TeamWork, teamWork } from './team-work.ts';
import type { Trial } from './trial.ts';
import { VehicleSwap } from './vehicle-swap.ts';

/** Start and end temperature as shares of the mean cost of the way to a near stop. */
const HOT = 1;
const COLD = 0.1;
/** Fewer stops than this begin hotter, in proportion: they have the time for it. */
const HOT_STOPS = 300;
/** So do routes of more stops than this, in proportion, up to so much, unless stops are optional: to save a route takes many worse plans. */
const HOT_LENGTH = 10;
const HOT_LONG = 2;
/** No problem begins hotter; several depots always do, because whole regions change hands. */
const HOTTEST = 3;
/** The same where no way costs anything, as shares of the price that it has for the search. */
const HOT_FREE = 5;
const COLD_FREE = 1;
/** Near stops whose ways count for that. */
const NEAREST = 10;
/** Chances, where vehicles differ, that a ruined route changes its vehicle, and that stops are inserted where it is shortest instead of cheapest. */
const SHAKE = 0.1;
const FLAT = 0.3;
/** A recreation is broken off when it worsens the plan by so many temperatures, or by so many ways to near stops if that is more, above what is allowed: swaps seldom make that good. */
const RESCUE = 8;
const RESCUE_WAYS = 3;
/** Optional stops are worth so many times their prize at first, and less and less until they are worth it once: routes are given up more easily than begun. */
const RICH = 2;
/** Iterations, a power of two, between looks at the clock; new best plans are shown as often. */
const LOOK_EVERY = 64;
/** Part of the cooling from which on a mate's plan is gone on with. */
const MEET_FROM = 0.4;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/** Start and end temperature as shares of what a way to a near stop costs. */
export interface Heat {
  readonly hot: number;
  readonly cold: number;
}

/** Ruin and recreate from the best plan on. */
export class Annealing {
  readonly #options: EngineOptions<VisitOrder>;
  readonly #random: Random;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #near: NearStops;
  readonly #ruin: StringRuin;
  readonly #recreate: GreedyRecreate;
  readonly #tails: TailSwap;
  /** Only where vehicles differ. */
  readonly #vehicles: VehicleSwap | undefined;
  /** Only where stops are alternatives. */
  readonly #alternatives: BestAlternatives | undefined;
  readonly #best: BestPlan;
  readonly #team: TeamWork | undefined;
  readonly #cooling: Cooling;
  readonly #hasPrizes: boolean;
  /** Whether prizes are multiplied at first: not where a plan was annealed before, nor where nothing else counts, which would be the same as to begin colder. */
  readonly #isWeighted: boolean;
  /** Price of a unit of length where none costs, else 0. */
  readonly #shadow: number;
  /** Whether vehicles differ in price or room. */
  readonly #isMixed: boolean;
  readonly #heat: Heat | undefined;
  /** Cost of a way to a near stop. */
  #way = 0;
  #cost: number;

  /** @param heat what holds instead of the usual temperatures, for a plan that was annealed before */
  constructor(work: SearchWork, near: NearStops, recreate: GreedyRecreate, heat?: Heat) {
    const { options, random, routes, trial, best } = work;
    const listCost = new ListCost(routes);
    this.#options = options;
    this.#random = random;
    this.#routes = routes;
    this.#trial = trial;
    this.#near = near;
    this.#best = best;
    this.#heat = heat;
    this.#recreate = recreate;
    this.#ruin = new StringRuin(routes, trial, near, random);
    this.#tails = new TailSwap(routes, trial, near, listCost);
    this.#vehicles = routes.problem.types > 1 ? new VehicleSwap(routes, trial, random, listCost) : undefined;
    this.#alternatives = near.tasks && new BestAlternatives(routes, trial, near.tasks, listCost);
    this.#cooling = new Cooling(routes.search.tasks.count, options);
    this.#team = teamWork(work);
    this.#isMixed = isMixed(routes.search);
    this.#hasPrizes = routes.search.tasks.hasOptional;
    this.#isWeighted = this.#hasPrizes && !routes.search.isFree && !heat;
    this.#shadow = routes.search.isFree ? (routes.search.guide[0] ?? 0) : 0;
    // A search for prizes begins with all that can be served.
    if (!this.#hasPrizes) best.restore();
    this.#cost = routes.cost() + trial.leftOut.cost();
  }

  run(): EngineOutcome<VisitOrder> {
    const { hot, cold } = this.#temperatures();
    let temperature = hot;
    for (let done = 0; ; done++) {
      if (done === this.#options.iterations) return this.#end('iterations', done);
      if (this.#options.stop()) return this.#end('stopped', done);
      if ((done & (LOOK_EVERY - 1)) === 0) {
        this.#best.report(done);
        const part = this.#cooling.part(done);
        this.#workWithMates(done, part);
        if (part >= 1) {
          if (this.#cooling.ended(done, this.#best.cost)) return this.#end('converged', done);
          this.#best.restore();
          this.#cost = this.#best.cost;
        }
        if (this.#isWeighted) this.#trial.leftOut.weight = RICH ** Math.max(0, 1 - part);
        temperature = hot * (cold / hot) ** Math.min(1, part);
      }
      this.#step(temperature);
    }
  }

  #workWithMates(done: number, part: number): void {
    this.#cost = this.#team?.look(this.#cooling.isPressed(done)) ?? this.#cost;
    if (!this.#team?.isDivided) this.#meetMates(part);
  }

  /** Tells mates of the best plan; goes on from theirs when it is better, but not while all still wander far. */
  #meetMates(part: number): void {
    const { mates } = this.#options;
    if (!mates) return;
    const best = this.#best;
    mates.offer(best.cost, () => flatOrder(best.order()));
    const found = part < MEET_FROM ? undefined : mates.take(best.cost - EPSILON);
    if (!found) return;
    best.take(orderOfFlat(found.flat), found.value);
    best.restore();
    this.#cost = best.cost;
  }

  /** One trial; refused when it makes the plan worse than the temperature allows. */
  #step(temperature: number): void {
    const trial = this.#trial;
    const recreate = this.#recreate;
    const { leftOut } = trial;
    const mayWorsen = -temperature * Math.log(this.#random.unit() || 1e-12);
    const isWhole = leftOut.missing === 0;
    trial.begin();
    this.#ruin.ruin();
    if (this.#vehicles && this.#random.unit() < SHAKE) this.#vehicles.shake();
    recreate.place.flat = this.#isMixed && this.#random.unit() < FLAT;
    if (this.#hasPrizes) easeOpening(this.#routes, recreate.place, this.#ruin.centre, this.#random);
    // Prices of places tell what the trial comes to where no required stop is left out and they are true.
    const isPriced = isWhole && recreate.place.isTrue && this.#shadow === 0;
    const rescue = Math.max(RESCUE * temperature, RESCUE_WAYS * this.#way);
    const most = isPriced ? mayWorsen + rescue - trial.changeOfRoutes() : Number.POSITIVE_INFINITY;
    if (!recreate.recreate(this.#ruin.centre, most)) {
      trial.undo();
      return;
    }
    this.#tails.improve(recreate.list, recreate.length);
    this.#alternatives?.improve();
    this.#vehicles?.improve();
    const change = trial.change();
    const isBest = this.#cost + change < this.#best.cost - EPSILON;
    const judged = change + leftOut.bias() + (this.#shadow > 0 ? this.#shadow * trial.changeOfLength() : 0);
    if (!leftOut.accepts(isBest || judged < mayWorsen)) {
      leftOut.blame();
      trial.undo();
      return;
    }
    this.#cost += change;
    this.#best.note();
    if (this.#cost < this.#best.cost - EPSILON) this.#best.keep(this.#cost);
  }

  #temperatures(): { hot: number; cold: number } {
    const { count: stops } = this.#routes.search.tasks;
    const scale = this.#scale();
    this.#way = scale;
    if (this.#heat) return { hot: this.#heat.hot * scale, cold: this.#heat.cold * scale };
    const long = this.#hasPrizes ? 1 : Math.min(HOT_LONG, this.#meanLength() / HOT_LENGTH);
    const several = this.#vehicles && !this.#isMixed ? HOTTEST : 1;
    const hot = Math.min(HOTTEST, HOT * Math.max(1, HOT_STOPS / stops, long, several));
    if (this.#routes.search.isFree) return { hot: HOT_FREE * scale, cold: COLD_FREE * scale };
    return { hot: hot * scale, cold: COLD * scale };
  }

  /** Stops of a route of the plan at hand. */
  #meanLength(): number {
    const { problem, idle, search } = this.#routes;
    const used = idle.count.reduce((left, unused) => left - unused, problem.vehicles);
    return (search.tasks.count - this.#trial.leftOut.count) / Math.max(1, used);
  }

  /** What a way to a near stop costs: not the plan's cost, of which fixed costs and the ways to far regions may be most. */
  #scale(): number {
    const { search, problem } = this.#routes;
    const near = this.#near;
    const way =
      mean(search.rate) * meanNear(search, near, search.legs, NEAREST) +
      mean(problem.perSecond) * meanNear(search, near, search.seconds, NEAREST);
    return Math.max(1e-6, way > 0 ? way : wayWorth(search));
  }

  #end(stopReason: EngineStopReason, iterations: number): EngineOutcome<VisitOrder> {
    this.#meetMates(1);
    this.#best.report(iterations);
    return { solution: this.#best.order(), value: this.#best.cost, stopReason, iterations };
  }
}

/** Whether vehicles differ in price or room; those of several depots alone do not. */
export function isMixed({ problem, rate, dims, capacity }: SearchProblem): boolean {
  return (
    rate.some((price) => price !== rate[0]) ||
    problem.fixedCost.some((cost) => cost !== problem.fixedCost[0]) ||
    capacity.some((room, cell) => room !== capacity[cell % dims])
  );
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
