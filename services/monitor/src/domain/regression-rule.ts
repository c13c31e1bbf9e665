import { type AlertScope, type Finding, formatFigure, formatPercent, formatSeconds } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import {
  type Baseline,
  type Comparison,
  compare,
  EMPTY_BASELINE,
  isRecovered,
  isRegressed,
  remember,
} from './baseline.ts';
import { type BaselineMetric, METRIC_WORDS, type Sample } from './baseline-sample.ts';
import type { EndedSolve } from './ended-solve.ts';
import type { RegressionRules } from './rules.ts';

export const SOLVE_REGRESSION = 'SolveRegression';

/** From this ratio on a regression is an error, not a warning. */
const ERROR_RATIO = 3;

/** Takes one figure of a solve into its baseline and raises or resolves the template's alert. Gives the new baseline. */
export function applyRegression(
  baseline: Baseline,
  sample: Sample,
  solve: EndedSolve,
  rules: RegressionRules,
  ledger: AlertLedger,
): Baseline {
  const scope = regressionScope(solve);
  const before = ledger.firing(SOLVE_REGRESSION, scope, sample.metric);
  const next = remember(baseline, sample, before !== undefined, rules);
  const comparison = compare(next, rules);
  if (before && ledger.nowMs - before.startedAtMs >= rules.expiresMs) {
    const hours = formatFigure(rules.expiresMs / 3_600_000);
    ledger.resolve(before, `It has lasted ${hours} h and is taken as the new normal.`, solve);
    return { ...EMPTY_BASELINE, recent: next.recent };
  }
  if (before) ledger.seen(before);
  if (!comparison) return next;
  if (!before && isRegressed(comparison, sample.metric, rules)) {
    ledger.raise(findingOf(comparison, sample.metric, solve, rules));
  } else if (before && isRecovered(comparison, sample.metric, rules)) {
    const words = `Back at ${amount(comparison.recentMedian, sample.metric)} (${timesOf(comparison.ratio)} of the baseline).`;
    ledger.resolve(before, words, solve);
  }
  return next;
}

export function regressionScope(solve: EndedSolve): AlertScope {
  return { tenant: solve.tenant, kind: solve.kind, templateId: solve.templateId, service: 'solver' };
}

function findingOf(c: Comparison, metric: BaselineMetric, solve: EndedSolve, rules: RegressionRules): Finding {
  const words = METRIC_WORDS[metric];
  const recent = amount(c.recentMedian, metric);
  const past = amount(c.pastMedian, metric);
  return {
    name: SOLVE_REGRESSION,
    severity: c.ratio >= ERROR_RATIO ? 'error' : 'warning',
    scope: regressionScope(solve),
    aspect: metric,
    summary: `${solve.templateId}: ${words} is ${timesOf(c.ratio)} of its baseline (${recent} against ${past})`,
    description:
      `The median ${words} of the last ${c.judged} solves of template ${solve.templateId} (${solve.kind}) is ${recent}; ` +
      `of ${Math.round(c.pastCount)} solves of like size before it was ${past}. ` +
      `That is ${timesOf(c.ratio)}, where ${timesOf(rules.raiseRatio)} raises an alert; standard score ${formatFigure(c.score)}.`,
    value: c.recentMedian,
    threshold: c.pastMedian * rules.raiseRatio,
    labels: { metric },
    annotations: {
      baseline: formatFigure(c.pastMedian),
      baseline_solves: String(Math.round(c.pastCount)),
      ratio: formatFigure(Math.min(c.ratio, 1e6)),
    },
    decider: solve,
  };
}

function amount(value: number, metric: BaselineMetric): string {
  return metric === 'gap' ? formatPercent(value) : formatSeconds(value);
}

function timesOf(ratio: number): string {
  return ratio > 1e6 ? 'far more than 100 %' : `${Math.round(ratio * 100)} %`;
}
