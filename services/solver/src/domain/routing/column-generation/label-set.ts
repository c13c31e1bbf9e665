import type { StopRule } from '#domain/engine/engine';
import { carriedOver, type PathSide } from './path-side.ts';

/** Lists by which the labels of a node are parted, by their first resource. */
const BUCKETS = 48;
const CLOSE = 1e-9;
/** Labels between two looks at the stop rule. */
const LOOK_EVERY = 32;

/** How labels are compared. */
export interface LabelRules {
  /** Whether all counts; else only cost and the first resource do: few labels are left, the best may be lost. */
  readonly exact: boolean;
  readonly stop: StopRule;
  /** Labels at most. */
  readonly most: number;
}

/**
 * Partial paths from one side, none of them as good in everything as another at
 * the same place (label setting by buckets: Sadykov, Uchoa and Pessoa 2021).
 */
export class LabelSet {
  readonly #side: PathSide;
  readonly #kinds: number;
  cost: Float64Array;
  /** Labels x resources. */
  used: Int32Array;
  memory: Int32Array;
  node: Int32Array;
  before: Int32Array;
  /** Graph arc by which it was reached. */
  arc: Int32Array;
  count = 0;
  /** By node, the labels that are left, cheapest first. Set by `run`. */
  byNode: number[][] = [];
  #isDead: Uint8Array;
  /** By node and bucket: labels, cheapest first; cost of the first, and not less than that of the last. */
  #lists: number[][] = [];
  readonly #cheapest: Float64Array;
  readonly #dearest: Float64Array;
  /** By bucket: labels that are not yet extended. */
  #pending: number[][] = [];
  readonly #bucketWidth: number;
  readonly #lowest: number;
  readonly #draft: Int32Array;
  /** Resources that labels are compared by. */
  #compared = 0;

