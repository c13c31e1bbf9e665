import type { RunningApp } from '@solveig/kit/app';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobsAppParts } from './jobs-app.ts';
import { type JobClient, startWorld, submission, submit, until, untilEnded, type World } from './world.ts';

describe('events that are sent again', () => {
  let world: World;
  let solver: RunningApp<JobsAppParts> & { jobs: JobClient };
  const since = new Date(Date.now() - 60_000);

  beforeAll(async () => {
    world = await startWorld();
    solver = await world.start();
    for (const tenant of ['acme', 'acme2', 'default']) {
      const job = await submit(solver.jobs, submission(), tenant);
      await untilEnded(world, job.id);
    }
    const unsent = () => world.sql('SELECT 1 FROM outbox WHERE sent_at IS NULL');
    await until('all events are out', async () => (await unsent()).length === 0);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** How often the events of each tenant were sent again, and how many the call counted. */
  async function resend(tenant: string, caller: { tenant: string; role?: string }) {
    await until('the relay is idle', async () => {
      const [row] = await world.sql<{ n: number }>('SELECT count(*)::int AS n FROM outbox WHERE sent_at IS NULL');
      return row?.n === 0;
    });
    await world.sql('UPDATE outbox SET resends = 0');
    const { events } = await solver.jobs.resendEvents({ since, tenant }, caller);
    const rows = await world.sql<{ tenant: string; n: number }>(
      `SELECT split_part(subject, '.', 4) AS tenant, count(*)::int AS n FROM outbox WHERE resends > 0
       GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(events);
    return rows.map((row) => row.tenant);
  }

  it('are those of the own tenant for an operator, named or not', async () => {
    expect(await resend('', { tenant: 'acme', role: 'operator' })).toEqual(['acme']);
    expect(await resend('acme', { tenant: 'acme', role: 'operator' })).toEqual(['acme']);
    expect(await resend('', { tenant: 'acme' })).toEqual(['acme']);
  });

  it('are never those of another tenant', async () => {
    const denied = { reason: 'PERMISSION_DENIED' };
    await expect(resend('default', { tenant: 'acme', role: 'operator' })).rejects.toMatchObject(denied);
    await expect(resend('default', { tenant: 'acme' })).rejects.toMatchObject(denied);
  });

  it('are those of everybody, or of the one that is named, for an admin', async () => {
    expect(await resend('', { tenant: 'default', role: 'admin' })).toEqual(['acme', 'acme2', 'default']);
    expect(await resend('acme', { tenant: 'default', role: 'admin' })).toEqual(['acme']);
    const malformed = { reason: 'INVALID_REQUEST', violations: [{ path: 'tenant' }] };
    await expect(resend('*', { tenant: 'default', role: 'admin' })).rejects.toMatchObject(malformed);
  });
});
