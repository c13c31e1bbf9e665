import {
  legCost,
  legMeters,
  legSeconds,
  type RelaxedFleet,
  type RelaxedProblem,
  workSeconds,
} from '#domain/routing/bounds/relaxed-problem';
import { FAR, HORIZON, UNLIMITED } from '#domain/routing/compiled';

/**
 * What adds up along a route and is limited at every place: an arc takes its
 * weight, and whoever comes too early at a place is lifted to `low`. Load is
 * counted before it is handed over, so that all kinds read alike.
 */
export interface Resource {
  /** By arc. */
  readonly weight: Int32Array;
  /** By node. */
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** The routes of one fleet as paths from `start` to `end`; the nodes before these two are the stops. */
export interface PricingGraph {
  readonly nodes: number;
  readonly start: number;
  readonly end: number;
  readonly arcs: number;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  /** By arc: travel, work at its tail, the fixed cost on arcs out of `start`. */
  readonly cost: Float64Array;
  /** The first one orders the labels. */
  readonly resources: readonly Resource[];
}

/** Limits are tightened so often at most. */
const ROUNDS = 20;

interface DenseResource {
  /** Row-major nodes x nodes. */
  readonly weight: Int32Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
}

export function pricingGraph(problem: RelaxedProblem, fleet: RelaxedFleet): PricingGraph {
  const { stops, location } = problem;
  const nodes = stops + 2;
  const [start, end] = [stops, stops + 1];
  const at = (node: number) => (node === start ? fleet.start : node === end ? fleet.end : (location[node] as number));
  const cost = new Float64Array(nodes * nodes).fill(Number.POSITIVE_INFINITY);
  const seconds = new Int32Array(nodes * nodes);
  const meters = new Int32Array(nodes * nodes);
  for (let i = 0; i < nodes; i++) {
    if (i === end || (i !== start && fleet.serves[i] === 0)) continue;
    for (let j = 0; j < nodes; j++) {
      if (j === start || i === j || (i === start && j === end) || (j !== end && fleet.serves[j] === 0)) continue;
      const leg = legSeconds(fleet, at(i), at(j));
      const way = legMeters(fleet, at(i), at(j));
      const price = legCost(fleet, at(i), at(j));
      if (leg >= FAR || !Number.isFinite(price)) continue;
      const work = i === start ? 0 : (fleet.service[i] as number);
      const setup = j === end ? 0 : workSeconds(fleet, j, leg, way) - (fleet.service[j] as number);
      const cell = i * nodes + j;
      seconds[cell] = work + leg + setup;
      meters[cell] = way;
      cost[cell] = price + fleet.perSecond * (work + setup) + (i === start ? fleet.fixedCost : 0);
    }
  }
  const kept = resourcesOf(problem, fleet, { nodes, seconds, meters });
  for (const resource of kept) tighten(resource, cost, nodes);
  return sparse(kept, cost, nodes);
}

interface Sizes {
  readonly nodes: number;
  readonly seconds: Int32Array;
  readonly meters: Int32Array;
}

function resourcesOf(problem: RelaxedProblem, fleet: RelaxedFleet, { nodes, seconds, meters }: Sizes): DenseResource[] {
  const { stops, dims } = problem;
  const [start, end] = [stops, stops + 1];
  const [leaves, returns] = fleet.shift;
  const list: DenseResource[] = [];
  const isTimed = returns < HORIZON || fleet.close.some((close) => close < HORIZON);
  if (isTimed) {
    const low = new Int32Array(nodes).fill(leaves);
    const high = new Int32Array(nodes).fill(returns);
    for (let s = 0; s < stops; s++) {
      low[s] = Math.max(leaves, fleet.open[s] as number);
      high[s] = Math.min(returns, fleet.close[s] as number);
    }
    list.push({ weight: seconds, low, high });
  }
  const limited = (weight: Int32Array, limit: number) =>
    list.push({ weight, low: new Int32Array(nodes), high: new Int32Array(nodes).fill(limit) });
  if (fleet.maxSeconds < returns - leaves) limited(seconds, fleet.maxSeconds);
  if (fleet.maxMeters < UNLIMITED) limited(meters, fleet.maxMeters);
  for (let d = 0; d < dims; d++) {
    const capacity = fleet.capacity[d] as number;
    for (const loads of [problem.deliveries, problem.pickups]) {
      const own = (stop: number) => loads[stop * dims + d] as number;
      const total = Array.from({ length: stops }, (_, stop) => own(stop)).reduce((sum, load) => sum + load, 0);
      if (total > capacity)
        limited(
          byTail(nodes, (i) => (i >= start ? 0 : own(i))),
          capacity,
        );
    }
  }
  // Without anything that grows with every stop a path could go round for ever.
  const grows = list.some(({ weight }) => everyLegIsAbove(weight, stops, nodes));
  const most = Math.min(fleet.maxStops, problem.tasks);
  if (!grows || fleet.maxStops < problem.tasks)
    limited(
      byTail(nodes, (i) => (i >= start ? 0 : 1)),
      most,
    );
  // What fills up after the fewest stops orders best.
  const filled = ({ weight, low, high }: DenseResource) =>
    meanLeg(weight, stops, nodes) / Math.max(1, (high[end] as number) - (low[start] as number));
  return list.sort((a, b) => filled(b) - filled(a));
}

function byTail(nodes: number, weightOf: (tail: number) => number): Int32Array {
  const weight = new Int32Array(nodes * nodes);
  for (let i = 0; i < nodes; i++) weight.fill(weightOf(i), i * nodes, (i + 1) * nodes);
  return weight;
}

function everyLegIsAbove(weight: Int32Array, stops: number, nodes: number): boolean {
  for (let i = 0; i < stops; i++) {
    for (let j = 0; j < stops; j++) if (i !== j && (weight[i * nodes + j] as number) <= 0) return false;
  }
  return true;
}

function meanLeg(weight: Int32Array, stops: number, nodes: number): number {
  let sum = 0;
  for (let i = 0; i < stops; i++) for (let j = 0; j < stops; j++) sum += weight[i * nodes + j] as number;
  return sum / Math.max(1, stops * stops);
}

/** Drops arcs that cannot be gone, and narrows limits to what some way there and some way on allow. */
function tighten({ weight, low, high }: DenseResource, cost: Float64Array, nodes: number): void {
  const [start, end] = [nodes - 2, nodes - 1];
  for (let round = 0, changes = 1; round < ROUNDS && changes > 0; round++) {
    changes = 0;
    for (let j = 0; j < nodes; j++) {
      let earliest = j === start ? (low[j] as number) : Number.POSITIVE_INFINITY;
      let latest = j === end ? (high[j] as number) : Number.NEGATIVE_INFINITY;
      for (let k = 0; k < nodes; k++) {
        const inward = k * nodes + j;
        const onward = j * nodes + k;
        if ((cost[inward] as number) < Number.POSITIVE_INFINITY) {
          const arrival = (low[k] as number) + (weight[inward] as number);
          if (arrival > (high[j] as number)) {
            cost[inward] = Number.POSITIVE_INFINITY;
            changes++;
          } else earliest = Math.min(earliest, arrival);
        }
        if ((cost[onward] as number) < Number.POSITIVE_INFINITY) {
          latest = Math.max(latest, (high[k] as number) - (weight[onward] as number));
        }
      }
      // A place that no way leads to or from keeps its limits: it has no arcs.
      if (Number.isFinite(earliest) && earliest > (low[j] as number) && earliest <= (high[j] as number)) {
        low[j] = earliest;
        changes++;
      }
      if (Number.isFinite(latest) && latest < (high[j] as number) && latest >= (low[j] as number)) {
        high[j] = latest;
        changes++;
      }
    }
  }
}

function sparse(dense: readonly DenseResource[], cost: Float64Array, nodes: number): PricingGraph {
  const cells: number[] = [];
  for (let cell = 0; cell < cost.length; cell++)
    if ((cost[cell] as number) < Number.POSITIVE_INFINITY) cells.push(cell);
  return {
    nodes,
    start: nodes - 2,
    end: nodes - 1,
    arcs: cells.length,
    tail: Int32Array.from(cells, (cell) => Math.floor(cell / nodes)),
    head: Int32Array.from(cells, (cell) => cell % nodes),
    cost: Float64Array.from(cells, (cell) => cost[cell] as number),
    resources: dense.map(({ weight, low, high }) => ({
      weight: Int32Array.from(cells, (cell) => weight[cell] as number),
      low,
      high,
    })),
  };
}
