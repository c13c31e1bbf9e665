import {
  type HealthDimension,
  HealthLevel,
  type HealthResponse,
  type TemplateRow,
  type Alert as WireAlert,
} from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { type Alert, labelsOf, runbookOf } from '#domain/alert';
import type { Dimension, Health } from '#domain/health';
import type { Level } from '#domain/threshold-rules';
import { kindOfToken } from '../codec.ts';
import type { TemplateMedians } from '../store/baselines.ts';
import type { TemplateWindow } from '../store/rollups.ts';

const LEVELS: Readonly<Record<Level, HealthLevel>> = {
  healthy: HealthLevel.HEALTH_LEVEL_HEALTHY,
  degraded: HealthLevel.HEALTH_LEVEL_DEGRADED,
  critical: HealthLevel.HEALTH_LEVEL_CRITICAL,
  unknown: HealthLevel.HEALTH_LEVEL_UNKNOWN,
};

export function healthResponseOf(health: Health): HealthResponse {
  return {
    level: LEVELS[health.level],
    score: health.score,
    dimensions: health.dimensions.map(dimensionOf),
    recommendations: [...health.recommendations],
    at: new Date(),
  };
}

function dimensionOf(dimension: Dimension): HealthDimension {
  return { ...dimension, level: LEVELS[dimension.level] };
}

export function wireAlertOf(alert: Alert): WireAlert {
  return {
    id: alert.id,
    name: alert.name,
    severity: alert.severity,
    status: alert.status,
    summary: alert.summary,
    description: alert.description,
    labels: labelsOf(alert),
    value: alert.value,
    threshold: alert.threshold,
    startedAt: new Date(alert.startedAtMs),
    endedAt: alert.endedAtMs === undefined ? undefined : new Date(alert.endedAtMs),
    jobId: alert.decider.jobId,
    traceId: alert.decider.traceId,
    runbook: runbookOf(alert.name),
  };
}

export function templateRowOf(
  { kind, templateId, tally, responses }: TemplateWindow,
  medians?: TemplateMedians,
): TemplateRow {
  const cells = tally.cacheHits + tally.cacheMisses;
  return {
    templateId,
    kind: kindOfToken(kind),
    solves: tally.solves,
    succeeded: tally.succeeded,
    failed: tally.failed,
    degraded: tally.degraded,
    p50Seconds: responses.quantile(0.5),
    p95Seconds: responses.quantile(0.95),
    p99Seconds: responses.quantile(0.99),
    cacheHitRatio: cells > 0 ? tally.cacheHits / cells : undefined,
    meanGap: tally.withGap > 0 ? tally.gapSum / tally.withGap : undefined,
    medianSeconds: medians?.recent_median ?? undefined,
    baselineMedianSeconds: medians?.past_median ?? undefined,
    baselineSamples: medians?.past_count ?? 0,
  };
}
