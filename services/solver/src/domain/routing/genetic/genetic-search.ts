import type { EngineOptions, EngineOutcome, EngineStopReason } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import { flatOrder, orderOfFlat } from '#domain/routing/flat-order';
import { Annealing } from '#domain/routing/search/annealing';
import type { BestPlan } from '#domain/routing/search/best-plan';
import type { SearchWork } from '#domain/routing/search/first-plans';
import type { GreedyRecreate } from '#domain/routing/search/greedy-recreate';
import type { NearStops } from '#domain/routing/search/near-stops';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { annealedSeeds } from './annealed-seeds.ts';
import { Education } from './education.ts';
import { isTooSlow } from './evolves.ts';
import { type GeneticProblem, geneticProblem } from './genetic-problem.ts';
import { Individuals } from './individuals.ts';
import { OrderCrossover } from './order-crossover.ts';
import { PlanNames } from './plan-names.ts';
import { PlanNodes } from './plan-nodes.ts';
import { POPULATION_SLOTS, Population } from './population.ts';
import { Split } from './split.ts';

/** Random plans that a population begins with beside the annealed ones, and that a later one begins with. */
const RANDOM = 10;
const RANDOM_ANEW = 40;
/** Chance that an overloaded offspring is educated once more at so many times the price of overloads. */
const REPAIR = 0.5;
const REPAIR_PRICE = 10;
/** Offspring without a new best of its own after which a population is given up; when that brought no new best of all, the search ends. */
const PATIENCE = 5000;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/**
 * Hybrid genetic search (Vidal et al. 2012; Vidal 2022): offspring of two plans
 * by order crossover of their giant tours, cut by Split, educated by local
 * search with SWAP*, kept in a population of plans that keep the capacities and
 * plans that do not, for cost and for diversity. An offspring takes about as
 * long as a trial of ruin and recreate for every stop and counts as so many iterations.
 */
export class GeneticSearch {
  readonly #work: SearchWork;
  readonly #random: Random;
  readonly #best: BestPlan;
  readonly #problem: GeneticProblem;
  readonly #names: PlanNames;
  readonly #nodes: PlanNodes;
  readonly #split: Split;
  readonly #crossover: OrderCrossover;
  readonly #education: Education;
  readonly #individuals: Individuals;
  readonly #population: Population;
  #options: EngineOptions<VisitOrder>;
  /** Whether there is time for too few offspring. */
  #isSlow = false;
  /** Offspring so far; those before this population, and when its best was last improved. */
  #offspring = 0;
  #begun = 0;
  #improved = 0;
  /** Best length of this population, and the best cost when it began. */
  #shortest = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;

  /** The best plan so far must serve all stops. */
  constructor(work: SearchWork) {
    const { options, random, routes, best } = work;
    const used = best.order().routes.filter((list) => list.length > 0).length;
    const problem = geneticProblem(routes.search, used);
    this.#work = work;
    this.#options = options;
    this.#random = random;
    this.#best = best;
    this.#problem = problem;
    this.#names = new PlanNames(routes.search, problem);
    this.#nodes = new PlanNodes(problem);
    this.#split = new Split(problem);
    this.#crossover = new OrderCrossover(problem.stops);
    this.#education = new Education(this.#nodes, random, options.stop);
    this.#individuals = new Individuals(problem, POPULATION_SLOTS);
    this.#population = new Population(this.#individuals, random, firstPrice(problem));
  }

  /** Anneals some plans, then lets them evolve; where it turns out that there is no time for that, annealing goes on. */
  run(near: NearStops, recreate: GreedyRecreate): EngineOutcome<VisitOrder> {
    const options = annealedSeeds(this.#work, near, recreate, (plan, affordable) => {
      this.#isSlow = isTooSlow(this.#problem.stops, affordable);
      if (!this.#isSlow) this.#addPlan(plan);
      return !this.#isSlow;
    });
    return this.#isSlow ? this.#anneal(options, near, recreate) : this.#evolve(options);
  }

