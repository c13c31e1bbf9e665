import type { Dominance } from './dominance.ts';
import { COST, type Labels } from './labels.ts';
import type { LabelSink } from './stop-visits.ts';

/** Labels kept at a stop. Where more would not be dominated, the dearer ones are lost: then the result is a heuristic. */
export const MOST_LABELS = 16;

/** The labels of each position of a route (0 is the start) that no other makes useless. */
export class KeptLabels implements LabelSink {
  /** By position: offsets of its labels, `MOST_LABELS` each, their number, and where the labels of the next begin. */
  readonly offsets: Int32Array;
  readonly counts: Int32Array;
  readonly tops: Int32Array;
  /** Dominance is a heuristic for the route at hand: what waiting on purpose would change is not in a label. */
  isGuess = false;
  /** Labels of such a route are all kept, as far as there is room. */
  keepsGuesses = false;
  /** A label was lost that might have led to a better route. */
  hasLost = false;
  readonly #labels: Labels;
  readonly #dominance: Dominance;

  constructor(labels: Labels, dominance: Dominance, positions: number) {
    this.#labels = labels;
    this.#dominance = dominance;
    this.offsets = new Int32Array(positions * MOST_LABELS);
    this.counts = new Int32Array(positions);
    this.tops = new Int32Array(positions);
  }

  /** Keeps the label at a position unless another is as good. */
  keep(position: number, o: number): void {
    const { offsets } = this;
    const base = position * MOST_LABELS;
    let count = this.counts[position] as number;
    const compared = this.isGuess && this.keepsGuesses ? 0 : count;
    for (let i = 0; i < compared; i++) {
      if (!this.#dominance.over(offsets[base + i] as number, o)) continue;
      this.hasLost ||= this.isGuess;
      return;
    }
    for (let i = 0; i < Math.min(compared, count); ) {
      if (this.#dominance.over(o, offsets[base + i] as number)) {
        offsets[base + i] = offsets[base + --count] as number;
        this.hasLost ||= this.isGuess;
      } else i++;
    }
    if (count < MOST_LABELS) {
      offsets[base + count] = o;
      this.counts[position] = count + 1;
      return;
    }
    this.counts[position] = count;
    this.hasLost = true;
    const { d } = this.#labels;
    let worst = 0;
    for (let i = 1; i < count; i++)
      if (this.#isWorse(offsets[base + i] as number, offsets[base + worst] as number)) worst = i;
    if ((d[o + COST] as number) >= 0 && this.#isWorse(offsets[base + worst] as number, o)) offsets[base + worst] = o;
  }

  /** Dearer, or as dear and later. */
  #isWorse(a: number, b: number): boolean {
    const { d } = this.#labels;
    const more = (d[a + COST] as number) - (d[b + COST] as number);
    return more > 0 || (more === 0 && this.#labels.ready(a) > this.#labels.ready(b));
  }
}
