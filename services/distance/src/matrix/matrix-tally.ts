import type { MatrixBand } from '#domain/matrix-planes';
import { MOST_SOURCES, NO_WAY, SAME_PLACE } from '#domain/matrix-planes';
import { type Accuracy, sourceOfMark } from './cell-sources.ts';

/** Most warnings that are told. */
const MOST_WARNINGS = 20;

export interface SourceTally {
  readonly provider: string;
  readonly accuracy: Accuracy;
  cells: number;
}

/** What a matrix is made of, counted while its bands go out. */
export class MatrixTally {
  /** In the order in which the provenance planes count them. */
  readonly sources: SourceTally[] = [];
  cacheHits = 0;
  cacheMisses = 0;
  unreachable = 0;
  readonly #indexByMark = new Int16Array(MOST_SOURCES).fill(-1);
  readonly #warnings = new Set<string>();

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  warn(text: string): void {
    if (this.#warnings.size < MOST_WARNINGS) this.#warnings.add(text);
  }

  /** Counts a finished band and turns its marks into indices of `sources`. */
  take(band: MatrixBand): void {
    const { provenance, durations } = band;
    for (let cell = 0; cell < provenance.length; cell++) {
      const mark = provenance[cell] as number;
      if (mark === SAME_PLACE) continue;
      let index = this.#indexByMark[mark] as number;
      if (index < 0) {
        index = this.sources.push({ ...sourceOfMark(mark), cells: 0 }) - 1;
        this.#indexByMark[mark] = index;
      }
      (this.sources[index] as SourceTally).cells++;
      provenance[cell] = index;
      if (durations[cell] === NO_WAY) this.unreachable++;
    }
  }
}
