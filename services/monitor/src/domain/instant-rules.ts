import { type AlertScope, formatSeconds } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import type { EndedSolve } from './ended-solve.ts';
import type { InstantRules } from './rules.ts';

export const WRONG_ANSWER = 'WrongAnswer';
export const SLOW_SOLVE = 'SlowSolve';

function scopeOf(solve: EndedSolve): AlertScope {
  return { tenant: solve.tenant, kind: solve.kind, templateId: solve.templateId, service: 'solver' };
}

/** A refusal of the verifier is never chance: an engine is wrong. It ends when none follows for a while. */
export function applyWrongAnswer(solve: EndedSolve, ledger: AlertLedger): void {
  const [first] = solve.wrongAnswers;
  if (!first) return;
  const about = solve.templateId || solve.kind;
  const fate = solve.end === 'answered' ? `${solve.strategy} answered in its place` : 'the solve failed';
  ledger.raise({
    name: WRONG_ANSWER,
    severity: 'error',
    scope: scopeOf(solve),
    aspect: '',
    summary: `${about}: the verifier refused an answer of ${first.strategy}`,
    description: `The verifier refused an answer of ${first.strategy} to job ${solve.jobId}: ${first.cause || 'no cause given'}. It did not leave the service; ${fate}.`,
    value: solve.wrongAnswers.length,
    threshold: 0,
    labels: { strategy: first.strategy },
    decider: solve,
  });
}

/** A single solve slower than the limit is an alert at once; the next one within it ends the alert. */
export function applySlowSolve(solve: EndedSolve, rules: InstantRules, ledger: AlertLedger): void {
  const limit = rules.solveSecondsCritical;
  const before = ledger.firing(SLOW_SOLVE, scopeOf(solve));
  if (solve.end !== 'answered') return;
  const about = solve.templateId || solve.kind;
  if (limit > 0 && solve.solveSeconds > limit) {
    ledger.raise({
      name: SLOW_SOLVE,
      severity: 'critical',
      scope: scopeOf(solve),
      aspect: '',
      summary: `${about}: a solve took ${formatSeconds(solve.solveSeconds)}`,
      description: `Job ${solve.jobId} took ${formatSeconds(solve.solveSeconds)} to solve; ${formatSeconds(limit)} is the most.`,
      value: solve.solveSeconds,
      threshold: limit,
      decider: solve,
    });
  } else if (before) ledger.resolve(before, `The next solve took ${formatSeconds(solve.solveSeconds)}.`, solve);
}
