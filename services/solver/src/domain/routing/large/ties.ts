/** Which of some numbers belong together (union-find with path compression, Tarjan 1975). */
export class Ties {
  readonly #first: Int32Array;

  constructor(count: number) {
    this.#first = Int32Array.from({ length: count }, (_, number) => number);
  }

  tie(a: number, b: number): void {
    const [first, second] = [this.firstOf(a), this.firstOf(b)];
    this.#first[Math.max(first, second)] = Math.min(first, second);
  }

  /** The smallest number that this one is tied to. */
  firstOf(number: number): number {
    const first = this.#first;
    let root = number;
    while (first[root] !== root) root = first[root] as number;
    for (let at = number; at !== root; ) {
      const next = first[at] as number;
      first[at] = root;
      at = next;
    }
    return root;
  }
}
