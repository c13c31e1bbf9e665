import type { StopRule } from '#domain/engine/engine';
import { LinearBuilder } from '#domain/linear/linear-builder';
import type { LinearSolver } from '#domain/linear/linear-solver';

/** A route that some plan had: by whom, what it costs, which stops in which order. */
export interface PooledRoute {
  /** Which of several kinds of vehicle drives it. */
  readonly fleet: number;
  readonly cost: number;
  readonly stops: readonly number[];
}

/** What a choice of routes must come to. */
export interface RouteChoice {
  /** By stop: its task; exactly one route does it, once. */
  readonly task: ArrayLike<number>;
  readonly tasks: number;
  /** By task: cost of leaving it out; infinite when it must be done. */
  readonly loss: ArrayLike<number>;
  /** By fleet: vehicles at most. */
  readonly counts: readonly number[];
}

export interface BestOfRoutesOptions {
  readonly stop: StopRule;
  readonly timeLimitMs: number;
  readonly seed: number;
  /** Branch-and-bound nodes at most. */
  readonly nodes?: number | undefined;
  /** Only choices below this cost are of use. */
  readonly below?: number | undefined;
}

export interface BestOfRoutes {
  /** Routes of the best choice, as they lie in the pool. */
  readonly routes: readonly PooledRoute[];
  readonly cost: number;
  /** No choice of the pool costs less. */
  readonly isProved: boolean;
}

/**
 * The cheapest choice of routes from a pool that does every task once: set
 * partitioning (Rochat and Taillard 1995, as in Subramanian, Uchoa and Ochi 2013).
 * Routes of many plans make a better one than any had; undefined when there is
 * none below the limit.
 */
export function bestOfRoutes(
  pool: readonly PooledRoute[],
  choice: RouteChoice,
  solver: LinearSolver,
  options: BestOfRoutesOptions,
): BestOfRoutes | undefined {
  const routes = cheapestOfEach(pool, choice);
  const { problem, firstLoss } = partitioning(routes, choice);
  const { stop, timeLimitMs, seed, nodes } = options;
  const { status, point, objective } = solver.solve(problem, { stop, timeLimitMs, seed, gap: 0, nodes });
  if (!point || objective === undefined) return undefined;
  const cost = objective;
  if (options.below !== undefined && cost >= options.below - 1e-9 * Math.max(1, Math.abs(options.below)))
    return undefined;
  const chosen = routes.filter((_, column) => column < firstLoss && (point.values[column] as number) > 0.5);
  return { routes: chosen, cost, isProved: status === 'solved' };
}

/** Of routes with the same tasks and fleet only the cheapest; none that comes twice to a task. */
function cheapestOfEach(pool: readonly PooledRoute[], { task }: RouteChoice): PooledRoute[] {
  const cheapest = new Map<string, PooledRoute>();
  for (const route of pool) {
    const tasks = route.stops.map((stop) => task[stop] as number).sort((a, b) => a - b);
    if (tasks.length === 0 || tasks.some((number, k) => number === tasks[k - 1])) continue;
    const key = `${route.fleet}:${tasks.join()}`;
    const known = cheapest.get(key);
    if (!known || route.cost < known.cost) cheapest.set(key, route);
  }
  return [...cheapest.values()];
}

function partitioning(routes: readonly PooledRoute[], { task, tasks, loss, counts }: RouteChoice) {
  const builder = new LinearBuilder();
  const rows = Array.from({ length: tasks }, (_, number) => limitedRow(builder, `task ${number}`, 1, 1));
  const fleets = counts.map((count, fleet) => limitedRow(builder, `fleet ${fleet}`, Number.NEGATIVE_INFINITY, count));
  routes.forEach(({ fleet, cost, stops }, number) => {
    const column = binaryColumn(builder, `route ${number}`, cost);
    for (const stop of stops) builder.addTerm(rows[task[stop] as number] as number, column, 1);
    builder.addTerm(fleets[fleet] as number, column, 1);
  });
  for (let number = 0; number < tasks; number++) {
    const lost = loss[number] as number;
    if (lost === Number.POSITIVE_INFINITY) continue;
    builder.addTerm(rows[number] as number, binaryColumn(builder, `left out ${number}`, lost), 1);
  }
  return { problem: builder.build(0), firstLoss: routes.length };
}

function limitedRow(builder: LinearBuilder, name: string, lower: number, upper: number): number {
  const row = builder.row(name);
  Object.assign(builder.rows[row] as (typeof builder.rows)[number], { lower, upper });
  return row;
}

function binaryColumn(builder: LinearBuilder, name: string, cost: number): number {
  const column = builder.column(name);
  builder.cost[column] = cost;
  builder.upper[column] = 1;
  builder.integer[column] = true;
  return column;
}
