import { type Alert, formatSeconds } from './alert.ts';
import { SOLVE_REGRESSION } from './regression-rule.ts';
import type { Rules, ThresholdRules } from './rules.ts';
import { type PartReport, SERVICE_DOWN } from './service-watch.ts';
import type { Tally } from './tally.ts';
import { type Judgement, judge, type Level, THRESHOLD_RULES, type ThresholdRule } from './threshold-rules.ts';

/** One side of health. */
export interface Dimension {
  readonly name: string;
  readonly level: Level;
  readonly value: number | undefined;
  /** 95 % interval of `value`, where it is a rate. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly warningThreshold: number;
  readonly criticalThreshold: number;
  readonly samples: number;
  /** Why, in words. */
  readonly reason: string;
}

/** How healthy the platform is. */
export interface Health {
  readonly level: Level;
  /** 0 to 100; undefined while unknown. */
  readonly score: number | undefined;
  readonly dimensions: readonly Dimension[];
  readonly recommendations: readonly string[];
}

/** All that health is judged from. */
export interface HealthInput {
  /** All solves of the window. */
  readonly tally: Tally;
  /** The 95th percentile of response times in the window, seconds; undefined without any. */
  readonly p95Seconds: number | undefined;
  readonly firing: readonly Alert[];
  /** Templates with enough solves behind them to be compared. */
  readonly comparedTemplates: number;
  readonly parts: readonly PartReport[];
  /** Counts alerts instead of naming their templates: for readers of no tenant in particular. */
  readonly isNameless?: boolean;
}

/** Judges all dimensions. Where data is missing it says so; it is never healthy by default. */
export function healthOf(input: HealthInput, rules: Rules): Health {
  const dimensions = [
    ...THRESHOLD_RULES.map((rule) => thresholdDimension(rule, input, rules.thresholds)),
    baselineDimension(input, rules),
    servicesDimension(input.parts.filter((part) => part.name !== 'consumer')),
    consumerDimension(input.parts.find((part) => part.name === 'consumer')),
  ];
  const level = overallLevel(dimensions, input.firing);
  // A score of what little is known would look like praise.
  const isKnown = dimensions.find((d) => d.name === 'success')?.level !== 'unknown';
  return {
    level,
    score: isKnown ? scoreOf(dimensions, othersFiring(input.firing)) : undefined,
    dimensions,
    recommendations: recommendationsFor(dimensions, input),
  };
}

/**
 * The worst dimension decides. A cold cache makes answers late, not wrong, and is at most degraded. Without enough solves to
 * judge success by, nothing good can be said.
 */
function overallLevel(dimensions: readonly Dimension[], firing: readonly Alert[]): Level {
  const isCritical = dimensions.some((d) => d.level === 'critical' && d.name !== 'cache');
  if (isCritical) return 'critical';
  const isDegraded = dimensions.some((d) => d.level === 'degraded' || d.level === 'critical');
  if (isDegraded || firing.some((alert) => alert.severity !== 'info')) return 'degraded';
  return dimensions.find((d) => d.name === 'success')?.level === 'healthy' ? 'healthy' : 'unknown';
}

function thresholdDimension(rule: ThresholdRule, input: HealthInput, rules: ThresholdRules): Dimension {
  const judgement = judge(rule, input.tally, rules);
  const levels = rule.levels(rules);
  const { bad } = judgement;
  const base = {
    name: rule.dimension,
    level: judgement.level,
    warningThreshold: levels.warning,
    criticalThreshold: levels.critical,
    samples: Math.round(judgement.samples),
  };
  if (!bad) {
    return { ...base, value: undefined, low: undefined, high: undefined, reason: tooFew(judgement, rules) };
  }
  const reason = `${capital(rule.describe(bad, levels))}.`;
  if (rule.dimension === 'response_time') {
    return { ...base, value: input.p95Seconds, low: undefined, high: undefined, reason };
  }
  const isGoodShare = rule.dimension === 'success' || rule.dimension === 'cache';
  return isGoodShare
    ? { ...base, value: 1 - bad.share, low: 1 - bad.high, high: 1 - bad.low, reason }
    : { ...base, value: bad.share, low: bad.low, high: bad.high, reason };
}

