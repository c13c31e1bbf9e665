import type { PricingGraph } from './pricing-graph.ts';

/** Most tasks that a place remembers: a bit each. */
export const MOST_REMEMBERED = 16;

/**
 * What each place remembers: a path may come back to a task only after a place
 * that has forgotten it (Baldacci, Mingozzi and Roberti 2011). Its own task comes first.
 */
export type NgSets = readonly (readonly number[])[];

/** The nearest tasks of every stop, its own among them. */
export function nearestTasks(graph: PricingGraph, task: Int32Array, size: number): number[][] {
  const stops = graph.start;
  const nearness = Array.from({ length: stops }, () => new Map<number, number>());
  const note = (stop: number, other: number, cost: number) => {
    const known = nearness[stop]?.get(task[other] as number);
    if (known === undefined || cost < known) nearness[stop]?.set(task[other] as number, cost);
  };
  for (let arc = 0; arc < graph.arcs; arc++) {
    const [i, j] = [graph.tail[arc] as number, graph.head[arc] as number];
    if (i >= stops || j >= stops) continue;
    note(i, j, graph.cost[arc] as number);
    note(j, i, graph.cost[arc] as number);
  }
  return nearness.map((near, stop) => {
    const own = task[stop] as number;
    const others = [...near].filter(([other]) => other !== own).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    return [own, ...others.slice(0, size - 1).map(([other]) => other)];
  });
}
