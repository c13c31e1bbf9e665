/** Prints what is done and checked, line by line; a check that does not hold ends the story. */
export class Story {
  readonly #say: (line: string) => void;
  readonly #startedMs = performance.now();
  checks = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  chapter(title: string): void {
    this.#say(`\n${this.#clock()}  ${title}`);
  }

  tell(line: string): void {
    this.#say(`         ${line}`);
  }

  /** Runs a check; `words` may depend on what came out. */
  async check<T>(what: string, run: () => Promise<T>, words: (outcome: T) => string = () => ''): Promise<T> {
    const sinceMs = performance.now();
    try {
      const outcome = await run();
      const more = words(outcome);
      this.checks++;
      this.#say(`       ✓ ${what}${more === '' ? '' : `: ${more}`}  (${seconds(performance.now() - sinceMs)})`);
      return outcome;
    } catch (error) {
      this.#say(`       ✗ ${what}  (${seconds(performance.now() - sinceMs)})`);
      throw error;
    }
  }

  /** Seconds since the beginning. */
  seconds(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }

  #clock(): string {
    return `[${this.seconds().toFixed(0).padStart(3)} s]`;
  }
}

/** Throws unless `holds`: what a check is made of. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
