import { type AlertScope, type Finding, formatPercent, formatSeconds, NO_DECIDER } from './alert.ts';
import type { AlertLedger } from './alert-ledger.ts';
import type { Levels, ThresholdRules } from './rules.ts';
import { type ShareInterval, wilsonInterval } from './statistics.ts';
import type { Tally } from './tally.ts';

export type Level = 'healthy' | 'degraded' | 'critical' | 'unknown';

/** What a window says of one threshold. */
export interface Judgement {
  readonly level: Level;
  /** Share of bad solves with its interval; undefined with too little data. */
  readonly bad: ShareInterval | undefined;
  readonly samples: number;
}

/** One threshold of the operations guides. Siblings differ in what is bad and in words. */
export interface ThresholdRule {
  readonly alertName: string;
  /** Its name as a dimension of health. */
  readonly dimension: 'success' | 'errors' | 'response_time' | 'cache';
  /** Which solves decided: the store finds the last of them. */
  readonly decidedBy: 'failed' | 'error' | 'slow' | 'uncached';
  /** Bad solves among all that count. */
  count(tally: Tally, level: 'warning' | 'critical'): { bad: number; total: number };
  /** The share of bad solves that the level allows. */
  allowed(rules: ThresholdRules, level: 'warning' | 'critical'): number;
  levels(rules: ThresholdRules): Levels;
  /** In the rule's own terms, for people: a share that is good, a share that is bad, or seconds. */
  describe(bad: ShareInterval, levels: Levels): string;
}

const ANSWERED_SHARE = 0.95;

const successRate: ThresholdRule = {
  alertName: 'SuccessRateLow',
  dimension: 'success',
  decidedBy: 'failed',
  count: (t) => ({ bad: t.failed, total: t.succeeded + t.failed }),
  allowed: (rules, level) => 1 - rules.success[level],
  levels: (rules) => rules.success,
  describe: (bad, levels) =>
    `${formatPercent(1 - bad.share)} of solves had an answer; ${formatPercent(levels.warning)} is the least`,
};

const errorRate: ThresholdRule = {
  alertName: 'ErrorRateHigh',
  dimension: 'errors',
  decidedBy: 'error',
  count: (t) => ({ bad: t.errors, total: t.succeeded + t.failed }),
  allowed: (rules, level) => rules.errors[level],
  levels: (rules) => rules.errors,
  describe: (bad, levels) =>
    `something broke in ${formatPercent(bad.share)} of solves; ${formatPercent(levels.warning)} is the most`,
};

/** "The 95th percentile is above 5 s" is "more than 5 % take longer than 5 s", which has an interval. */
const responseTime: ThresholdRule = {
  alertName: 'ResponseTimeHigh',
  dimension: 'response_time',
  decidedBy: 'slow',
  count: (t, level) => ({ bad: level === 'critical' ? t.slowCritical : t.slowWarning, total: t.succeeded }),
  allowed: () => 1 - ANSWERED_SHARE,
  levels: (rules) => rules.responseSeconds,
  describe: (bad, levels) =>
    `${formatPercent(bad.share)} of answers took longer than ${formatSeconds(levels.warning)}; 5 % may`,
};

/** Cells of one solve come and go together, so a solve, not a cell, is one observation. */
const cacheHits: ThresholdRule = {
  alertName: 'CacheHitLow',
  dimension: 'cache',
  decidedBy: 'uncached',
  count: (t) => {
    const cells = t.cacheHits + t.cacheMisses;
    return { bad: cells === 0 ? 0 : (t.cacheMisses / cells) * t.withCells, total: t.withCells };
  },
  allowed: (rules, level) => 1 - rules.cacheHits[level],
  levels: (rules) => rules.cacheHits,
  describe: (bad, levels) =>
    `${formatPercent(1 - bad.share)} of travel cells came from the cache; ${formatPercent(levels.warning)} is the least`,
};

