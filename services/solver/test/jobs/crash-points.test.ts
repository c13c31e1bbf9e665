import { SolveigError } from '@solveig/kit/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { judge } from './judge.ts';
import { startWorld, submission, submit, until, untilEnded, type World } from './world.ts';

/** The crash points of the design (C1 to C16), each driven by killing a real process on real servers. */

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const KEYED = { idempotencyKey: 'mine' };

/** Submits to a process that dies of it; gives the error that the client sees. */
async function submitAndLose(crashAt: string): Promise<string> {
  const dying = await world.spawn({ SOLVEIG_SOLVER_CRASH_AT: crashAt });
  const outcome = await dying.jobs.submitJob(submission('', KEYED)).catch((error: unknown) => error);
  await dying.gone;
  return outcome instanceof SolveigError ? outcome.reason : 'no error';
}

const countJobs = async () => (await world.sql<{ n: number }>('SELECT count(*)::int AS n FROM job'))[0]?.n;

test('C1: a submission whose process dies before the commit is not accepted, and may be sent again', async () => {
  expect(await submitAndLose('submit-before-commit')).toBe('DEPENDENCY_DOWN');
  expect(await countJobs()).toBe(0);
  const next = await world.start();
  const { job, existed } = await next.jobs.submitJob(submission('', KEYED));
  expect(existed).toBe(false);
  expect(await untilEnded(world, job?.id ?? '')).toBe('SUCCEEDED');
  expect(await judge(world, [{ kind: 'accepted', jobId: job?.id ?? '', key: 'mine' }])).toEqual([]);
});

test('C2: a submission whose process dies after the commit is accepted, and sending it again gives the same job', async () => {
  expect(await submitAndLose('submit-after-commit')).toBe('DEPENDENCY_DOWN');
  expect(await countJobs()).toBe(1);
  const next = await world.start();
  const { job, existed } = await next.jobs.submitJob(submission('', KEYED));
  expect(existed).toBe(true);
  expect(await untilEnded(world, job?.id ?? '')).toBe('SUCCEEDED');
  expect(await judge(world)).toEqual([]);
});

/** Submits to a process that dies somewhere on the way of the job, then lets another go on. */
async function survive(crashAt: string): Promise<{ state: string; attempt: number }> {
  const dying = await world.spawn({ SOLVEIG_SOLVER_CRASH_AT: crashAt });
  // The answer may get lost with the process: the key finds the job.
  await dying.jobs.submitJob(submission('sleep-40', KEYED)).catch(() => undefined);
  await dying.gone;
  await world.start();
  const [job] = await world.sql<{ id: string }>('SELECT id FROM job WHERE idem_key = $1', [KEYED.idempotencyKey]);
  const id = job?.id ?? '';
  const state = await untilEnded(world, id);
  const [row] = await world.sql<{ attempt: number }>('SELECT attempt FROM job WHERE id = $1', [id]);
  expect(await judge(world, [{ kind: 'accepted', jobId: id, key: 'mine' }])).toEqual([]);
  return { state, attempt: row?.attempt ?? 0 };
}

test('C3: a dispatch that was not published is published by the next process', async () => {
  expect(await survive('dispatch-after-commit')).toEqual({ state: 'SUCCEEDED', attempt: 1 });
});

test('C4: messages that were published and not marked are published again, to no effect', async () => {
  expect(await survive('relay-after-ack')).toEqual({ state: 'SUCCEEDED', attempt: 1 });
});

test('C6: a process that dies between message and claim costs no attempt', async () => {
  expect(await survive('claim-before')).toEqual({ state: 'SUCCEEDED', attempt: 1 });
});

test('C7: a process that dies with a job in hand costs one attempt, at the claim and in the solve', async () => {
  expect(await survive('claim-after')).toEqual({ state: 'SUCCEEDED', attempt: 2 });
});

test('C7: a process that dies in the middle of a solve costs one attempt', async () => {
  expect(await survive('solve-during')).toEqual({ state: 'SUCCEEDED', attempt: 2 });
});

test('C8: an answer found and not written is found again', async () => {
  expect(await survive('finish-before-commit')).toEqual({ state: 'SUCCEEDED', attempt: 2 });
});

test('C9: a job whose end was written but not acknowledged does not run again', async () => {
  expect(await survive('finish-after-commit')).toEqual({ state: 'SUCCEEDED', attempt: 1 });
});

