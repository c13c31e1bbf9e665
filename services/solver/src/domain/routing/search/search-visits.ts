import type { EngineOptions, EngineOutcome, EngineStopReason } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { BestPlan } from './best-plan.ts';
import { Cooling } from './cooling.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { type NearStops, nearStops } from './near-stops.ts';
import { planBySavings } from './savings-plan.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { StringRuin } from './string-ruin.ts';
import { Trial } from './trial.ts';

/** Nearest stops that moves look at. */
const NEAR = 40;
/** Start and end temperature as shares of the mean cost of serving a stop. */
const HOT = 0.3;
const COLD = 0.015;
/** Start temperature as a share of the mean prize of the stops that are left out. */
const PRIZE_HOT = 0.3;
/** Iterations, a power of two, between looks at the clock; new best plans are shown as often. */
const LOOK_EVERY = 64;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/**
 * The fast search: greedy insertion, then ruin and recreate under simulated
 * annealing (Christiaens & Vanden Berghe 2020) until the stop rule, the
 * iteration budget, or no progress ends it. For problems that `canExpress`.
 */
export function searchVisits(problem: CompiledRouting, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  const search = new VisitSearch(problem, options);
  search.construct();
  return search.anneal();
}

class VisitSearch {
  readonly #options: EngineOptions<VisitOrder>;
  readonly #random: Random;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #leftOut: LeftOut;
  readonly #ruin: StringRuin;
  readonly #recreate: GreedyRecreate;
  readonly #near: NearStops;
  readonly #best: BestPlan;
  readonly #cooling: Cooling;
  #cost = 0;

  constructor(problem: CompiledRouting, options: EngineOptions<VisitOrder>) {
    const near = nearStops(problem, NEAR, options.stop);
    this.#options = options;
    this.#near = near;
    this.#random = new Random(options.seed);
    this.#routes = new SearchRoutes(searchProblem(problem));
    this.#trial = new Trial(this.#routes);
    this.#leftOut = new LeftOut(this.#routes, this.#trial);
    this.#ruin = new StringRuin(this.#routes, this.#trial, near, this.#random);
    this.#recreate = new GreedyRecreate(this.#routes, this.#trial, near, this.#random, options.stop);
    this.#best = new BestPlan(this.#routes, this.#trial, options.onIncumbent);
    this.#cooling = new Cooling(problem.stops, options);
  }

  /** First plans: by greedy insertion, then by savings; the search goes on from the better one. */
  construct(): void {
    this.#offerConstructed();
    if (this.#routes.stops < 2 || this.#options.stop()) return;
    this.#trial.begin();
    for (let v = 0; v < this.#routes.problem.vehicles; v++) this.#routes.setRoute(v, NO_STOPS, 0, 0);
    this.#routes.route.fill(-1, 0, this.#routes.stops);
    planBySavings(this.#routes, this.#near);
    this.#trial.findAbsent();
    this.#offerConstructed();
    this.#best.restore();
    this.#cost = this.#best.cost;
  }

  /** Inserts what is absent and keeps the plan when it is the best. */
  #offerConstructed(): void {
    this.#trial.begin();
    this.#recreate.recreate(0);
    this.#trial.findAbsent();
    this.#cost = this.#routes.cost() + this.#leftOut.prizes();
    if (this.#cost >= this.#best.cost) return;
    this.#best.keep(this.#cost, this.#leftOut.missing());
    this.#best.report(0);
  }

  anneal(): EngineOutcome<VisitOrder> {
    const { hot, cold } = this.#temperatures();
    let temperature = hot;
    for (let done = 0; ; done++) {
      if (done === this.#options.iterations) return this.#end('iterations', done);
      if (this.#options.stop()) return this.#end('stopped', done);
      if ((done & (LOOK_EVERY - 1)) === 0) {
        this.#best.report(done);
        const part = this.#cooling.part(done);
        if (part >= 1) {
          if (this.#cooling.ended(done, this.#best.cost)) return this.#end('converged', done);
          this.#best.restore();
          this.#cost = this.#best.cost;
        }
        temperature = hot * (cold / hot) ** Math.min(1, part);
      }
      this.#step(temperature);
    }
  }

  /** One trial; refused when it makes the plan worse than the temperature allows. */
  #step(temperature: number): void {
    const trial = this.#trial;
    const fresh = trial.absentCount;
    trial.begin();
    this.#leftOut.remember();
    this.#ruin.ruin();
    const whole = this.#recreate.recreate(fresh);
    const change = trial.change() + this.#leftOut.change();
    const isBest = this.#cost + change < this.#best.cost - EPSILON;
    const threshold = -temperature * Math.log(this.#random.unit() || 1e-12);
    if (!whole || !this.#leftOut.accepts(isBest || change < threshold)) {
      if (whole) this.#leftOut.blame();
      trial.undo();
      return;
    }
    this.#cost += change;
    if (this.#cost < this.#best.cost - EPSILON) this.#best.keep(this.#cost, this.#leftOut.missing());
  }

  /**
   * Start and end temperature from the mean cost of serving a stop. Where
   * optional stops compete for room, the start must also let their prizes change hands.
   */
  #temperatures(): { hot: number; cold: number } {
    const { absent, absentCount } = this.#trial;
    const { prize, required, stops } = this.#routes.problem;
    const scale = Math.max(1e-6, this.#routes.cost() / Math.max(1, stops - absentCount));
    let prizes = 0;
    let optional = 0;
    for (let i = 0; i < absentCount; i++) {
      const stop = absent[i] as number;
      if (required[stop] === 1) continue;
      prizes += prize[stop] as number;
      optional++;
    }
    const meanPrize = optional === 0 ? 0 : prizes / optional;
    return { hot: Math.max(HOT * scale, PRIZE_HOT * meanPrize), cold: COLD * scale };
  }

  #end(stopReason: EngineStopReason, iterations: number): EngineOutcome<VisitOrder> {
    this.#best.report(iterations);
    return { solution: this.#best.order(), value: this.#best.cost, stopReason, iterations };
  }
}

const NO_STOPS = new Int32Array(0);
