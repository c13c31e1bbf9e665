import type { StopRule } from '#domain/engine/engine';
import { LabelSet } from './label-set.ts';
import type { NgSets } from './ng-sets.ts';
import { bothSides, carriedOver, type PathSide } from './path-side.ts';
import type { PricingGraph } from './pricing-graph.ts';

/** Labels a side at most. */
const MOST_LABELS = 1_500_000;
const CLOSE = 1e-7;
/** Routes that are given at most. */
const MOST_ROUTES = 80;

/** A path whose reduced cost is below zero: its arcs from start to end. */
export interface PricedRoute {
  readonly arcs: readonly number[];
  readonly reducedCost: number;
}

/** Two labels and the position of the arc between them. */
interface Joined {
  readonly start: number;
  readonly at: number;
  readonly end: number;
  readonly reducedCost: number;
}

/** What pricing found. */
export interface Pricing {
  /** Nothing is missed: no route of the relaxation has less than `least`. */
  readonly isExact: boolean;
  /** Least reduced cost, 0 when none is below. */
  readonly least: number;
  /** The cheapest one through each of the best arcs in the middle, cheapest first. */
  readonly routes: readonly PricedRoute[];
}

/**
 * Finds the ng-routes of one fleet with the least reduced cost, from both ends
 * to the middle (Righini and Salani 2006).
 */
export class RoutePricer {
  readonly graph: PricingGraph;
  readonly #forward: PathSide;
  readonly #ahead: LabelSet;
  readonly #behind: LabelSet;

  constructor(graph: PricingGraph, task: Int32Array, sets: NgSets) {
    this.graph = graph;
    const { forward, backward } = bothSides(graph, task, sets);
    this.#forward = forward;
    this.#ahead = new LabelSet(forward);
    this.#behind = new LabelSet(backward);
  }

  /** @param reduced by arc */
  price(reduced: Float64Array, exact: boolean, stop: StopRule): Pricing {
    const rules = { exact, stop, most: MOST_LABELS };
    const isWhole = this.#ahead.run(reduced, rules) && this.#behind.run(reduced, rules);
    if (!isWhole) return { isExact: false, least: 0, routes: [] };
    const routes: Joined[] = [];
    for (let node = 0; node < this.graph.nodes; node++) {
      if (stop()) return { isExact: false, least: 0, routes: [] };
      const until = this.#forward.from[node + 1] as number;
      for (let at = this.#forward.from[node] as number; at < until; at++) {
        const joined = this.#bestThrough(node, at, reduced[this.#forward.arc[at] as number] as number);
        if (joined) routes.push(joined);
      }
    }
    routes.sort((a, b) => a.reducedCost - b.reducedCost);
    const least = routes[0]?.reducedCost ?? -CLOSE;
    return { isExact: exact, least, routes: routes.slice(0, MOST_ROUTES).map((joined) => this.#routeOf(joined)) };
  }

  #bestThrough(node: number, at: number, step: number): Joined | undefined {
    const side = this.#forward;
    const ahead = this.#ahead;
    const behind = this.#behind;
    const starts = ahead.byNode[node] as number[];
    const ends = behind.byNode[side.to[at] as number] as number[];
    if (starts.length === 0 || ends.length === 0) return undefined;
    const cheapestEnd = behind.cost[ends[0] as number] as number;
    let limit = -CLOSE;
    let best: readonly [number, number] | undefined;
    for (const a of starts) {
      const cost = (ahead.cost[a] as number) + step;
      if (cost + cheapestEnd >= limit) break;
      for (const b of ends) {
        const sum = cost + (behind.cost[b] as number);
        if (sum >= limit) break;
        if (!this.#fits(a, at, b)) continue;
        limit = sum;
        best = [a, b];
        break;
      }
    }
    return best && { start: best[0], at, end: best[1], reducedCost: limit };
  }

  #routeOf({ start, at, end, reducedCost }: Joined): PricedRoute {
    const arcs = [...this.#ahead.arcsTo(start), this.#forward.arc[at] as number, ...this.#behind.arcsTo(end).reverse()];
    return { arcs, reducedCost };
  }

  #fits(a: number, at: number, b: number): boolean {
    const side = this.#forward;
    const kinds = side.weight.length;
    const { end } = this.graph;
    for (let r = 0; r < kinds; r++) {
      const reached = (this.#ahead.used[a * kinds + r] as number) + ((side.weight[r] as Int32Array)[at] as number);
      const latest = ((side.high[r] as Int32Array)[end] as number) - (this.#behind.used[b * kinds + r] as number);
      if (reached > latest) return false;
    }
    const kept = carriedOver(side, at, this.#ahead.memory[a] as number);
    return (kept & (this.#behind.memory[b] as number)) === 0;
  }

  /** Labels made in the last pricing. */
  get labels(): number {
    return this.#ahead.count + this.#behind.count;
  }
}