test('C7: a job that kills every worker ends as poison after its last attempt', async () => {
  const env = { SOLVEIG_SOLVER_CRASH_AT: 'solve-during', SOLVEIG_SOLVER_MAX_ATTEMPTS: '2' };
  const first = await world.spawn(env);
  const job = await submit(first.jobs, submission());
  await first.gone;
  const second = await world.spawn(env);
  await second.gone;
  const survivor = await world.start();
  expect(await untilEnded(world, job.id)).toBe('FAILED');
  const ended = await survivor.jobs.getJob({ jobId: job.id });
  expect(ended.job).toMatchObject({ attempt: 2, error: { reason: 'POISON_JOB' } });
  expect(await judge(world)).toEqual([]);
});

test('C5: a dispatch that NATS lost is dispatched again', async () => {
  const solver = await world.start();
  const blockers = await Promise.all([1, 2].map(() => submit(solver.jobs, submission('sleep-1500'))));
  const job = await submit(solver.jobs, submission());
  await until('it is dispatched', async () => {
    const [row] = await world.sql<{ state: string }>('SELECT state FROM job WHERE id = $1', [job.id]);
    return row?.state === 'DISPATCHED';
  });
  // The acknowledged message is gone, as after a power cut: the stream with all that is in it.
  await world.deleteStream('JOBS');
  expect(await untilEnded(world, job.id)).toBe('SUCCEEDED');
  for (const { id } of blockers) expect(await untilEnded(world, id)).toBe('SUCCEEDED');
  expect(await judge(world)).toEqual([]);
});

test('C10: a worker that slept through its lease changes nothing when it wakes', async () => {
  const zombie = await world.spawn();
  const job = await submit(zombie.jobs, submission('sleep-400'));
  await until('it runs', async () => {
    const [row] = await world.sql<{ state: string }>('SELECT state FROM job WHERE id = $1', [job.id]);
    return row?.state === 'RUNNING';
  });
  zombie.signal('SIGSTOP');
  await world.start();
  // The database ends the locks of a connection only when it ends: a stopped process keeps its own.
  await world.sql(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  expect(await untilEnded(world, job.id)).toBe('SUCCEEDED');
  const before = await world.sql('SELECT epoch, result, last_seq FROM job WHERE id = $1', [job.id]);
  zombie.signal('SIGCONT');
  const second = await submit(zombie.jobs, submission('', { label: 'proof of life' }));
  expect(await untilEnded(world, second.id)).toBe('SUCCEEDED');
  expect(await world.sql('SELECT epoch, result, last_seq FROM job WHERE id = $1', [job.id])).toEqual(before);
  expect(before).toMatchObject([{ epoch: '2' }]);
  expect(await judge(world)).toEqual([]);
});

test('C11: when a cancellation and an answer meet, one of them wins and the other changes nothing', async () => {
  const solver = await world.start();
  const jobs = await Promise.all(
    Array.from({ length: 24 }, (_, i) => submit(solver.jobs, submission(`sleep-${20 * (i % 3)}`))),
  );
  const cancelled = await Promise.all(
    jobs.map(({ id }) =>
      solver.jobs.cancelJob({ jobId: id, reason: '' }).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ reason: 'ALREADY_FINISHED' });
          return false;
        },
      ),
    ),
  );
  for (const [i, { id }] of jobs.entries())
    expect(await untilEnded(world, id)).toBe(cancelled[i] ? 'CANCELLED' : 'SUCCEEDED');
  expect(await judge(world)).toEqual([]);
});

test('C16: with NATS down jobs are accepted and solved from the database, and their events follow when it is back', async () => {
  const solver = await world.start();
  await world.nats.kill9();
  const jobs = await Promise.all([1, 2, 3].map(() => submit(solver.jobs, submission('sleep-40'))));
  for (const { id } of jobs) expect(await untilEnded(world, id)).toBe('SUCCEEDED');
  await world.nats.restart();
  await until(
    'the outbox is empty',
    async () => (await world.sql('SELECT 1 FROM outbox WHERE sent_at IS NULL')).length === 0,
  );
  const more = await submit(solver.jobs, submission());
  expect(await untilEnded(world, more.id)).toBe('SUCCEEDED');
  expect(await judge(world)).toEqual([]);
});

test('C16: jobs are solved from the database too while NATS answers but their stream cannot be had', async () => {
  // Whoever holds the subjects keeps the stream of jobs from being made.
  await world.createStream('SQUATTER', ['solveig.v1.job.>']);
  const solver = await world.start();
  const job = await submit(solver.jobs, submission());
  expect(await untilEnded(world, job.id)).toBe('SUCCEEDED');
  expect(solver.parts.health.readiness().parts.jobs).toMatchObject({ status: 'degraded' });
  await world.deleteStream('SQUATTER');
  await until('jobs come over NATS again', async () => solver.parts.health.readiness().parts.jobs?.status === 'ok');
  const more = await submit(solver.jobs, submission());
  expect(await untilEnded(world, more.id)).toBe('SUCCEEDED');
  expect(await judge(world)).toEqual([]);
});
