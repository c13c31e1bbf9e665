/** What is kept by node; arrays of one length. */
export interface NodeArrays {
  readonly next: Int32Array;
  readonly prev: Int32Array;
  readonly route: Int32Array;
  readonly leg: Int32Array;
  /** May be `leg` itself. */
  readonly drive: Int32Array;
  readonly ready: Int32Array;
  readonly latest: Int32Array;
  /** Empty where they are not kept. */
  readonly headDuration: Int32Array;
  readonly headLate: Int32Array;
  readonly tailDuration: Int32Array;
  readonly tailEarly: Int32Array;
}

/** Values saved for every node, and more where durations count. */
const WIDTH = 7;
const TIMED_WIDTH = 4;

/** What nodes were before they changed since a moment: to go back there costs as much as was changed, however long the routes are. */
export class NodeLog {
  readonly #arrays: NodeArrays;
  readonly #isTimed: boolean;
  /** The moment since which a node is saved. */
  readonly #mark: Int32Array;
  readonly #nodes: Int32Array;
  readonly #values: Int32Array;
  readonly #timedValues: Int32Array;
  #count = 0;
  #moment = 0;

  constructor(arrays: NodeArrays) {
    const nodes = arrays.next.length;
    this.#arrays = arrays;
    this.#isTimed = arrays.headDuration.length > 0;
    this.#mark = new Int32Array(nodes);
    this.#nodes = new Int32Array(nodes);
    this.#values = new Int32Array(nodes * WIDTH);
    this.#timedValues = new Int32Array(this.#isTimed ? nodes * TIMED_WIDTH : 0);
  }

  /** What was changed before stays. */
  begin(): void {
    this.#moment++;
    this.#count = 0;
  }

  /** Must be called before anything of the node changes. */
  save(node: number): void {
    if (this.#mark[node] !== this.#moment) this.#save(node);
  }

  /** Puts every node that was saved back. */
  undo(): void {
    const { next, prev, route, leg, drive, ready, latest } = this.#arrays;
    const values = this.#values;
    const nodes = this.#nodes;
    for (let k = 0, at = 0; k < this.#count; k++, at += WIDTH) {
      const node = nodes[k] as number;
      next[node] = values[at] as number;
      prev[node] = values[at + 1] as number;
      route[node] = values[at + 2] as number;
      leg[node] = values[at + 3] as number;
      drive[node] = values[at + 4] as number;
      ready[node] = values[at + 5] as number;
      latest[node] = values[at + 6] as number;
    }
    if (this.#isTimed) this.#undoTimed();
    this.begin();
  }

  #save(node: number): void {
    const { next, prev, route, leg, drive, ready, latest } = this.#arrays;
    const values = this.#values;
    const slot = this.#count++;
    const at = slot * WIDTH;
    this.#mark[node] = this.#moment;
    this.#nodes[slot] = node;
    values[at] = next[node] as number;
    values[at + 1] = prev[node] as number;
    values[at + 2] = route[node] as number;
    values[at + 3] = leg[node] as number;
    values[at + 4] = drive[node] as number;
    values[at + 5] = ready[node] as number;
    values[at + 6] = latest[node] as number;
    if (this.#isTimed) this.#saveTimed(node, slot * TIMED_WIDTH);
  }

  #saveTimed(node: number, at: number): void {
    const { headDuration, headLate, tailDuration, tailEarly } = this.#arrays;
    const values = this.#timedValues;
    values[at] = headDuration[node] as number;
    values[at + 1] = headLate[node] as number;
    values[at + 2] = tailDuration[node] as number;
    values[at + 3] = tailEarly[node] as number;
  }

  #undoTimed(): void {
    const { headDuration, headLate, tailDuration, tailEarly } = this.#arrays;
    const values = this.#timedValues;
    for (let k = 0, at = 0; k < this.#count; k++, at += TIMED_WIDTH) {
      const node = this.#nodes[k] as number;
      headDuration[node] = values[at] as number;
      headLate[node] = values[at + 1] as number;
      tailDuration[node] = values[at + 2] as number;
      tailEarly[node] = values[at + 3] as number;
    }
  }
}
