import { arcRelaxation } from './bounds/arc-relaxation.ts';
import { relaxCompiled } from './bounds/relaxed-compiled.ts';
import type { CompiledRouting } from './compiled.ts';

/** Names of bounds in results. */
export const ARC_RELAXATION = 'arc_relaxation';
export const COLUMN_GENERATION = 'column_generation';

/** A cost that no plan can go below when every required stop is served. */
export function lowerBound(problem: CompiledRouting): number {
  return arcRelaxation(relaxCompiled(problem));
}