  constructor(side: PathSide) {
    this.#side = side;
    this.#kinds = side.weight.length;
    const room = 1024;
    this.cost = new Float64Array(room);
    this.used = new Int32Array(room * this.#kinds);
    this.memory = new Int32Array(room);
    this.node = new Int32Array(room);
    this.before = new Int32Array(room);
    this.arc = new Int32Array(room);
    this.#isDead = new Uint8Array(room);
    this.#draft = new Int32Array(this.#kinds);
    this.#cheapest = new Float64Array(side.nodes * BUCKETS);
    this.#dearest = new Float64Array(side.nodes * BUCKETS);
    this.#lowest = side.low[0]?.[side.origin] as number;
    this.#bucketWidth = Math.max(1, Math.ceil((side.most - this.#lowest + 1) / BUCKETS));
  }

  /** Makes all labels; false when it was stopped or there are too many. @param reduced cost by arc of the graph */
  run(reduced: Float64Array, { exact, stop, most }: LabelRules): boolean {
    const side = this.#side;
    this.count = 0;
    this.#compared = exact ? this.#kinds : 1;
    this.#lists = Array.from({ length: side.nodes * BUCKETS }, () => []);
    this.#pending = Array.from({ length: BUCKETS }, () => []);
    this.#cheapest.fill(Number.POSITIVE_INFINITY);
    this.#dearest.fill(Number.NEGATIVE_INFINITY);
    for (let r = 0; r < this.#kinds; r++) this.#draft[r] = side.low[r]?.[side.origin] as number;
    this.#add(side.origin, 0, 0, -1, -1);
    let looks = 0;
    for (const pending of this.#pending) {
      // The earliest first; a step that takes nothing of the first resource joins behind.
      pending.sort((a, b) => (this.used[a * this.#kinds] as number) - (this.used[b * this.#kinds] as number) || a - b);
      for (let k = 0; k < pending.length; k++) {
        const label = pending[k] as number;
        if (this.#isDead[label] !== 0) continue;
        this.#extend(label, reduced, exact);
        if (++looks % LOOK_EVERY === 0 && stop()) return false;
        if (this.count > most) return false;
      }
    }
    this.#collect();
    return true;
  }

  /** Arcs of the path to the label, from the origin on. */
  arcsTo(label: number): number[] {
    const arcs: number[] = [];
    for (let at = label; (this.before[at] as number) >= 0; at = this.before[at] as number)
      arcs.push(this.arc[at] as number);
    return arcs.reverse();
  }

  #extend(label: number, reduced: Float64Array, exact: boolean): void {
    const side = this.#side;
    const kinds = this.#kinds;
    const node = this.node[label] as number;
    const memory = this.memory[label] as number;
    const cost = this.cost[label] as number;
    const until = side.from[node + 1] as number;
    steps: for (let at = side.from[node] as number; at < until; at++) {
      if ((memory & (side.barred[at] as number)) !== 0) continue;
      const next = side.to[at] as number;
      if (next === side.target) continue;
      for (let r = 0; r < kinds; r++) {
        const sum = (this.used[label * kinds + r] as number) + ((side.weight[r] as Int32Array)[at] as number);
        const low = (side.low[r] as Int32Array)[next] as number;
        const value = Math.max(sum, low);
        if (value > ((side.high[r] as Int32Array)[next] as number)) continue steps;
        this.#draft[r] = value;
      }
      if ((this.#draft[0] as number) > side.most) continue;
      const kept = carriedOver(side, at, memory);
      const arc = side.arc[at] as number;
      this.#offer(next, cost + (reduced[arc] as number), kept | (side.own[next] as number), { label, arc, exact });
    }
  }

  /** Adds the draft unless a label at the node is as good; drops those that it beats. */
  #offer(
    node: number,
    cost: number,
    memory: number,
    { label, arc, exact }: { label: number; arc: number; exact: boolean },
  ): void {
    const bucket = this.#bucketOf(this.#draft[0] as number);
    const first = node * BUCKETS;
    for (let b = 0; b <= bucket; b++) {
      if ((this.#cheapest[first + b] as number) > cost + CLOSE) continue;
      const list = this.#lists[first + b] as number[];
      for (const other of list) {
        if ((this.cost[other] as number) > cost + CLOSE) break;
        if (exact && ((this.memory[other] as number) & ~memory) !== 0) continue;
        if (this.#usesNoMore(other)) return;
      }
    }
    for (let b = bucket; b < BUCKETS; b++) {
      if ((this.#dearest[first + b] as number) < cost) continue;
      this.#dropBeaten(this.#lists[first + b] as number[], cost, memory, exact);
      const left = this.#lists[first + b] as number[];
      this.#cheapest[first + b] = left.length > 0 ? (this.cost[left[0] as number] as number) : Number.POSITIVE_INFINITY;
      this.#dearest[first + b] =
        left.length > 0 ? (this.cost[left[left.length - 1] as number] as number) : Number.NEGATIVE_INFINITY;
    }
    this.#add(node, cost, memory, label, arc);
  }

  #usesNoMore(other: number): boolean {
    const base = other * this.#kinds;
    for (let r = 0; r < this.#compared; r++) {
      if ((this.used[base + r] as number) > (this.#draft[r] as number)) return false;
    }
    return true;
  }

  #dropBeaten(list: number[], cost: number, memory: number, exact: boolean): void {
    let kept = list.length;
    while (kept > 0 && (this.cost[list[kept - 1] as number] as number) >= cost) kept--;
    let next = kept;
    for (let k = kept; k < list.length; k++) {
      const other = list[k] as number;
      const isBeaten = (!exact || (memory & ~(this.memory[other] as number)) === 0) && this.#usesMore(other);
      if (isBeaten) this.#isDead[other] = 1;
      else list[next++] = other;
    }
    list.length = next;
  }

  #usesMore(other: number): boolean {
    const base = other * this.#kinds;
    for (let r = 0; r < this.#compared; r++) {
      if ((this.used[base + r] as number) < (this.#draft[r] as number)) return false;
    }
    return true;
  }

  #add(node: number, cost: number, memory: number, before: number, arc: number): void {
    if (this.count === this.cost.length) this.#grow();
    const label = this.count++;
    this.cost[label] = cost;
    this.memory[label] = memory;
    this.node[label] = node;
    this.before[label] = before;
    this.arc[label] = arc;
    this.#isDead[label] = 0;
    this.used.set(this.#draft, label * this.#kinds);
    const bucket = this.#bucketOf(this.#draft[0] as number);
    const place = node * BUCKETS + bucket;
    (this.#pending[bucket] as number[]).push(label);
    this.#cheapest[place] = Math.min(this.#cheapest[place] as number, cost);
    this.#dearest[place] = Math.max(this.#dearest[place] as number, cost);
    const list = this.#lists[place] as number[];
    let at = list.length;
    list.push(label);
    for (; at > 0 && (this.cost[list[at - 1] as number] as number) > cost; at--) list[at] = list[at - 1] as number;
    list[at] = label;
  }

  #bucketOf(used: number): number {
    const bucket = Math.floor((used - this.#lowest) / this.#bucketWidth);
    return bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket;
  }

  #grow(): void {
    const room = 2 * this.cost.length;
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    this.cost = grown(this.cost, new Float64Array(room));
    this.used = grown(this.used, new Int32Array(room * this.#kinds));
    this.memory = grown(this.memory, new Int32Array(room));
    this.node = grown(this.node, new Int32Array(room));
    this.before = grown(this.before, new Int32Array(room));
    this.arc = grown(this.arc, new Int32Array(room));
    this.#isDead = grown(this.#isDead, new Uint8Array(room));
  }

  #collect(): void {
    this.byNode = Array.from({ length: this.#side.nodes }, (_, node) => {
      const labels = this.#lists.slice(node * BUCKETS, (node + 1) * BUCKETS).flat();
      return labels.sort((a, b) => (this.cost[a] as number) - (this.cost[b] as number) || a - b);
    });
  }
}