  #anneal(options: EngineOptions<VisitOrder>, near: NearStops, recreate: GreedyRecreate): EngineOutcome<VisitOrder> {
    const outcome = new Annealing({ ...this.#work, options }, near, recreate).run();
    return { ...outcome, iterations: this.#best.before + outcome.iterations };
  }

  #evolve(options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
    this.#options = options;
    const { iterations: budget, stop } = this.#options;
    for (;;) {
      const iterations = this.#offspring * this.#problem.stops;
      this.#best.report(iterations);
      if (budget !== undefined && iterations + this.#problem.stops > budget) return this.#end('iterations');
      if (stop()) return this.#end('stopped');
      this.#meetMates();
      if (this.#offspring - this.#improved > PATIENCE && !this.#beginAnew()) return this.#end('converged');
      if (this.#offspring - this.#begun < (this.#begun === 0 ? RANDOM : RANDOM_ANEW) || this.#population.size < 2)
        this.#addRandom();
      else this.#breed();
      this.#offspring++;
    }
  }

  /** Lets the population go for a new one; false when it found nothing better than those before it. */
  #beginAnew(): boolean {
    if (this.#best.cost >= this.#before) return false;
    this.#before = this.#best.cost;
    this.#begun = this.#offspring;
    this.#improved = this.#offspring;
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#population.clear();
    return true;
  }

  #addRandom(): void {
    const { child } = this.#crossover;
    for (let i = 0; i < child.length; i++) child[i] = i;
    this.#random.shuffle(child, child.length);
    this.#cut(this.#problem.vehicles);
    this.#educate();
  }

  #breed(): void {
    const { stops } = this.#problem;
    const a = this.#population.select();
    const b = this.#population.select();
    this.#crossover.cross(this.#individuals.tour, a * stops, b * stops, this.#random);
    this.#cut(this.#individuals.routes[a] as number);
    this.#individuals.markOrigins(this.#nodes, a, b);
    this.#educate();
  }

  /** Sets the nodes to the child's tour, cut into at most so many routes. */
  #cut(routes: number): void {
    const { child } = this.#crossover;
    this.#nodes.price = this.#population.price;
    this.#nodes.setPlan(child, this.#split.ends, this.#split.cut(child, 0, this.#nodes.price, routes));
  }

  #educate(): void {
    const nodes = this.#nodes;
    const isWhole = this.#education.run();
    this.#keep();
    if (!isWhole) return;
    const isFeasible = nodes.excess() === 0;
    this.#population.noteNatural(isFeasible);
    if (isFeasible || this.#random.unit() >= REPAIR) return;
    nodes.raisePrice(REPAIR_PRICE);
    this.#education.run();
    if (nodes.excess() === 0) this.#keep();
  }

  /** Adds the plan in the nodes to the population. */
  #keep(): void {
    const individuals = this.#individuals;
    const slot = individuals.take();
    individuals.read(this.#nodes, slot);
    const length = individuals.length[slot] as number;
    if (individuals.excess[slot] === 0 && length < this.#shortest - EPSILON) {
      this.#shortest = length;
      this.#improved = this.#offspring;
      const cost = this.#names.costOf(individuals, slot);
      if (cost < this.#best.cost - EPSILON) this.#best.take(this.#names.planOf(individuals, slot), cost);
    }
    this.#population.add(slot);
  }

  #addPlan({ routes }: VisitOrder): void {
    const nodes = this.#nodes;
    nodes.price = this.#population.price;
    if (!this.#names.load(nodes, routes)) return;
    this.#education.run();
    this.#keep();
  }

  /** Tells mates of the best plan; theirs joins the population when it is better. */
  #meetMates(): void {
    const { mates } = this.#options;
    if (!mates) return;
    const best = this.#best;
    mates.offer(best.cost, () => flatOrder(best.order()));
    const found = mates.take(best.cost - EPSILON);
    if (!found) return;
    const plan = orderOfFlat(found.flat);
    best.take(plan, found.value);
    if (plan.missing === 0) this.#addPlan(plan);
  }

  #end(stopReason: EngineStopReason): EngineOutcome<VisitOrder> {
    const best = this.#best;
    const { iterations: budget } = this.#work.options;
    const own = this.#offspring * this.#problem.stops;
    const found = this.#options.mates?.take(best.cost - EPSILON);
    if (found) best.take(orderOfFlat(found.flat), found.value);
    best.report(own);
    // What is left of a budget is not enough for one more.
    const iterations = stopReason === 'iterations' && budget !== undefined ? budget : best.before + own;
    return { solution: best.order(), value: best.cost, stopReason, iterations };
  }
}

/** A price at which overloads cost about as much as the longest way. */
function firstPrice({ legs, demand }: GeneticProblem): number {
  const longest = legs.reduce((most, leg) => Math.max(most, leg), 0);
  const heaviest = demand.reduce((most, load) => Math.max(most, load), 1);
  return Math.max(0.1, Math.min(1000, longest / heaviest));
}