/** All of them; a new threshold is a sibling and a line here. */
export const THRESHOLD_RULES: readonly ThresholdRule[] = [successRate, errorRate, responseTime, cacheHits];

/**
 * Judges a window. It speaks only when the whole interval is past the threshold, so that one failure in three solves is
 * not "critical".
 */
export function judge(rule: ThresholdRule, tally: Tally, rules: ThresholdRules): Judgement {
  const { bad, total } = rule.count(tally, 'warning');
  if (total < rules.minSolves) return { level: 'unknown', bad: undefined, samples: total };
  const warning = wilsonInterval(bad, total);
  const critical = wilsonInterval(rule.count(tally, 'critical').bad, total);
  const isCritical = critical.low > rule.allowed(rules, 'critical');
  const isWarning = warning.low > rule.allowed(rules, 'warning');
  return { level: isCritical ? 'critical' : isWarning ? 'degraded' : 'healthy', bad: warning, samples: total };
}

/** Whether the window is well enough for an alert of this severity to end: the share itself is back within what is allowed. */
export function isBack(
  rule: ThresholdRule,
  tally: Tally,
  rules: ThresholdRules,
  level: 'warning' | 'critical',
): boolean {
  const { bad, total } = rule.count(tally, level);
  return total >= rules.minSolves && bad / total <= rule.allowed(rules, level);
}

/** The window of one tenant and kind. */
export interface ThresholdWindow {
  readonly scope: AlertScope;
  readonly tally: Tally;
}

/** Applies one rule to one window: raises, worsens, eases or resolves its alert. Who decided is filled in by the caller. */
export function applyThreshold(
  rule: ThresholdRule,
  { scope, tally }: ThresholdWindow,
  rules: ThresholdRules,
  ledger: AlertLedger,
): void {
  const before = ledger.firing(rule.alertName, scope);
  const judgement = judge(rule, tally, rules);
  if (before && judgement.samples > 0) ledger.seen(before);
  if (before && judgement.level === 'unknown') return;
  const isHeldCritical = before?.severity === 'critical' && !isBack(rule, tally, rules, 'critical');
  if (judgement.level === 'critical' || isHeldCritical) {
    raise(rule, scope, judgement, rules, 'critical', ledger);
    return;
  }
  const isHeld = before !== undefined && !isBack(rule, tally, rules, 'warning');
  if (judgement.level === 'degraded' || isHeld) {
    raise(rule, scope, judgement, rules, 'warning', ledger);
    return;
  }
  if (before) {
    const words = judgement.bad ? rule.describe(judgement.bad, rule.levels(rules)) : 'It is back';
    ledger.resolve(before, `${capital(words)}.`, NO_DECIDER);
  }
}

function raise(
  rule: ThresholdRule,
  scope: AlertScope,
  judgement: Judgement,
  rules: ThresholdRules,
  severity: 'warning' | 'critical',
  ledger: AlertLedger,
): void {
  const bad = judgement.bad as ShareInterval;
  const levels = rule.levels(rules);
  const words = rule.describe(bad, levels);
  const finding: Finding = {
    name: rule.alertName,
    severity,
    scope,
    aspect: '',
    summary: `${scope.kind}: ${words}`,
    description:
      `In the last ${formatSeconds(rules.windowMs / 1000)}, ${judgement.samples} ${scope.kind} solves: ${words}. ` +
      `With 95 % confidence at least ${formatPercent(bad.low)} are affected, where ${formatPercent(rule.allowed(rules, 'warning'))} may be.`,
    value: shownValue(rule, bad),
    threshold: rule.dimension === 'response_time' ? rule.allowed(rules, severity) : levels[severity],
    decider: NO_DECIDER,
  };
  ledger.raise(finding);
}

/** The judged share in the rule's own direction: rates that should be high are told as such. */
export function shownValue(rule: ThresholdRule, bad: ShareInterval): number {
  return rule.dimension === 'success' || rule.dimension === 'cache' ? 1 - bad.share : bad.share;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
