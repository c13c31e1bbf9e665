import { type Anomaly, type ClientNote, checkHistory, type Effect, type Transition } from '../src/history-checker.ts';
import type { Stage } from '../src/stage.ts';
import { until } from '../src/stage-moves.ts';
import { runClient } from './client.ts';
import { type Kill, killEverything } from './faults.ts';
import { seeded } from './seeded.ts';

/** Leases and time-outs short enough for a run of half a minute; `maxAttempts` so high that only a bug makes a job poison. */
export const CHAOS_ENV = {
  solver: {
    SOLVEIG_SOLVER_LEASE_MS: '2000',
    SOLVEIG_SOLVER_DISPATCH_TIMEOUT_MS: '2000',
    SOLVEIG_SOLVER_POLL_AFTER_MS: '500',
    SOLVEIG_SOLVER_MAX_ATTEMPTS: '50',
  },
} as const;

const CLIENTS = 4;
/** Every job must have ended so long after the last fault. */
const SETTLE_MS = 60_000;

export interface ConservationOptions {
  readonly seed: number;
  readonly jobs: number;
  readonly faultsMs: number;
  readonly tell?: (line: string) => void;
}

export interface ConservationReport {
  readonly seed: number;
  readonly accepted: number;
  /** Jobs by the state in which they ended. */
  readonly ends: Readonly<Record<string, number>>;
  /** Why jobs failed: reason and message. */
  readonly failures: readonly string[];
  readonly kills: readonly Kill[];
  /** Jobs that took more than one attempt. */
  readonly retried: number;
  /** From the last fault until every job had ended. */
  readonly settledSeconds: number;
  /** From then until the monitor knew all. */
  readonly caughtUpSeconds: number;
  readonly anomalies: readonly Anomaly[];
}

/**
 * Submits jobs from four clients while every part of the platform is killed in an order that the seed decides, then waits until
 * all have ended and judges the histories of the database, the clients, the outbox and the monitor.
 */
export async function runConservation(stage: Stage, options: ConservationOptions): Promise<ConservationReport> {
  const { seed, jobs, faultsMs, tell = () => {} } = options;
  const random = seeded(seed);
  let giveUpAt = Number.POSITIVE_INFINITY;
  const share = Math.ceil(jobs / CLIENTS);
  const clients = Array.from({ length: CLIENTS }, (_, i) =>
    runClient(stage, {
      name: `s${seed}-c${i}`,
      jobs: share,
      paceMs: faultsMs / share / 2,
      random: seeded(seed * 31 + i),
      giveUpAt: () => giveUpAt,
    }),
  );
  const submitting = Promise.all(clients);
  submitting.catch(() => {}); // told below, once the faults are over
  const kills = await killEverything(stage.platform, random, faultsMs, ({ victim, at }) =>
    tell(`${at.toFixed(1).padStart(6)} s  kill -9 ${victim}`),
  );
  await Promise.all(stage.platform.services().map((service) => service.waitReady(60_000)));
  const faultsEndedMs = Date.now();
  giveUpAt = faultsEndedMs + SETTLE_MS;
  tell('the faults are over, all services are ready');
  const notes = (await submitting).flat();
  const ids = [...new Set(notes.map(({ jobId }) => jobId))];
  const settledMs = await untilSettled(stage, ids);
  tell(`all ${ids.length} jobs have ended`);
  const caughtUpMs = await untilInHistory(stage, ids);
  return {
    seed,
    accepted: ids.length,
    ends: await endsOf(stage, ids),
    failures: await failuresOf(stage, ids),
    kills,
    retried: await retriedOf(stage, ids),
    settledSeconds: (settledMs - faultsEndedMs) / 1000,
    caughtUpSeconds: (caughtUpMs - settledMs) / 1000,
    anomalies: await judge(stage, notes),
  };
}

