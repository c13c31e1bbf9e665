interface Waiting<T> {
  item: T;
  resolve(): void;
  reject(error: unknown): void;
}

/** What became of each item of a batch, in order: undefined, or why it failed. */
export type Outcomes = readonly unknown[];

/**
 * Collects items that come one by one and handles them together: one batch at a time, at most `maxItems` in it, in the order
 * in which they came. A batch begins `gatherMs` after its first item, or as soon as it is full.
 */
export class Batcher<T> {
  readonly #waiting: Waiting<T>[] = [];
  readonly #handle: (items: T[]) => Promise<Outcomes>;
  readonly #maxItems: number;
  readonly #gatherMs: number;
  #isRunning = false;
  #isFull: () => void = () => undefined;

  constructor(
    { maxItems, gatherMs }: { maxItems: number; gatherMs: number },
    handle: (items: T[]) => Promise<Outcomes>,
  ) {
    this.#maxItems = maxItems;
    this.#gatherMs = gatherMs;
    this.#handle = handle;
  }

  /** Resolves when this item is handled; rejects when it, or its whole batch, failed. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= this.#maxItems) this.#isFull();
      if (this.#isRunning) return;
      this.#isRunning = true;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gathered();
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

  #gathered(): Promise<void> | undefined {
    if (this.#waiting.length >= this.#maxItems) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#gatherMs);
      this.#isFull = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
