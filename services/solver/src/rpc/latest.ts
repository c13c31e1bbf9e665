/** Values for one slow reader: what it has not taken when the next one comes is passed over, but for the last before the end. */
export class Latest<T> implements AsyncIterable<T> {
  #held: { value: T } | undefined;
  #isEnded = false;
  #wake: () => void = () => undefined;

  put(value: T): void {
    this.#held = { value };
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const held = this.#held;
      this.#held = undefined;
      if (held) yield held.value;
      else if (this.#isEnded) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
