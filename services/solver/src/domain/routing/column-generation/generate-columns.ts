import type { StopRule } from '#domain/engine/engine';
import { arcPrices } from '#domain/routing/bounds/arc-prices';
import { liftToGrid } from '#domain/routing/bounds/cost-grid';
import { vehiclesNeeded } from '#domain/routing/bounds/fleet-bound';
import type { RelaxedProblem } from '#domain/routing/bounds/relaxed-problem';
import { nearestTasks } from './ng-sets.ts';
import { type PricingGraph, pricingGraph } from './pricing-graph.ts';
import { type MasterRow, RestrictedMaster } from './restricted-master.ts';
import { arcsThrough, columnOf, type RouteColumn } from './route-column.ts';
import { RoutePricer } from './route-pricer.ts';

/** Tasks that a place remembers at first. */
const NG_SIZE = 8;
/** Part of the best dual values so far in those that are priced (Pessoa, Sadykov, Uchoa and Vanderbeck 2018). */
const SMOOTHING = 0.8;
const LEAST_SMOOTHING = 0.2;
/** Pricing that misses nothing comes at least so often: it alone gives a bound. */
const EXACT_EVERY = 24;
const MOST_ROUNDS = 5000;
/** Penalties are raised so often. */
const MOST_RAISES = 8;
/** Lower and upper end of the relaxation are the same up to this, relative. */
const CLOSE = 1e-6;

export interface GenerateOptions {
  readonly stop: StopRule;
  /** Cost of a plan that is known: a bound as high needs no raising. */
  readonly known?: number | undefined;
  /** Relative gap to the known plan at which it may end. */
  readonly gap?: number | undefined;
  /** Routes to begin with. */
  readonly routes?: readonly { readonly fleet: number; readonly stops: readonly number[] }[] | undefined;
  /** Rounds at most. */
  readonly rounds?: number | undefined;
  /** Called when the bound has risen. */
  readonly onBound?: ((bound: number, round: number) => void) | undefined;
}

export interface GeneratedColumns {
  /** No plan costs less; minus infinity when it was stopped before the first. */
  readonly bound: number;
  /** The relaxation is solved: more time raises nothing. */
  readonly isSolved: boolean;
  readonly rounds: number;
}

/**
 * The root bound of column generation: the least cost of covering all tasks by
 * parts of ng-routes (Baldacci, Mingozzi and Roberti 2011). Every exact pricing
 * gives a Lagrangian bound, so that whoever stops it has one.
 */
export function generateColumns(problem: RelaxedProblem, options: GenerateOptions): GeneratedColumns {
  return new Generation(problem, options).run();
}

/** What a set of dual values says. */
interface Priced {
  readonly isWhole: boolean;
  readonly bound: number;
  readonly columns: readonly RouteColumn[];
}

class Generation {
  readonly #problem: RelaxedProblem;
  readonly #options: GenerateOptions;
  readonly #graphs: readonly PricingGraph[];
  readonly #pricers: RoutePricer[] = [];
  readonly #master: RestrictedMaster<RouteColumn>;
  readonly #rows: readonly MasterRow[];
  readonly #known: Set<string> = new Set();
  #raises = 0;
  /** Vehicles that a plan cheaper than the known one uses at most. */
  readonly #mostVehicles: number;
  #bound = Number.NEGATIVE_INFINITY;
  #center: Float64Array | undefined;

  constructor(problem: RelaxedProblem, options: GenerateOptions) {
    this.#problem = problem;
    this.#options = options;
    this.#graphs = problem.fleets.map((fleet) => pricingGraph(problem, fleet));
    this.#rows = this.#masterRows();
    this.#master = new RestrictedMaster(this.#rows);
    this.#mostVehicles = this.#vehiclesAtMost();
    this.#center = this.#arcDuals();
    for (const { fleet, stops } of options.routes ?? []) this.#addRoute(fleet, stops);
    for (let fleet = 0; fleet < this.#graphs.length; fleet++) {
      for (let stop = 0; stop < problem.stops; stop++) this.#addRoute(fleet, [stop]);
    }
  }

