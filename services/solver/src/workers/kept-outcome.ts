import type { EngineIncumbent } from '#domain/engine/engine';
import type { SolveOutcome } from '#domain/strategy/solve-outcome';

/** An incumbent as the outcome of a solve that had to be ended from outside. @param source of incumbents' bounds */
export function keptOutcome<S>(incumbent: EngineIncumbent<S>, strategy: string, source: string): SolveOutcome<S> {
  const cause = 'the engine did not end when it was asked to; this is its best answer until then';
  return {
    status: 'feasible',
    solution: incumbent.solution,
    value: incumbent.value,
    bound: incumbent.bound,
    boundSource: incumbent.bound === undefined ? undefined : source,
    stopReason: 'time',
    strategy,
    attempts: [{ strategy, outcome: 'failed', cause, seconds: 0 }],
    degraded: true,
    relaxations: [],
    iterations: incumbent.iterations,
    warnings: [cause],
  };
}
