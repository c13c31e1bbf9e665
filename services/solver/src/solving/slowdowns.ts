/** Fault setting: by how much the solves of a template take longer. Changed at run time for drills; empty in production. */
export class Slowdowns {
  readonly #factors = new Map<string, number>();

  /** 1 ends the slowdown. */
  set(template: string, factor: number): void {
    if (!(factor >= 1 && factor <= 100)) throw new RangeError(`must have factors from 1 to 100, not ${factor}`);
    if (factor === 1) this.#factors.delete(template);
    else this.#factors.set(template, factor);
  }

  factorOf(template: string): number {
    return template === '' ? 1 : (this.#factors.get(template) ?? 1);
  }
}

/** Reads `template=1.6,other=2`. */
export function readSlowdowns(text: string): Slowdowns {
  const slowdowns = new Slowdowns();
  for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
    const [template, factor] = part.split('=').map((piece) => piece.trim());
    if (!template || factor === undefined) throw new Error(`must be of the form template=1.6, not "${part}"`);
    slowdowns.set(template, Number(factor));
  }
  return slowdowns;
}
