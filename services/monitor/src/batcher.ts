interface Waiting<T> {
  item: T;
  resolve(): void;
  reject(error: unknown): void;
}

/** What became of each item of a batch, in order: undefined, or why it failed. */
export type Outcomes = readonly unknown[];

/**
 * Collects items that come one by one and handles them together: one batch at a time, at most `maxItems` in it, in the order
 * in which they came. Nobody waits for a batch to fill: what came while the last one was being handled is the next one.
 */
export class Batcher<T> {
  readonly #waiting: Waiting<T>[] = [];
  readonly #handle: (items: T[]) => Promise<Outcomes>;
  readonly #maxItems: number;
  #isRunning = false;

  constructor(maxItems: number, handle: (items: T[]) => Promise<Outcomes>) {
    this.#maxItems = maxItems;
    this.#handle = handle;
  }

  /** Resolves when this item is handled; rejects when it, or its whole batch, failed. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isRunning) {
        this.#isRunning = true;
        // Messages that arrived together are still being handed over.
        setImmediate(() => void this.#run());
      }
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxItems);
      try {
        const failures = await this.#handle(batch.map((w) => w.item));
        batch.forEach((waiting, i) => {
          if (failures[i] === undefined) waiting.resolve();
          else waiting.reject(failures[i]);
        });
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.#isRunning = false;
  }
}
