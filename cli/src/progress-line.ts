import type { Incumbent } from '@solveig/proto/gen/solveig/model/v1/problem';
import { amount, duration, percent } from './print.ts';

/** One line that is written over on a terminal, and a line for each improvement elsewhere. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  #isOpen = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(incumbent: Incumbent): void {
    const text = describeIncumbent(incumbent);
    if (!this.#out.isTTY) {
      this.#out.write(`${text}\n`);
      return;
    }
    this.#out.write(`\r\x1b[2K${text}`);
    this.#isOpen = true;
  }

  end(): void {
    if (this.#isOpen) this.#out.write('\n');
    this.#isOpen = false;
  }
}

/** `12.4 s  value 812.5  bound 790  gap 2.8 %  (ruin and recreate)` */
export function describeIncumbent(incumbent: Incumbent): string {
  const { value, bound, gap, elapsedSeconds, strategy } = incumbent;
  const parts = [duration(elapsedSeconds).padStart(7), `value ${amount(value)}`];
  if (bound !== undefined) parts.push(`bound ${amount(bound)}`);
  if (gap !== undefined) parts.push(`gap ${percent(gap)}`);
  if (strategy) parts.push(`(${strategy})`);
  return parts.join('  ');
}
