/** Seeded random numbers: xorshift32 (Marsaglia 2003) whose state is spread from the seed by splitmix32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    let z = (seed + 0x9e3779b9) | 0;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    // xorshift stays at zero for ever when it starts there.
    this.#state = (z ^ (z >>> 15)) | 0 || 0x6d2b79f5;
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** Uniform in [0, 1), never exactly 1. */
  unit(): number {
    return this.bits() / 4294967296;
  }

  /** Uniform integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  /** Shuffles the first `length` items in place (Fisher-Yates). */
  shuffle(items: { [index: number]: number }, length: number): void {
    for (let i = length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i] as number;
      items[i] = items[j] as number;
      items[j] = held;
    }
  }
}
