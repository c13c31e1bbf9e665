import type { RoadGraph } from './road-graph.ts';

/** Who travels: drivers obey one-way streets, people on foot and on bicycles do not. */
export interface Traveller {
  readonly obeysOneWays: boolean;
  /** The fastest, km/h; roads may be slower. */
  readonly maxKmh: number;
}

/** From one node to all: seconds and metres of the fastest way, Infinity where there is none. */
export interface WaysFrom {
  readonly seconds: Float64Array;
  readonly meters: Float64Array;
}

/** The fastest ways from a node (Dijkstra 1959, binary heap with lazy deletion). */
export function fastestWays(graph: RoadGraph, source: number, traveller: Traveller): WaysFrom {
  const seconds = new Float64Array(graph.nodes).fill(Number.POSITIVE_INFINITY);
  const meters = new Float64Array(graph.nodes).fill(Number.POSITIVE_INFINITY);
  const heap = new NodeHeap();
  seconds[source] = 0;
  meters[source] = 0;
  heap.push(source, 0);
  for (let node = heap.pop(); node !== undefined; node = heap.pop()) {
    if (heap.poppedKey > (seconds[node] as number)) continue;
    for (let edge = graph.firstEdge[node] as number; edge < (graph.firstEdge[node + 1] as number); edge++) {
      if (traveller.obeysOneWays && graph.footOnly[edge] === 1) continue;
      const kmh = Math.min(traveller.maxKmh, graph.kmh[edge] as number);
      const target = graph.target[edge] as number;
      const reached = (seconds[node] as number) + (graph.lengthM[edge] as number) / (kmh / 3.6);
      if (reached >= (seconds[target] as number)) continue;
      seconds[target] = reached;
      meters[target] = (meters[node] as number) + (graph.lengthM[edge] as number);
      heap.push(target, reached);
    }
  }
  return { seconds, meters };
}

class NodeHeap {
  readonly #nodes: number[] = [];
  readonly #keys: number[] = [];
  /** Key of what `pop` gave last. */
  poppedKey = 0;

  push(node: number, key: number): void {
    let at = this.#nodes.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#keys[parent] as number) <= key) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#nodes[at] = node;
    this.#keys[at] = key;
  }

  pop(): number | undefined {
    const top = this.#nodes[0];
    if (top === undefined) return undefined;
    this.poppedKey = this.#keys[0] as number;
    const node = this.#nodes.pop() as number;
    const key = this.#keys.pop() as number;
    const size = this.#nodes.length;
    let at = 0;
    while (size > 0) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++;
      if ((this.#keys[child] as number) >= key) break;
      this.#move(child, at);
      at = child;
    }
    if (size > 0) {
      this.#nodes[at] = node;
      this.#keys[at] = key;
    }
    return top;
  }

  #move(from: number, to: number): void {
    this.#nodes[to] = this.#nodes[from] as number;
    this.#keys[to] = this.#keys[from] as number;
  }
}
