/** Lets so many through at once; the others wait in line. */
export class Slots {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot and gives the way to hand it back. Rejects with the signal's reason when that fires first. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#waitInLine(signal);
    let isHeld = true;
    return () => {
      if (isHeld) this.#handOn();
      isHeld = false;
    };
  }

  #waitInLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#line.splice(this.#line.indexOf(mine), 1);
        reject(signal.reason);
      };
      this.#line.push(mine);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #handOn(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free++;
  }
}
