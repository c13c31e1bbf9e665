const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

/** Writes numbers one after the other, as mates say them to each other. */
export class WordWriter {
  readonly #words: number[] = [];

  int(value: number): void {
    this.#words.push(value);
  }

  float(value: number): void {
    float[0] = value;
    this.#words.push(halves[0] as number, halves[1] as number);
  }

  list(values: Int32Array): void {
    this.#words.push(values.length);
    for (const value of values) this.#words.push(value);
  }

  words(): Int32Array {
    return Int32Array.from(this.#words);
  }
}

/** Reads in the same order what a `WordWriter` wrote. */
export class WordReader {
  readonly #words: Int32Array;
  #at = 0;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  int(): number {
    return this.#words[this.#at++] as number;
  }

  float(): number {
    halves[0] = this.int();
    halves[1] = this.int();
    return float[0] as number;
  }

  list(): Int32Array {
    const from = this.#at + 1;
    this.#at = from + (this.#words[this.#at] as number);
    return this.#words.slice(from, this.#at);
  }
}