  run(): GeneratedColumns {
    const { stop } = this.#options;
    let smoothing = SMOOTHING;
    const most = this.#options.rounds ?? MOST_ROUNDS;
    let round = 0;
    let isSolved = false;
    while (round < most && this.#preparePricers() && this.#master.solve(stop)) {
      round++;
      const duals = this.#clamped(this.#master.duals);
      if (round % EXACT_EVERY !== 0 && this.#join(this.#price(this.#mixed(duals, smoothing), false).columns)) {
        smoothing = SMOOTHING;
        continue;
      }
      if (stop()) break;
      const point = this.#mixed(duals, smoothing);
      const { isWhole, bound, columns } = this.#price(point, true);
      if (!isWhole) break;
      if (bound > this.#bound) {
        this.#bound = bound;
        this.#center = point;
        this.#options.onBound?.(this.#bound, round);
      }
      const helps = this.#join(columns);
      isSolved = this.#bound >= this.#master.value - CLOSE * Math.max(1, Math.abs(this.#master.value));
      // Dual values of the master itself were priced and nothing came of it: that is all.
      isSolved ||= !helps && smoothing === 0;
      if (this.#isEnough() || (isSolved && !this.#raisePenalties())) break;
      // Where the mixed values miss what those of the master want, the next come closer to them.
      if (isSolved || helps) smoothing = SMOOTHING;
      else smoothing = smoothing > LEAST_SMOOTHING ? smoothing / 2 : 0;
    }
    const known = this.#options.known ?? Number.POSITIVE_INFINITY;
    // With the limit on vehicles the bound holds for plans that are cheaper than the known one.
    return { bound: Math.min(known, this.#lifted()), isSolved, rounds: round };
  }

  /** Makes what is missing of the pricers, which takes a while for many stops; false when it was told to stop. */
  #preparePricers(): boolean {
    const { task } = this.#problem;
    while (this.#pricers.length < this.#graphs.length) {
      if (this.#options.stop()) return false;
      const graph = this.#graphs[this.#pricers.length] as PricingGraph;
      this.#pricers.push(new RoutePricer(graph, task, nearestTasks(graph, task, NG_SIZE)));
    }
    return true;
  }

  #lifted(): number {
    return liftToGrid(this.#bound, this.#problem.grid);
  }

  #isEnough(): boolean {
    const { known, gap = 0 } = this.#options;
    return known !== undefined && this.#lifted() >= known - Math.max(1e-9, gap) * Math.max(1, Math.abs(known));
  }

  #masterRows(): MasterRow[] {
    const problem = this.#problem;
    const alone = this.#costsAlone();
    const dearest = alone.reduce((most, cost) => (cost < Number.POSITIVE_INFINITY ? Math.max(most, cost) : most), 1);
    return [
      // No dual value is above what a task costs by itself, where vehicles are not scarce.
      ...Array.from(problem.loss, (loss, task) => {
        const cost = alone[task] as number;
        return { least: 1, penalty: Math.min(loss, cost < Number.POSITIVE_INFINITY ? cost : 4 * dearest) };
      }),
      ...problem.fleets.map(({ count }) => ({ least: -count, penalty: dearest })),
      { least: vehiclesNeeded(problem, arcPrices(problem)), penalty: dearest },
    ];
  }

  /** Dual values of the arc relaxation, which no route has a negative reduced cost for: something to start from. */
  #arcDuals(): Float64Array {
    const { stops, tasks, task, fleets, loss } = this.#problem;
    const prices = arcPrices(this.#problem);
    const duals = new Float64Array(this.#rows.length);
    for (let stop = 0; stop < stops; stop++) {
      const own = (prices.in[stop] as number) + (prices.out[stop] as number);
      const number = task[stop] as number;
      const known = duals[number] as number;
      if (Number.isFinite(own))
        duals[number] = Math.min(loss[number] as number, known > 0 ? Math.min(known, own) : own);
    }
    const fixed = fleets.reduce((least, { fixedCost }) => Math.min(least, fixedCost), Number.POSITIVE_INFINITY);
    const ends = prices.fromStart + prices.toEnd;
    duals[tasks + fleets.length] = Math.max(
      0,
      (Number.isFinite(fixed) ? fixed : 0) + (Number.isFinite(ends) ? ends : 0),
    );
    return duals;
  }

  /** By task: cost of the cheapest route that does nothing else. */
  #costsAlone(): Float64Array {
    const { stops, tasks, task } = this.#problem;
    const costs = new Float64Array(tasks).fill(Number.POSITIVE_INFINITY);
    this.#graphs.forEach((graph, fleet) => {
      for (let stop = 0; stop < stops; stop++) {
        const arcs = arcsThrough(graph, [stop]);
        if (!arcs) continue;
        const number = task[stop] as number;
        costs[number] = Math.min(costs[number] as number, columnOf(this.#problem, graph, fleet, arcs).cost);
      }
    });
    return costs;
  }

  /** Where the relaxation rather pays than does what must be done, paying becomes dearer; false when it does not. */
  #raisePenalties(): boolean {
    const { loss } = this.#problem;
    const missing = this.#master
      .missing()
      .filter((row) => loss[row] === undefined || loss[row] === Number.POSITIVE_INFINITY);
    if (missing.length === 0 || ++this.#raises > MOST_RAISES) return false;
    for (let row = 0; row < this.#rows.length; row++) {
      const { penalty } = this.#rows[row] as MasterRow;
      if (penalty < (loss[row] ?? Number.POSITIVE_INFINITY)) {
        (this.#rows[row] as MasterRow).penalty = Math.min(4 * penalty, loss[row] ?? Number.POSITIVE_INFINITY);
      }
    }
    return true;
  }

  #vehiclesAtMost(): number {
    const { fleets, tasks } = this.#problem;
    const cheapest = this.#graphs.reduce(
      (least, graph) => Math.min(least, cheapestRoute(graph)),
      Number.POSITIVE_INFINITY,
    );
    const all = Math.min(
      tasks,
      fleets.reduce((sum, { count }) => sum + count, 0),
    );
    const { known } = this.#options;
    return known !== undefined && cheapest > 0 ? Math.min(all, Math.floor(known / cheapest)) : all;
  }

