import type { Random } from '#domain/engine/random';

/** Order crossover of giant tours (Oliver, Smith & Holland 1987): a random part of the first parent's tour, the other stops in the order in which the second has them. */
export class OrderCrossover {
  readonly child: Int32Array;
  readonly #taken: Int32Array;
  #mark = 0;

  constructor(stops: number) {
    this.child = new Int32Array(stops);
    this.#taken = new Int32Array(stops);
  }

  /** Makes the child of two tours that begin at `a` and at `b` of the array. */
  cross(tours: Int32Array, a: number, b: number, random: Random): void {
    const { child } = this;
    const taken = this.#taken;
    const stops = child.length;
    const mark = ++this.#mark;
    const from = random.below(stops);
    const length = 1 + random.below(Math.max(1, stops - 1));
    let at = from;
    for (let i = 0; i < length; i++) {
      const stop = tours[a + at] as number;
      child[at] = stop;
      taken[stop] = mark;
      if (++at === stops) at = 0;
    }
    let read = at;
    for (let i = 0; i < stops; i++) {
      const stop = tours[b + read] as number;
      if (++read === stops) read = 0;
      if (taken[stop] === mark) continue;
      child[at] = stop;
      if (++at === stops) at = 0;
    }
  }
}
