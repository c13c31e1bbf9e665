import { readdir } from 'node:fs/promises';
import { SolveigError } from '@solveig/kit/errors';
import { startTestPostgres, temporaryFolder } from '@solveig/local/testing';
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { startWorld, submission, submit, until, untilEnded } from './world.ts';

test('C8: an answer found while the database is down waits in the spool and is written when it is back', async () => {
  await using postgres = await startTestPostgres();
  await using world = await startWorld(postgres.url({ role: 'solver' }));
  using spool = temporaryFolder('spool-c8');
  const env = { SOLVEIG_SOLVER_LEASE_MS: '20000', SOLVEIG_SOLVER_SPOOL_DIR: spool.path };
  const solver = await world.start(env);
  const job = await submit(solver.jobs, submission('sleep-600'));
  await until('it runs', async () => solver.parts.runs.includes(job.id));
  await postgres.kill9();
  await until('the answer is in the spool', async () => (await readdir(spool.path)).length > 0, 25_000);
  const refused = await solver.jobs.submitJob(submission()).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SolveigError);
  expect(refused).toMatchObject({ reason: 'DEPENDENCY_DOWN', retryAfterMs: expect.any(Number) });
  await postgres.restart();
  expect(await untilEnded(world, job.id, 30_000)).toBe('SUCCEEDED');
  expect((await solver.jobs.getJob({ jobId: job.id })).job?.attempt).toBe(1);
  await until('the spool is empty', async () => (await readdir(spool.path)).length === 0);
  expect(await judge(world, [{ kind: 'accepted', jobId: job.id, key: 'a' }])).toEqual([]);
}, 90_000);

test('C8: what a killed process left in the spool is written by the next one', async () => {
  await using postgres = await startTestPostgres();
  await using world = await startWorld(postgres.url({ role: 'solver' }));
  using spool = temporaryFolder('spool-left');
  const env = { SOLVEIG_SOLVER_LEASE_MS: '60000', SOLVEIG_SOLVER_SPOOL_DIR: spool.path };
  const first = await world.spawn(env);
  const job = await submit(first.jobs, submission('sleep-600'));
  await until('it runs', async () => (await world.sql("SELECT 1 FROM job WHERE state = 'RUNNING'")).length > 0);
  await postgres.kill9();
  await until(
    'the answer is in the spool',
    async () => (await readdir(spool.path)).some((f) => f.endsWith('.json')),
    25_000,
  );
  first.signal('SIGKILL');
  await first.gone;
  await postgres.restart();
  await world.start(env);
  expect(await untilEnded(world, job.id, 30_000)).toBe('SUCCEEDED');
  expect(await world.sql('SELECT attempt, epoch FROM job WHERE id = $1', [job.id])).toEqual([
    { attempt: 1, epoch: '1' },
  ]);
  expect(await judge(world)).toEqual([]);
}, 90_000);

test('C15: jobs go on when the database was killed and came back', async () => {
  await using postgres = await startTestPostgres();
  await using world = await startWorld(postgres.url({ role: 'solver' }));
  const solver = await world.start();
  const jobs = await Promise.all(
    Array.from({ length: 8 }, (_, i) => submit(solver.jobs, submission(`sleep-${100 * i}`))),
  );
  await postgres.kill9();
  await postgres.restart();
  for (const { id } of jobs) expect(await untilEnded(world, id, 30_000)).toBe('SUCCEEDED');
  const more = await until('jobs are accepted again', () => submit(solver.jobs, submission()).catch(() => undefined));
  expect(await untilEnded(world, more.id)).toBe('SUCCEEDED');
  expect(
    await judge(
      world,
      jobs.map(({ id }) => ({ kind: 'accepted', jobId: id, key: id })),
    ),
  ).toEqual([]);
}, 90_000);
