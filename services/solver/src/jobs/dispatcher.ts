import { hostname } from 'node:os';
import type { App } from '@solveig/kit/app';
import type { Bus } from '@solveig/kit/bus';
import { monotonicMs, pause } from '@solveig/kit/clock';
import { crashPoint } from '@solveig/kit/crash-point';
import type { Db } from '@solveig/kit/db';
import type { Logger } from '@solveig/kit/log';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { FIRST_TURNS, fairOrder, type WaitingGroup } from '#domain/jobs/fair-order';
import { dispatchRoom } from '#domain/jobs/job-limits';
import { PRIORITY_TOKENS } from '#domain/jobs/job-state';
import { dispatchJobs, readCapacity, type WaitingRow, waitingJobs } from '../store/dispatch-jobs.ts';
import { Bell } from './bell.ts';
import type { DbClock } from './db-clock.ts';
import { dispatchedEvent } from './job-events.ts';
import type { Wake } from './wake.ts';

export interface DispatcherParts {
  db: Db;
  bus: Bus;
  wake: Wake;
  clock: DbClock;
  log: Logger;
  leaseMs: number;
  weightOf: (tenant: string) => number;
}

/** Longest time until work written by another process is noticed, when its hint got lost. */
const POLL_MS = 1_000;
/** Looks are so far apart at least: one serves all that came meanwhile, and the first of a burst does not wait. */
const PACE_MS = 40;
/** Looking takes a quarter of the time at most: on a machine that has none to spare, accepting comes first. */
const REST_PER_LOOK = 3;
const LONGEST_REST_MS = 250;
const ACTOR = `dispatcher ${hostname()}`;

/**
 * Sends queued jobs on their way, fair over tenants and priorities, never more than the workers can soon take. One process
 * does it at a time (advisory lock). While NATS is down it rests: the workers then take jobs from the database themselves.
 */
export function startDispatcher(app: App, parts: DispatcherParts): void {
  const { db, bus, wake, log } = parts;
  const bell = new Bell();
  const stopListening = wake.onWork(bell.ring);
  let turns = FIRST_TURNS;

  const dispatchSome = async (): Promise<void> => {
    const room = dispatchRoom(await readCapacity(db, (2 * parts.leaseMs) / 1000));
    if (room === 0) return;
    const waiting = await waitingJobs(db, 'QUEUED', room + 1);
    if (waiting.length === 0) return;
    const order = fairOrder(groupsOf(waiting), room, parts.weightOf, turns);
    turns = order.turns;
    const now = parts.clock.now();
    const events = order.picks.map((job) => ({ job, event: dispatchedEvent(eventJobOf(job), now) }));
    const sent = await dispatchJobs(db, ACTOR, events);
    crashPoint('dispatch-after-commit');
    wakeRelays();
    wake.jobs(sent);
  };
  const lead = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const startMs = monotonicMs();
      if (bus.connected()) await dispatchSome();
      const restMs = Math.min(LONGEST_REST_MS, REST_PER_LOOK * (monotonicMs() - startMs));
      await pause(Math.max(PACE_MS, restMs), signal);
      await bell.wait(POLL_MS, signal);
    }
  };
  const loop = (async () => {
    while (!app.signal.aborted) {
      await db.tryAdvisoryLock('dispatcher', lead).catch((err: unknown) => {
        if (!app.signal.aborted) log.warn({ err }, 'the dispatcher was interrupted');
      });
      await pause(POLL_MS, app.signal);
    }
  })();
  app.defer('dispatcher', async () => {
    stopListening();
    await loop;
  });
}

/** Rows by tenant and priority, each group oldest first. */
export function groupsOf(rows: readonly WaitingRow[]): WaitingGroup<WaitingRow>[] {
  const groups = new Map<string, { tenant: string; priority: (typeof PRIORITY_TOKENS)[number]; jobs: WaitingRow[] }>();
  for (const row of rows) {
    const key = `${row.priority} ${row.tenant}`;
    const group = groups.get(key) ?? {
      tenant: row.tenant,
      priority: PRIORITY_TOKENS[row.priority] ?? 'norm',
      jobs: [],
    };
    group.jobs.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function eventJobOf(row: WaitingRow) {
  return { ...row, template_id: '', size: 0, second_size: 0 };
}

/** Reads `acme=3,trial=0.5`; throws on anything else. */
export function readTenantWeights(text: string): (tenant: string) => number {
  const weights = new Map<string, number>();
  for (const part of text.split(',').filter((p) => p.trim() !== '')) {
    const [, tenant, weight] = /^\s*([A-Za-z0-9_-]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const value = Number(weight);
    if (!tenant || !(value >= 0.01 && value <= 100)) {
      throw new Error(`tenant weights: "${part.trim()}" is not tenant=weight with a weight from 0.01 to 100`);
    }
    weights.set(tenant, value);
  }
  return (tenant) => weights.get(tenant) ?? 1;
}