function tooFew({ samples }: Judgement, rules: ThresholdRules): string {
  const window = formatSeconds(rules.windowMs / 1000);
  const count = Math.round(samples);
  return `Insufficient data: ${count} solve${count === 1 ? '' : 's'} in the last ${window}, ${rules.minSolves} are needed.`;
}

function baselineDimension({ firing, comparedTemplates, isNameless }: HealthInput, rules: Rules): Dimension {
  const regressions = firing.filter((alert) => alert.name === SOLVE_REGRESSION);
  const templates = [...new Set(regressions.map((alert) => alert.scope.templateId))];
  const known: Level = regressions.length > 0 ? 'degraded' : 'healthy';
  const ratios = regressions.map((alert) => Number(alert.annotations?.ratio)).filter(Number.isFinite);
  return {
    name: 'baseline',
    level: comparedTemplates === 0 && regressions.length === 0 ? 'unknown' : known,
    value: ratios.length > 0 ? Math.max(...ratios) : undefined,
    low: undefined,
    high: undefined,
    warningThreshold: rules.regression.raiseRatio,
    criticalThreshold: 0,
    samples: comparedTemplates,
    reason:
      regressions.length > 0
        ? `Slower or worse than their own past: ${isNameless ? `${templates.length} of the templates` : templates.slice(0, 5).join(', ')}.`
        : comparedTemplates === 0
          ? 'Insufficient data: no template has a baseline yet.'
          : `${comparedTemplates} templates are as they were.`,
  };
}

function servicesDimension(parts: readonly PartReport[]): Dimension {
  const count = (level: Level) => parts.filter((part) => part.level === level);
  const bad = [...count('critical'), ...count('degraded')];
  const unknown = count('unknown');
  const level: Level =
    count('critical').length > 0
      ? 'critical'
      : bad.length > 0
        ? 'degraded'
        : parts.length === 0 || unknown.length > 0
          ? 'unknown'
          : 'healthy';
  return {
    ...plain('services', level),
    value: parts.length - bad.length - unknown.length,
    warningThreshold: parts.length,
    criticalThreshold: parts.length,
    samples: parts.length,
    reason:
      bad.length > 0
        ? bad.map((part) => `${part.name}: ${part.reason}`).join('; ')
        : parts.length === 0
          ? 'No service is being watched.'
          : unknown.length > 0
            ? `Not asked yet: ${unknown.map((part) => part.name).join(', ')}.`
            : `All ${parts.length} answer.`,
  };
}

function consumerDimension(part: PartReport | undefined): Dimension {
  return { ...plain('consumer', part?.level ?? 'unknown'), reason: part?.reason ?? 'It has not reported yet.' };
}

function plain(name: string, level: Level) {
  return {
    name,
    level,
    value: undefined,
    low: undefined,
    high: undefined,
    warningThreshold: 0,
    criticalThreshold: 0,
    samples: 0,
  };
}

const PENALTY_AT_WARNING = 0.2;
const PENALTY_AT_CRITICAL = 0.5;
const MOST_PENALTY = 0.95;
/** Of the worst alert that no dimension stands for. */
const PENALTY_OF_SEVERITY = {
  critical: PENALTY_AT_CRITICAL,
  error: 0.3,
  warning: PENALTY_AT_WARNING,
  info: 0,
} as const;

/** 100 x product of (1 - penalty): nothing lost at perfect, a fifth at the warning threshold, half at the critical one. */
export function scoreOf(dimensions: readonly Dimension[], others: readonly Alert[] = []): number {
  const worst = Math.max(0, ...others.map((alert) => PENALTY_OF_SEVERITY[alert.severity]));
  const kept = dimensions.reduce((product, dimension) => product * (1 - penaltyOf(dimension)), 1 - worst);
  return Math.round(kept * 1000) / 10;
}

