import { plainLength } from '@solveig/formats/on-globe';
import { solutionOf } from '@solveig/formats/solution-file';
import type { RoutePlan, Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { travelMatrix } from '@solveig/solver/domain/geo/travel-matrix';
import { timePlan } from '@solveig/solver/domain/routing/time-plan';
import { verifyRouting } from '@solveig/solver/domain/routing/verify';
import { measuredRouting } from '@solveig/solver/workers/routing-travel';
import type { BenchInstance } from './load-set.ts';
import { countedValue } from './routing-line.ts';

export interface CheckedAnswer {
  /** In the file's unit, as the verifier counts it. */
  readonly value: number;
  readonly feasible: boolean;
  /** The first broken rules in words; empty when none is. */
  readonly broken: string;
}

/** Everybody's answers go through the verifier of the solver, which recomputes all from the problem, also the times of plans that say none. */
export function checkAnswer({ problem, instance, rounding }: BenchInstance, plan: RoutePlan): CheckedAnswer {
  // Reasons for what is left out are words; the verifier looks at ids alone.
  const unserved = plan.unserved.map(({ id }) => ({ id, reasons: [] }));
  const checked = problem.greatCircle ? measuredRouting(problem) : { input: problem, travel: tableOf(problem) };
  const timed = timePlan(checked, { ...plan, unserved });
  const { violations, cost } = verifyRouting(checked, timed, { zeroIsUnstated: true });
  const words = violations
    .slice(0, 3)
    .map(({ kind, place, message }) => `${kind} at ${place || 'the plan'}: ${message}`);
  // On the globe a leg in some thousands is off by one unit: what counts is the file's own length.
  const value = problem.greatCircle ? plainLength(instance, solutionOf(instance, plan, 0).routes, rounding) : cost;
  return { value: countedValue(instance, value), feasible: violations.length === 0, broken: words.join('; ') };
}

function tableOf({ matrix }: Routing) {
  return travelMatrix(matrix?.durationsSeconds ?? [], matrix?.distancesMeters ?? []);
}
