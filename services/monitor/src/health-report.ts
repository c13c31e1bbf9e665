import type { Bus, Consumer } from '@solveig/kit/bus';
import type { Db } from '@solveig/kit/db';
import { type Health, healthOf } from '#domain/health';
import type { Rules } from '#domain/rules';
import { type PartReport, partReportOf, type WatchedService } from '#domain/service-watch';
import { addTallies, emptyTally } from '#domain/tally';
import { readAllFiring, readFiringOf } from './store/alerts.ts';
import { countCompared } from './store/baselines.ts';
import { readResponses, readWindows } from './store/rollups.ts';

/** How far behind the stream the monitor is. */
export interface IntakeState {
  consumer: Consumer | undefined;
  /** Age of the last event when it was handled, seconds. */
  lagSeconds: number;
  /** When that was, epoch milliseconds; 0 = none yet. */
  handledAtMs: number;
}

export interface HealthSources {
  db: Db;
  bus: Bus;
  rules: Rules;
  intake: IntakeState;
  serviceMisses: number;
  services(): readonly WatchedService[];
}

const LATE_SECONDS = 30;
/** A lag seen so long ago says nothing about now. */
const LAG_VALID_MS = 60_000;

/**
 * The platform's health now, from the window, the alerts that fire and what the services say. A tenant's reader hears of its
 * own alerts only; a reader of none hears how many fire, by no name of a tenant's.
 */
export async function readHealth(sources: HealthSources, tenant?: string): Promise<Health> {
  const { db, rules } = sources;
  const sinceMs = Date.now() - rules.thresholds.windowMs;
  const [windows, responses, firing, comparedTemplates] = await Promise.all([
    readWindows(db, undefined, sinceMs),
    readResponses(db, sinceMs),
    tenant === undefined ? readAllFiring(db) : readFiringOf(db, tenant),
    countCompared(db, rules.regression.baselineMin, tenant),
  ]);
  return healthOf(
    {
      tally: windows.map((w) => w.tally).reduce(addTallies, emptyTally()),
      p95Seconds: responses.count > 0 ? responses.quantile(0.95) : undefined,
      firing,
      comparedTemplates,
      isNameless: tenant === undefined,
      parts: [...sources.services().map((s) => partReportOf(s, sources.serviceMisses)), intakeReport(sources)],
    },
    rules,
  );
}

/** How the monitor itself keeps up with the stream. */
export function intakeReport({ bus, intake }: Pick<HealthSources, 'bus' | 'intake'>): PartReport {
  const name = 'consumer';
  if (!intake.consumer) return { name, level: 'critical', reason: 'The monitor takes no events yet.' };
  if (!bus.connected())
    return { name, level: 'degraded', reason: 'NATS does not answer: events wait at their senders.' };
  const isLate = lagSeconds(intake) > LATE_SECONDS;
  if (isLate)
    return {
      name,
      level: 'degraded',
      reason: `Events are ${Math.round(intake.lagSeconds)} s old when they are handled.`,
    };
  return { name, level: 'healthy', reason: 'It keeps up with the stream.' };
}

/** Age of the last event when it was handled, seconds; 0 after a quiet minute. */
export function lagSeconds(intake: IntakeState): number {
  return Date.now() - intake.handledAtMs > LAG_VALID_MS ? 0 : intake.lagSeconds;
}
