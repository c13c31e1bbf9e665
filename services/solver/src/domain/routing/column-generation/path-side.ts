import { MOST_REMEMBERED, type NgSets } from './ng-sets.ts';
import type { PricingGraph } from './pricing-graph.ts';

/**
 * A graph seen from one of its ends: forwards from the start, or backwards from
 * the end with all limits mirrored, so that both are labelled alike. Arcs lie
 * behind one another by the place that they leave.
 */
export interface PathSide {
  readonly nodes: number;
  readonly origin: number;
  /** Where paths of the other side come from: no label is made there. */
  readonly target: number;
  /** By node: its first arc; one more at the end. */
  readonly from: Int32Array;
  /** By position: where it leads, its number in the graph. */
  readonly to: Int32Array;
  readonly arc: Int32Array;
  /** By resource, by position. */
  readonly weight: readonly Int32Array[];
  /** By resource, by node. */
  readonly low: readonly Int32Array[];
  readonly high: readonly Int32Array[];
  /** By position: the bit by which the place behind remembers the task ahead; 0 when it does not. */
  readonly barred: Int32Array;
  /** By node: the bit of its own task. */
  readonly own: Int32Array;
  /** What is remembered ahead of what was behind, four bits at a time: position x quarters x 16. */
  readonly carried: Uint16Array;
  readonly quarters: number;
  /** Labels are kept up to this of the first resource. */
  readonly most: number;
}

/** Both sides. Each path from start to end passes exactly one arc on which the forward side ends and the backward side begins. */
export function bothSides(
  graph: PricingGraph,
  task: Int32Array,
  sets: NgSets,
): { forward: PathSide; backward: PathSide } {
  const { start, end, resources } = graph;
  const first = resources[0];
  if (!first) throw new Error('a pricing graph has a resource');
  const whole = resources.map(({ high }) => high[end] as number);
  const least = first.low[start] as number;
  const middle = least + Math.floor(((whole[0] as number) - least) / 2);
  const mirrored = (values: Int32Array, r: number) => values.map((value) => (whole[r] as number) - value);
  return {
    forward: sideOf(graph, task, sets, {
      origin: start,
      tail: graph.tail,
      head: graph.head,
      low: resources.map(({ low }) => low),
      high: resources.map(({ high }) => high),
      most: middle,
    }),
    backward: sideOf(graph, task, sets, {
      origin: end,
      tail: graph.head,
      head: graph.tail,
      low: resources.map(({ high }, r) => mirrored(high, r)),
      high: resources.map(({ low }, r) => mirrored(low, r)),
      // Later than the middle, so that no path is made twice.
      most: (whole[0] as number) - middle - 1,
    }),
  };
}

interface View {
  readonly origin: number;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly low: readonly Int32Array[];
  readonly high: readonly Int32Array[];
  readonly most: number;
}

function sideOf(graph: PricingGraph, task: Int32Array, sets: NgSets, view: View): PathSide {
  const { nodes, arcs } = graph;
  const order = Array.from({ length: arcs }, (_, arc) => arc).sort(
    (a, b) => (view.tail[a] as number) - (view.tail[b] as number) || a - b,
  );
  const from = new Int32Array(nodes + 1);
  for (const arc of order) from[(view.tail[arc] as number) + 1] = (from[(view.tail[arc] as number) + 1] as number) + 1;
  for (let node = 0; node < nodes; node++) from[node + 1] = (from[node + 1] as number) + (from[node] as number);
  const longest = sets.reduce((most, set) => Math.max(most, set.length), 1);
  const quarters = Math.max(2, Math.ceil(longest / 4));
  const tasks = sets.reduce((most, set) => set.reduce((high, known) => Math.max(high, known + 1), most), 1);
  const bitOf = new Int32Array(nodes * tasks);
  sets.forEach((set, node) => {
    set.forEach((known, place) => {
      bitOf[node * tasks + known] = 1 << place;
    });
  });
  const bitIn = (node: number, wanted: number) => bitOf[node * tasks + wanted] as number;
  const carried = new Uint16Array(arcs * quarters * 16);
  const barred = new Int32Array(arcs);
  const bits = new Int32Array(MOST_REMEMBERED);
  order.forEach((arc, position) => {
    const [behind, ahead] = [view.tail[arc] as number, view.head[arc] as number];
    if (ahead < graph.start) barred[position] = bitIn(behind, task[ahead] as number);
    const set = sets[behind] ?? [];
    for (let place = 0; place < MOST_REMEMBERED; place++) {
      bits[place] = place < set.length ? bitIn(ahead, set[place] as number) : 0;
    }
    for (let quarter = 0; quarter < quarters; quarter++) {
      const base = (position * quarters + quarter) * 16;
      for (let mask = 1; mask < 16; mask++) {
        const lowest = 31 - Math.clz32(mask & -mask);
        carried[base + mask] = (carried[base + (mask & (mask - 1))] as number) | (bits[quarter * 4 + lowest] as number);
      }
    }
  });
  return {
    nodes,
    origin: view.origin,
    target: view.origin === graph.start ? graph.end : graph.start,
    from,
    to: Int32Array.from(order, (arc) => view.head[arc] as number),
    arc: Int32Array.from(order),
    weight: graph.resources.map(({ weight }) => Int32Array.from(order, (arc) => weight[arc] as number)),
    low: view.low,
    high: view.high,
    barred,
    own: Int32Array.from({ length: nodes }, (_, node) => (node < graph.start ? bitIn(node, task[node] as number) : 0)),
    carried,
    quarters,
    most: view.most,
  };
}

/** What of the memory is still remembered after the arc at the position. */
export function carriedOver({ carried, quarters }: PathSide, at: number, memory: number): number {
  const base = at * quarters * 16;
  let kept = (carried[base + (memory & 15)] as number) | (carried[base + 16 + ((memory >>> 4) & 15)] as number);
  if (quarters > 2) kept |= carried[base + 32 + ((memory >>> 8) & 15)] as number;
  if (quarters > 3) kept |= carried[base + 48 + ((memory >>> 12) & 15)] as number;
  return kept;
}
