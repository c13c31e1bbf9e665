import type { RelaxedProblem } from '#domain/routing/bounds/relaxed-problem';
import type { PricingGraph } from './pricing-graph.ts';
import type { MasterColumn } from './restricted-master.ts';

/** A route of one fleet as a column: what it costs at least, and which tasks it does how often. */
export interface RouteColumn extends MasterColumn {
  readonly fleet: number;
  /** In order; a stop may come again where the relaxation lets it. */
  readonly stops: readonly number[];
  /** Arcs of the fleet's graph, from start to end. */
  readonly arcs: readonly number[];
}

/** The column of a path. Rows are the tasks, then one a fleet that counts its vehicles from above, then one for all of them. */
export function columnOf(
  problem: RelaxedProblem,
  graph: PricingGraph,
  fleet: number,
  arcs: readonly number[],
): RouteColumn {
  const stops = arcs.slice(0, -1).map((arc) => graph.head[arc] as number);
  const counts = new Map<number, number>();
  for (const stop of stops) {
    const row = problem.task[stop] as number;
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  const rows = [...counts].sort((a, b) => a[0] - b[0]);
  rows.push([problem.tasks + fleet, -1], [problem.tasks + problem.fleets.length, 1]);
  return {
    fleet,
    stops,
    arcs,
    cost: arcs.reduce((sum, arc) => sum + (graph.cost[arc] as number), 0),
    rows: rows.map(([row]) => row),
    counts: rows.map(([, count]) => count),
  };
}

/** Arcs of a route through the stops, undefined when the relaxation does not allow it. */
export function arcsThrough(graph: PricingGraph, stops: readonly number[]): number[] | undefined {
  const nodes = [graph.start, ...stops, graph.end];
  const used = graph.resources.map(({ low }) => low[graph.start] as number);
  const arcs: number[] = [];
  for (let k = 1; k < nodes.length; k++) {
    const arc = arcBetween(graph, nodes[k - 1] as number, nodes[k] as number);
    if (arc === undefined) return undefined;
    const to = nodes[k] as number;
    for (const [r, { weight, low, high }] of graph.resources.entries()) {
      used[r] = Math.max((used[r] as number) + (weight[arc] as number), low[to] as number);
      if ((used[r] as number) > (high[to] as number)) return undefined;
    }
    arcs.push(arc);
  }
  return arcs;
}

/** Arcs are sorted by tail, then head. */
function arcBetween({ tail, head, arcs, nodes }: PricingGraph, from: number, to: number): number | undefined {
  const wanted = from * nodes + to;
  let [low, high] = [0, arcs];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tail[middle] as number) * nodes + (head[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < arcs && tail[low] === from && head[low] === to ? low : undefined;
}