function penaltyOf(dimension: Dimension): number {
  const { value, warningThreshold: warning, criticalThreshold: critical } = dimension;
  if (dimension.level === 'unknown') return 0;
  if (dimension.name === 'services' || dimension.name === 'consumer' || dimension.name === 'baseline') {
    return { healthy: 0, degraded: PENALTY_AT_WARNING, critical: 0.8, unknown: 0 }[dimension.level];
  }
  if (value === undefined) return 0;
  // Distance from perfect, in units of the distance to each threshold; perfect is 1 for shares that should be high, else 0.
  const perfect = critical < warning ? 1 : 0;
  const distance = Math.abs(value - perfect);
  const toWarning = Math.abs(warning - perfect);
  const toCritical = Math.abs(critical - perfect);
  if (distance <= toWarning) return toWarning === 0 ? 0 : (PENALTY_AT_WARNING * distance) / toWarning;
  if (distance <= toCritical) {
    const way = (distance - toWarning) / (toCritical - toWarning);
    return PENALTY_AT_WARNING + (PENALTY_AT_CRITICAL - PENALTY_AT_WARNING) * way;
  }
  return Math.min(MOST_PENALTY, PENALTY_AT_CRITICAL * (distance / toCritical));
}

const ADVICE: Readonly<Record<string, string>> = {
  success:
    'Look at why solves fail: `solveig jobs --state failed`, then the error page of the most frequent reason. Longer deadlines help against TIMEOUT, more workers against expired jobs.',
  errors:
    'Something breaks inside: read `solveig logs solver --level error` and the trace of the last failed job; WORKER_ERROR and MEMORY_ERROR point to the worker pool, DISTANCE_ERROR to the providers.',
  response_time:
    'See whether the time goes into waiting, travel data or solving (dashboard, or `solveig trace`). Waiting asks for more workers, travel data for the cache, solving for a smaller budget.',
  cache:
    'Travel cells are fetched again and again: check that the cache is large enough and that clients send stable coordinates. After a start it fills by itself.',
  baseline:
    'Compare the last deployment, host and strategy of the templates named here with those before; `solveig trace` on the deciding job shows where the time went.',
  services: 'Start or mend the services named here; `solveig doctor` checks what each depends on.',
  consumer: 'The monitor is behind its stream, so all figures are old: check its database and its logs.',
};

const COVERED = new Set<string>([...THRESHOLD_RULES.map((rule) => rule.alertName), SOLVE_REGRESSION, SERVICE_DOWN]);

/** Alerts that no dimension stands for: wrong answers, slow solves. */
function othersFiring(firing: readonly Alert[]): Alert[] {
  return firing.filter((alert) => !COVERED.has(alert.name));
}

function recommendationsFor(dimensions: readonly Dimension[], { firing, isNameless }: HealthInput): string[] {
  const bad = dimensions.filter((d) => d.level === 'degraded' || d.level === 'critical');
  const advice = bad.map((d) => `${d.reason} ${ADVICE[d.name] ?? ''}`.trim());
  const others = isNameless ? counted(othersFiring(firing)) : summaries(othersFiring(firing));
  const success = dimensions.find((d) => d.name === 'success');
  const idle =
    success?.level === 'unknown'
      ? [`${success.reason} Solve something, or widen the window, to have more to say.`]
      : [];
  return [...advice, ...others, ...(bad.length === 0 && others.length === 0 ? idle : [])];
}

function summaries(alerts: readonly Alert[]): string[] {
  return alerts.slice(0, 5).map((alert) => `${alert.summary}.`);
}

/** `SlowSolve fires 25 times.` */
function counted(alerts: readonly Alert[]): string[] {
  const names = [...new Set(alerts.map((alert) => alert.name))];
  const times = (name: string) => alerts.filter((alert) => alert.name === name).length;
  return names.map((name) => `${name} fires ${times(name) === 1 ? 'once' : `${times(name)} times`}.`);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
