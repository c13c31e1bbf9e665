import type { Line } from '../line.ts';
import type { Bench } from './bench.ts';

/** One way of measuring, and the figures that come of it. */
export interface FigureSource {
  /** Name of each figure and what it is. */
  readonly figures: Readonly<Record<string, string>>;
  measure(bench: Bench): Promise<Line[]>;
}
