import type { GeneticProblem } from './genetic-problem.ts';
import type { PlanNodes } from './plan-nodes.ts';

/** Plans by slot, all in a few arrays: nothing is allocated while a population lives. */
export class Individuals {
  readonly slots: number;
  /** slots x stops: the giant tour, routes one after the other, around the depot. */
  readonly tour: Int32Array;
  /** slots x vehicles: where routes end in the tour, and how many there are. */
  readonly ends: Int32Array;
  readonly routes: Int32Array;
  /** slots x stops: the stop after and before each; -1 where the depot is. */
  readonly after: Int32Array;
  readonly before: Int32Array;
  /** By slot: length of all legs and load above capacities. */
  readonly length: Float64Array;
  readonly excess: Float64Array;
  /** slots x slots: share of broken pairs, of those that were compared. */
  readonly distance: Float64Array;
  readonly #problem: GeneticProblem;
  readonly #free: number[];
  /** Routes of the plan that is read, in order of their angle seen from the depot. */
  readonly #order: number[] = [];
  readonly #angle: Float64Array;

  constructor(problem: GeneticProblem, slots: number) {
    const { stops, vehicles } = problem;
    this.slots = slots;
    this.tour = new Int32Array(slots * stops);
    this.ends = new Int32Array(slots * vehicles);
    this.routes = new Int32Array(slots);
    this.after = new Int32Array(slots * stops);
    this.before = new Int32Array(slots * stops);
    this.length = new Float64Array(slots);
    this.excess = new Float64Array(slots);
    this.distance = new Float64Array(slots * slots);
    this.#problem = problem;
    this.#free = Array.from({ length: slots }, (_, slot) => slots - 1 - slot);
    this.#angle = new Float64Array(vehicles);
  }

  /** A slot of nobody's. */
  take(): number {
    return this.#free.pop() as number;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  /** Copies the plan in the nodes to a slot. */
  read(nodes: PlanNodes, slot: number): void {
    const { stops, vehicles } = this.#problem;
    this.#sortRoutes(nodes);
    let at = slot * stops;
    const from = at;
    let routes = 0;
    for (const route of this.#order) {
      let last = -1;
      for (let u = nodes.next[nodes.startOf(route)] as number; u < stops; u = nodes.next[u] as number) {
        this.tour[at++] = u;
        this.before[from + u] = last;
        if (last >= 0) this.after[from + last] = u;
        last = u;
      }
      if (last >= 0) this.after[from + last] = -1;
      this.ends[slot * vehicles + routes++] = at - from;
    }
    this.routes[slot] = routes;
    this.length[slot] = nodes.length();
    this.excess[slot] = nodes.excess();
  }

  /** Share of stops whose neighbours in one plan are not theirs in the other (Prins 2009). */
  compare(a: number, b: number): number {
    const { stops } = this.#problem;
    const { after, before } = this;
    const rowA = a * stops;
    const rowB = b * stops;
    let broken = 0;
    for (let u = 0; u < stops; u++) {
      const next = after[rowA + u] as number;
      const nextB = after[rowB + u] as number;
      const beforeB = before[rowB + u] as number;
      if (next !== nextB && next !== beforeB) broken++;
      if ((before[rowA + u] as number) < 0 && beforeB >= 0 && nextB >= 0) broken++;
    }
    const share = broken / stops;
    this.distance[a * this.slots + b] = share;
    this.distance[b * this.slots + a] = share;
    return share;
  }

  /** Marks the routes that one of two plans, or both, have just so. */
  markOrigins(nodes: PlanNodes, a: number, b: number): void {
    for (let route = 0; route < this.#problem.vehicles; route++) {
      nodes.origin[route] = (this.#has(a, nodes, route) ? 1 : 0) | (this.#has(b, nodes, route) ? 2 : 0);
    }
  }

  #has(slot: number, nodes: PlanNodes, route: number): boolean {
    const { stops } = this.#problem;
    const row = slot * stops;
    let u = nodes.next[nodes.startOf(route)] as number;
    if (u >= stops || (this.before[row + u] as number) >= 0) return false;
    for (let next = 0; u < stops; u = next) {
      next = nodes.next[u] as number;
      if ((this.after[row + u] as number) !== (next < stops ? next : -1)) return false;
    }
    return true;
  }

  #sortRoutes(nodes: PlanNodes): void {
    const { stops, vehicles, x, y } = this.#problem;
    const order = this.#order;
    order.length = 0;
    for (let route = 0; route < vehicles; route++) {
      const count = nodes.count[route] as number;
      if (count === 0) continue;
      let sumX = 0;
      let sumY = 0;
      for (let u = nodes.next[nodes.startOf(route)] as number; u < stops; u = nodes.next[u] as number) {
        sumX += x[u] as number;
        sumY += y[u] as number;
      }
      this.#angle[route] = Math.atan2(sumY / count - (y[stops] as number), sumX / count - (x[stops] as number));
      order.push(route);
    }
    order.sort((a, b) => (this.#angle[a] as number) - (this.#angle[b] as number));
  }
}
