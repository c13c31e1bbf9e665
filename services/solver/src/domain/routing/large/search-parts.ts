import type { EngineOptions, EngineOutcome } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RouteLists } from '#domain/routing/search-state';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { cutRoutes } from './cut-routes.ts';
import { firstPlan, middleOf } from './first-plan.ts';
import { HilbertSquare } from './hilbert.ts';
import { IdleFleet } from './idle-fleet.ts';
import type { LargePlan } from './large-plan.ts';
import type { LargeProblem } from './large-problem.ts';
import { constructPart, improvePart, type PartPlan, partValue } from './part-search.ts';
import { type Members, setRoutes } from './set-routes.ts';

/** Stops of a part that is built anew once: savings need more of a region than a first plan has time to look at. */
const REBUILT_PART = 1000;
/** Stops of a part that is improved: at least so many, and so many routes, up to a limit. */
const PART = 300;
const PART_ROUTES = 15;
const LARGEST_PART = 1500;
/** Iterations for each of its stops in one visit. */
const EFFORT = 20;
/** Start and end temperature as shares of what a way to a near stop costs. */
const HOT = 0.5;
const COLD = 0.05;
/** A visit ends at this part of the temperature at which it begins. */
const FALL = 0.3;
/** Idle vehicles that a part gets to choose from, and of one type. */
const SPARE = 3;
/** Stops without a route that a part is given to find room for. */
const MOST_ABSENT = 100;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/**
 * The engine for problems too large to be searched as a whole: a first plan
 * part by part, then again and again all routes cut into parts of routes that
 * lie side by side, each improved by itself, with borders elsewhere in every
 * round (POPMUSIC, Taillard & Voss 2002; decomposition by barycentres along a
 * curve, Santini et al. 2023). Time and memory of a step do not grow with the problem.
 */
export function searchParts(problem: LargeProblem, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  const plan = firstPlan(problem, options.seed, options.stop);
  options.onIncumbent?.(plan.incumbent(0));
  return new Rounds(plan, options).run();
}

/** A part and the routes that it has, by its own numbers. */
interface Part {
  readonly compiled: CompiledRouting;
  readonly routes: RouteLists;
}

class Rounds {
  readonly #plan: LargePlan;
  readonly #problem: LargeProblem;
  readonly #options: EngineOptions<VisitOrder>;
  readonly #random: Random;
  #done = 0;
  #best: number;

  constructor(plan: LargePlan, options: EngineOptions<VisitOrder>) {
    this.#plan = plan;
    this.#problem = plan.problem;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#best = plan.incumbent(0).value;
  }

  run(): EngineOutcome<VisitOrder> {
    for (const members of this.#parts(REBUILT_PART)) {
      if (this.#isOver()) return this.#end();
      this.#change(members, (part) => this.#rebuilt(part));
    }
    for (;;) {
      const before = this.#best;
      const isCold = this.#part() >= 0.99;
      for (const members of this.#parts(this.#partSize())) {
        if (this.#isOver()) return this.#end();
        this.#change(members, (part) => this.#improved(part));
      }
      const isBetter = this.#best < before - EPSILON;
      // Without a clock and a budget it ends when a round brings nothing.
      if (!isBetter && (isCold || !this.#options.progress) && this.#options.iterations === undefined) {
        return { ...this.#end(), stopReason: 'converged' };
      }
    }
  }

  #isOver(): boolean {
    const { iterations, stop } = this.#options;
    return stop() || (iterations !== undefined && this.#done >= iterations);
  }

  #end(): EngineOutcome<VisitOrder> {
    const { solution, value, iterations } = this.#plan.incumbent(this.#done);
    const { iterations: budget } = this.#options;
    const stopReason = budget !== undefined && this.#done >= budget ? 'iterations' : 'stopped';
    return { solution, value, iterations, stopReason };
  }

  /** Part of the budget that is used up. */
  #part(): number {
    const { iterations, progress } = this.#options;
    if (iterations !== undefined) return Math.min(1, this.#done / Math.max(1, iterations));
    return progress?.() ?? 1;
  }

  /** Gives a part other routes, and tells when the whole is better than ever. */
  #change(members: Members, change: (part: Part) => PartPlan): void {
    const { stops, vehicles } = members;
    const plan = this.#plan;
    const compiled = this.#problem.part(stops, vehicles);
    const at = new Map(Array.from(stops, (stop, index) => [stop, index]));
    const routes = Array.from(vehicles, (vehicle) =>
      (plan.lists[vehicle] as Int32Array).map((stop) => at.get(stop) as number),
    );
    const changed = change({ compiled, routes });
    plan.empty(vehicles);
    setRoutes(plan, compiled, members, changed.routes);
    const incumbent = plan.incumbent(this.#done);
    if (incumbent.value >= this.#best - EPSILON) return;
    this.#best = incumbent.value;
    this.#options.onIncumbent?.(incumbent);
  }

  #rebuilt({ compiled, routes }: Part): PartPlan {
    const value = partValue(compiled, routes);
    const fresh = constructPart(compiled, { seed: this.#seed(), stop: this.#options.stop });
    return fresh.value < value ? fresh : { routes, value };
  }

  #improved({ compiled, routes }: Part): PartPlan {
    const { iterations: budget = Number.MAX_SAFE_INTEGER, stop } = this.#options;
    const hot = HOT * (COLD / HOT) ** this.#part();
    const iterations = Math.min(EFFORT * compiled.stops, budget - this.#done);
    const found = improvePart(compiled, { routes, iterations, hot, cold: hot * FALL, seed: this.#seed(), stop });
    this.#done += found.iterations;
    return found;
  }

  #seed(): number {
    return this.#random.bits() | 0;
  }

  #partSize(): number {
    const used = this.#plan.lists.filter((list) => list.length > 0);
    const stops = used.reduce((sum, { length }) => sum + length, 0);
    return Math.min(LARGEST_PART, Math.max(PART, (PART_ROUTES * stops) / Math.max(1, used.length)));
  }

  /** Every part of a round of some `size` stops, with the vehicles that are idle when its turn comes. */
  *#parts(size: number): Generator<Members> {
    const { x, y } = this.#problem;
    const plan = this.#plan;
    const square = new HilbertSquare(x, y, this.#random.unit(), this.#random.unit());
    const idle = new IdleFleet(this.#problem, plan);
    for (const { routes, absent } of cutRoutes(plan, square, size)) {
      const stops = this.#stopsOf(routes, absent);
      const least = SPARE + Math.min(SPARE, absent.length);
      const dealt = idle.deal({ ...middleOf(this.#problem, stops), share: 0, least, most: SPARE });
      const vehicles = Int32Array.from([...routes, ...dealt]).sort();
      if (vehicles.length > 0 && stops.length > 0) yield { stops, vehicles };
      idle.giveBack(vehicles.filter((vehicle) => plan.isIdle(vehicle)));
    }
  }

  /** Stops of the routes and some of the absent ones, with all that are tied to them. */
  #stopsOf(routes: Int32Array, absent: Int32Array): Int32Array {
    const stops = Array.from(routes).flatMap((vehicle) => [...(this.#plan.lists[vehicle] as Int32Array)]);
    const from = absent.length > MOST_ABSENT ? this.#random.below(absent.length) : 0;
    for (let k = 0; k < Math.min(MOST_ABSENT, absent.length); k++) {
      stops.push(absent[(from + k) % absent.length] as number);
    }
    return this.#problem.withTied(stops);
  }
}