/** When all had ended, or the time was up; what has not ended is told by the judge. */
async function untilSettled(stage: Stage, ids: readonly string[]): Promise<number> {
  await until('all jobs to end', SETTLE_MS, async () => {
    const [row] = await stage.sql<{ open: number }>(
      'SELECT count(*)::int AS open FROM solver.job WHERE id = ANY($1) AND finished_at IS NULL',
      [ids],
    );
    return row?.open === 0 ? true : undefined;
  }).catch(() => {});
  return Date.now();
}

async function untilInHistory(stage: Stage, ids: readonly string[]): Promise<number> {
  await until('all jobs in the history of the monitor', SETTLE_MS, async () => {
    const [row] = await stage.sql<{ known: number }>(
      'SELECT count(*)::int AS known FROM monitor.solve_history WHERE job_id = ANY($1)',
      [ids],
    );
    return row?.known === ids.length ? true : undefined;
  }).catch(() => {});
  return Date.now();
}

async function judge(stage: Stage, notes: readonly ClientNote[]): Promise<Anomaly[]> {
  const transitions = await stage.sql<Transition & Record<string, unknown>>(
    `SELECT job_id AS "jobId", n, from_state AS "from", to_state AS "to", epoch::int AS epoch, at
     FROM solver.job_transition ORDER BY job_id, n`,
  );
  const announced = await stage.sql<Effect & Record<string, unknown>>(
    `SELECT key AS "jobId", 'the event of its end' AS what FROM solver.outbox
     WHERE subject ~ '[.](completed|failed|cancelled|expired)$'`,
  );
  const recorded = await stage.sql<Effect & Record<string, unknown>>(
    `SELECT job_id AS "jobId", 'its row in the history of the monitor' AS what FROM monitor.solve_history`,
  );
  const missing = [
    ...missingFrom(notes, announced, 'its end was never announced'),
    ...missingFrom(notes, recorded, 'the monitor does not know it'),
  ];
  const [counted] = await stage.sql<{ solves: number }>(
    'SELECT coalesce(sum(solves), 0)::int AS solves FROM monitor.solve_rollup WHERE NOT is_fine',
  );
  const miscounted: Anomaly[] =
    counted?.solves === recorded.length
      ? []
      : [
          {
            kind: 'effect-twice',
            jobId: '',
            detail: `the monitor counted ${counted?.solves} solves and has ${recorded.length} in its history`,
          },
        ];
  return [...checkHistory({ transitions, notes, effects: [...announced, ...recorded] }), ...missing, ...miscounted];
}

function missingFrom(notes: readonly ClientNote[], effects: readonly Effect[], detail: string): Anomaly[] {
  const had = new Set(effects.map(({ jobId }) => jobId));
  const accepted = new Set(notes.map(({ jobId }) => jobId));
  return [...accepted].filter((id) => !had.has(id)).map((jobId) => ({ kind: 'lost', jobId, detail }));
}

async function endsOf(stage: Stage, ids: readonly string[]): Promise<Record<string, number>> {
  const rows = await stage.sql<{ state: string; jobs: number }>(
    'SELECT state, count(*)::int AS jobs FROM solver.job WHERE id = ANY($1) GROUP BY state ORDER BY state',
    [ids],
  );
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

async function failuresOf(stage: Stage, ids: readonly string[]): Promise<string[]> {
  const rows = await stage.sql<{ failure: string }>(
    `SELECT DISTINCT (error->>'reason') || ': ' || (error->>'message') AS failure FROM solver.job
     WHERE id = ANY($1) AND state = 'FAILED'`,
    [ids],
  );
  return rows.map(({ failure }) => failure);
}

async function retriedOf(stage: Stage, ids: readonly string[]): Promise<number> {
  const [row] = await stage.sql<{ jobs: number }>(
    'SELECT count(*)::int AS jobs FROM solver.job WHERE id = ANY($1) AND attempt > 1',
    [ids],
  );
  return row?.jobs ?? 0;
}
