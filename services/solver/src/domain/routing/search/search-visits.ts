import type { EngineOptions, EngineOutcome, EngineStopReason } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import { emergencyVisits } from '#domain/routing/emergency';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { BestPlan } from './best-plan.ts';
import { Cooling } from './cooling.ts';
import { GreedyRecreate } from './greedy-recreate.ts';
import { LeftOut } from './left-out.ts';
import { type NearStops, NO_NEAR, nearStops } from './near-stops.ts';
import { planBySavings } from './savings-plan.ts';
import { searchProblem } from './search-problem.ts';
import { SearchRoutes } from './search-routes.ts';
import { StringRuin } from './string-ruin.ts';
import { Trial } from './trial.ts';

/** Nearest stops that moves look at. */
const NEAR = 40;
/** Start and end temperature as shares of the mean cost of serving a stop. */
const HOT = 0.3;
/** Fewer stops than this begin hotter, in proportion: they have the time for it. */
const HOT_STOPS = 300;
const HOTTEST = 3;
const COLD = 0.015;
/** Start temperature as a share of the mean prize of the stops that are left out. */
const PRIZE_HOT = 0.3;
/** Iterations, a power of two, between looks at the clock; new best plans are shown as often. */
const LOOK_EVERY = 64;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/** Above so many stops the first plan is the emergency answer, which looks at fewer places. */
const LARGE = 1500;

/**
 * The fast search: greedy insertion and savings, then ruin and recreate under
 * simulated annealing (Christiaens & Vanden Berghe 2020) until the stop rule,
 * the iteration budget, or no progress ends it. For problems that `canExpress`.
 */
export function searchVisits(problem: CompiledRouting, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  const random = new Random(options.seed);
  const routes = new SearchRoutes(searchProblem(problem));
  const trial = new Trial(routes);
  const shared: Shared = {
    options,
    random,
    routes,
    trial,
    leftOut: new LeftOut(routes, trial),
    best: new BestPlan(routes, trial, options.onIncumbent),
  };
  planAtOnce(shared);
  // Finding near stops takes longer than a first plan without them.
  const near = nearStops(routes.search, NEAR, options.stop);
  const recreate = new GreedyRecreate(routes, trial, near, random, options.stop);
  if (!options.stop()) {
    routes.clear();
    planBySavings(routes, near);
    complete(shared, recreate);
  }
  return new Annealing(shared, near, recreate).run();
}

/** What the phases of one search work on. */
interface Shared {
  readonly options: EngineOptions<VisitOrder>;
  readonly random: Random;
  readonly routes: SearchRoutes;
  readonly trial: Trial;
  readonly leftOut: LeftOut;
  readonly best: BestPlan;
}

/** The first plan that is shown. */
function planAtOnce(shared: Shared): void {
  const { routes, trial, random, options, best } = shared;
  if (routes.stops <= LARGE) {
    complete(shared, new GreedyRecreate(routes, trial, NO_NEAR, random, options.stop));
    return;
  }
  const { solution, value } = emergencyVisits(routes.problem);
  if (solution && value !== undefined) best.take(solution, value);
  best.report(0);
}

/** Inserts what is absent and keeps the plan when it is the best. */
function complete({ routes, trial, leftOut, best }: Shared, recreate: GreedyRecreate): void {
  trial.begin();
  trial.findAbsent();
  recreate.recreate(0);
  trial.findAbsent();
  const cost = routes.cost() + leftOut.prizes();
  if (cost < best.cost) best.keep(cost, leftOut.missing());
  best.report(0);
}

/** Ruin and recreate from the best plan on. */
class Annealing {
  readonly #options: EngineOptions<VisitOrder>;
  readonly #random: Random;
  readonly #routes: SearchRoutes;
  readonly #trial: Trial;
  readonly #leftOut: LeftOut;
  readonly #ruin: StringRuin;
  readonly #recreate: GreedyRecreate;
  readonly #best: BestPlan;
  readonly #cooling: Cooling;
  #cost: number;

  constructor({ options, random, routes, trial, leftOut, best }: Shared, near: NearStops, recreate: GreedyRecreate) {
    this.#options = options;
    this.#random = random;
    this.#routes = routes;
    this.#trial = trial;
    this.#leftOut = leftOut;
    this.#best = best;
    this.#recreate = recreate;
    this.#ruin = new StringRuin(routes, trial, near, random);
    this.#cooling = new Cooling(routes.stops, options);
    best.restore();
    this.#cost = best.cost;
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
    return {
      hot: Math.max(Math.min(HOTTEST, HOT * Math.max(1, HOT_STOPS / stops)) * scale, PRIZE_HOT * meanPrize),
      cold: COLD * scale,
    };
  }

  #end(stopReason: EngineStopReason, iterations: number): EngineOutcome<VisitOrder> {
    this.#best.report(iterations);
    return { solution: this.#best.order(), value: this.#best.cost, stopReason, iterations };
  }
}