  /** Dual values within what bounds need: not below 0, not above the loss. */
  #clamped(duals: Float64Array): Float64Array {
    return duals.map((dual, row) => Math.max(0, Math.min(dual, this.#problem.loss[row] ?? Number.POSITIVE_INFINITY)));
  }

  #mixed(duals: Float64Array, part: number): Float64Array {
    const center = this.#center;
    if (!center || part === 0) return duals;
    return duals.map((dual, row) => part * (center[row] as number) + (1 - part) * dual);
  }

  #price(duals: Float64Array, exact: boolean): Priced {
    const { fleets, tasks, task } = this.#problem;
    const columns: RouteColumn[] = [];
    let isWhole = true;
    const least: number[] = [];
    this.#pricers.forEach((pricer, fleet) => {
      if (!isWhole) return;
      const { graph } = pricer;
      const atStart = (duals[tasks + fleet] as number) - (duals[tasks + fleets.length] as number);
      const reduced = graph.cost.map((cost, arc) => {
        const head = graph.head[arc] as number;
        const own = head < graph.start ? (duals[task[head] as number] as number) : 0;
        return cost - own + (graph.tail[arc] === graph.start ? atStart : 0);
      });
      const pricing = pricer.price(reduced, exact, this.#options.stop);
      isWhole = pricing.isExact;
      least.push(Math.min(0, pricing.least) - (duals[tasks + fleet] as number));
      for (const { arcs } of pricing.routes) {
        columns.push(columnOf(this.#problem, graph, fleet, arcs));
      }
    });
    return { isWhole, bound: isWhole && exact ? this.#lagrangian(duals, least) : Number.NEGATIVE_INFINITY, columns };
  }

  /** What the duals prove, when routes of each fleet have at least these reduced costs without its own row. */
  #lagrangian(duals: Float64Array, least: readonly number[]): number {
    const { fleets, tasks } = this.#problem;
    let sum = (duals[tasks + fleets.length] as number) * (this.#rows[tasks + fleets.length]?.least ?? 0);
    for (let row = 0; row < tasks; row++) sum += duals[row] as number;
    const each = fleets.reduce((cost, { count }, fleet) => cost + count * Math.min(0, least[fleet] as number), 0);
    const together = this.#mostVehicles * Math.min(0, ...least);
    const bound = sum + Math.max(each, together);
    // Rounding must not lift the bound above the value.
    return bound - 1e-9 * Math.max(1, Math.abs(sum));
  }

  /** Adds those that are new; whether any of them would lower the master's cost. */
  #join(columns: readonly RouteColumn[]): boolean {
    let helps = false;
    for (const column of columns) {
      const isBelow = this.#master.reducedCost(column) < -1e-7 * Math.max(1, column.cost);
      if (this.#add(column)) helps ||= isBelow;
    }
    return helps;
  }

  #addRoute(fleet: number, stops: readonly number[]): void {
    const graph = this.#graphs[fleet];
    const arcs = graph && arcsThrough(graph, stops);
    if (graph && arcs) this.#add(columnOf(this.#problem, graph, fleet, arcs));
  }

  #add(column: RouteColumn): boolean {
    const key = `${column.fleet}:${column.stops.join()}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    this.#master.add(column);
    return true;
  }
}

/** No route costs less than the cheapest arc out of the start and the cheapest into the end together. */
function cheapestRoute(graph: PricingGraph): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.POSITIVE_INFINITY;
  for (let arc = 0; arc < graph.arcs; arc++) {
    if (graph.tail[arc] === graph.start) first = Math.min(first, graph.cost[arc] as number);
    if (graph.head[arc] === graph.end) last = Math.min(last, graph.cost[arc] as number);
  }
  return first + last;
}
