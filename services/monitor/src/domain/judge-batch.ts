import { type AlertScope, dedupKeyOf } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import { type Baseline, EMPTY_BASELINE } from './baseline.ts';
import { type BaselineMetric, samplesOf } from './baseline-sample.ts';
import type { EndedSolve } from './ended-solve.ts';
import { applySlowSolve, applyWrongAnswer, SLOW_SOLVE, WRONG_ANSWER } from './instant-rules.ts';
import { applyRegression, SOLVE_REGRESSION } from './regression-rule.ts';
import type { Rules } from './rules.ts';

/** Which baseline: one a tenant, template, kind and metric. */
export interface BaselineKey {
  readonly tenant: string;
  readonly templateId: string;
  readonly kind: string;
  readonly metric: BaselineMetric;
}

export function baselineKeyText(key: BaselineKey): string {
  return `${key.tenant}|${key.kind}|${key.metric}|${key.templateId}`;
}

/** The baselines that a batch of solves touches, each once. */
export function baselineKeysOf(solves: readonly EndedSolve[]): BaselineKey[] {
  const keys = new Map<string, BaselineKey>();
  for (const solve of solves) {
    for (const { metric } of samplesOf(solve)) {
      const key = { tenant: solve.tenant, templateId: solve.templateId, kind: solve.kind, metric };
      keys.set(baselineKeyText(key), key);
    }
  }
  return [...keys.values()];
}

/** Tenant and dedup key of every alert that a batch may touch, each once. */
export function alertKeysOf(solves: readonly EndedSolve[]): { tenant: string; dedupKey: string }[] {
  const keys = new Map<string, { tenant: string; dedupKey: string }>();
  const add = (scope: AlertScope, name: string, aspect = '') => {
    const key = { tenant: scope.tenant, dedupKey: dedupKeyOf(name, scope, aspect) };
    keys.set(`${key.tenant}|${key.dedupKey}`, key);
  };
  for (const solve of solves) {
    const scope = { tenant: solve.tenant, kind: solve.kind, templateId: solve.templateId, service: 'solver' };
    add(scope, SLOW_SOLVE);
    if (solve.wrongAnswers.length > 0) add(scope, WRONG_ANSWER);
    for (const { metric } of samplesOf(solve)) add(scope, SOLVE_REGRESSION, metric);
  }
  return [...keys.values()];
}

/**
 * Applies the rules that look at single solves, in order: wrong answers, slow solves, regressions. `baselines` is updated
 * in place (key: `baselineKeyText`); changes of alerts are in the ledger.
 */
export function judgeBatch(
  solves: readonly EndedSolve[],
  baselines: Map<string, Baseline>,
  rules: Rules,
  ledger: AlertLedger,
): void {
  for (const solve of solves) {
    applyWrongAnswer(solve, ledger);
    applySlowSolve(solve, rules.instant, ledger);
    for (const sample of samplesOf(solve)) {
      const key = baselineKeyText({ ...solve, metric: sample.metric });
      const before = baselines.get(key) ?? EMPTY_BASELINE;
      baselines.set(key, applyRegression(before, sample, solve, rules.regression, ledger));
    }
  }
}
