import type { EngineIncumbent, EngineOptions, EngineOutcome } from '#domain/engine/engine';
import type { CompiledRouting } from '#domain/routing/compiled';
import { solveVisits, type VisitOrder } from '#domain/routing/visit-engine';
import { canDivide, DividedCompiled } from './divide-compiled.ts';
import { MISSING_LOSS } from './large-problem.ts';
import { searchParts } from './search-parts.ts';

/**
 * Clusters of stops that lie side by side, each planned and improved by itself
 * with the vehicles that are near and left, borders shifted in every round. A
 * problem that cannot be cut (`canDivide`) is one cluster, built and descended from.
 */
export function clusterFirst(problem: CompiledRouting, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  if (!canDivide(problem)) return solveVisits(problem, options, 'descent');
  const own = (value: number, missing: number) => value + missing * (problem.missing - MISSING_LOSS);
  const { onIncumbent } = options;
  const outcome = searchParts(new DividedCompiled(problem), {
    ...options,
    onIncumbent: (incumbent: EngineIncumbent<VisitOrder>) => {
      onIncumbent?.({ ...incumbent, value: own(incumbent.value, incumbent.solution.missing) });
    },
  });
  const { solution, value } = outcome;
  return solution && value !== undefined ? { ...outcome, value: own(value, solution.missing) } : outcome;
}
