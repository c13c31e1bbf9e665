import { randomBytes } from 'node:crypto';
import { SolveigError } from '@solveig/kit/errors';
import { uuidv7 } from '@solveig/kit/ids';
import { parseTraceParent, runInContext } from '@solveig/kit/trace-context';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { JobState, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, submission, submit, until, untilEnded, type World, watchAll } from './world.ts';

let world: World;
let solver: Awaited<ReturnType<World['start']>>;

beforeAll(async () => {
  world = await startWorld();
  solver = await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

/** The reason of the error that `promise` ends with. */
async function reasonOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof SolveigError ? error.reason : String(error)),
  );
}

test('a job is accepted, dispatched, solved, and tells it in order without gaps', async () => {
  const job = await submit(solver.jobs, submission('sleep-100', { label: 'for people' }));
  expect(job).toMatchObject({
    state: JobState.JOB_STATE_QUEUED,
    label: 'for people',
    size: 3,
    secondSize: 2,
    lastSeq: 1,
  });
  const seen = await watchAll(solver.jobs, job.id);
  expect(seen.map((m) => m.event).filter((e) => e !== 'improved')).toEqual([
    'submitted',
    'dispatched',
    'started',
    'completed',
  ]);
  expect(seen.map((m) => m.seq)).toEqual(seen.map((_, i) => i + 1));
  expect(seen.at(-1)?.job).toMatchObject({
    state: JobState.JOB_STATE_SUCCEEDED,
    attempt: 1,
    result: { value: 42 },
    incumbent: { value: 920 },
  });
});

test('everything that a job says belongs to the trace that it was submitted in', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceParent = `00-${traceId}-b7ad6b7169203331-01`;
  const context = { spanContext: parseTraceParent(traceParent), span: undefined, tracer: undefined };
  const job = await runInContext(context, () => submit(solver.jobs, submission('sleep-300')));
  expect(job.traceId).toBe(traceId);
  await untilEnded(world, job.id);
  const rows = await world.sql<{ subject: string; trace: string }>(
    `SELECT subject, split_part(headers ->> 'traceparent', '-', 2) AS trace FROM outbox WHERE key = $1 ORDER BY id`,
    [job.id],
  );
  expect(rows.map((row) => row.subject.split('.').at(-1))).toEqual([
    'submitted',
    'linear',
    'started',
    expect.stringMatching('improved'),
    ...rows.slice(4).map((row) => row.subject.split('.').at(-1)),
  ]);
  expect(new Set(rows.map((row) => row.trace))).toEqual(new Set([traceId]));
});

test('a job that is over at once tells its end and no improvement on the way', async () => {
  const job = await submit(solver.jobs, submission('sleep-40'));
  await untilEnded(world, job.id);
  const rows = await world.sql<{ event: string }>('SELECT event FROM job_event WHERE job_id = $1 ORDER BY seq', [
    job.id,
  ]);
  expect(rows.map(({ event }) => event)).toEqual(['submitted', 'dispatched', 'started', 'completed']);
});

test('a watch goes on behind the event seen last, and closes with the job however late it comes', async () => {
  const job = await submit(solver.jobs, submission('sleep-50'));
  const all = await watchAll(solver.jobs, job.id);
  const rest = await watchAll(solver.jobs, job.id, 2);
  expect(rest.map((m) => m.seq)).toEqual(all.map((m) => m.seq).slice(2));
  const [end, ...more] = await watchAll(solver.jobs, job.id, all.length);
  expect(end).toMatchObject({ event: 'completed', job: { state: JobState.JOB_STATE_SUCCEEDED } });
  expect(more).toEqual([]);
});

test('improvements are told at most four times a second, the last one always', async () => {
  const job = await submit(solver.jobs, submission('sleep-700'));
  const seen = await watchAll(solver.jobs, job.id);
  const improved = seen.filter((m) => m.event === 'improved');
  const at = (event: string) => seen.find((m) => m.event === event)?.at?.getTime() ?? 0;
  // The first one, then one each quarter of a second, then the last.
  expect(improved.length).toBeLessThanOrEqual(2 + (at('completed') - at('started')) / 250);
  expect(improved.at(-1)?.incumbent?.value).toBe(1000 - 680);
});

test('the same key with the same request gives the same job, with another request a conflict', async () => {
  const request = submission('', { idempotencyKey: 'once', label: 'a' });
  const both = await Promise.all([solver.jobs.submitJob(request), solver.jobs.submitJob(request)]);
  expect(both[0].job?.id).toBe(both[1].job?.id);
  expect(both.map((r) => r.existed).sort()).toEqual([false, true]);
  expect(await reasonOf(solver.jobs.submitJob({ ...request, label: 'b' }))).toBe('IDEMPOTENCY_KEY_REUSED');
  const other = await solver.jobs.submitJob(request, { tenant: 'other' });
  expect(other.existed).toBe(false);
});

test('a job of another tenant is as unknown as one that is not there', async () => {
  const job = await submit(solver.jobs, submission(), 'acme');
  for (const jobId of [job.id, uuidv7(), 'nonsense']) {
    expect(await reasonOf(solver.jobs.getJob({ jobId }))).toBe('NOT_FOUND');
    expect(await reasonOf(solver.jobs.cancelJob({ jobId, reason: '' }))).toBe('NOT_FOUND');
    expect(await reasonOf(solver.jobs.stopJob({ jobId }))).toBe('NOT_FOUND');
    expect(await reasonOf(watchAll(solver.jobs, jobId))).toBe('NOT_FOUND');
  }
  expect((await solver.jobs.getJob({ jobId: job.id }, { tenant: 'acme' })).job?.id).toBe(job.id);
});

test('a running job that is cancelled has ended at once, and its worker stops', async () => {
  const job = await submit(solver.jobs, submission('sleep-20000'));
  await until('it runs', async () => solver.parts.runs.includes(job.id));
  expect((await solver.jobs.getJob({ jobId: job.id })).job).toMatchObject({ endedBy: '', finishedAt: undefined });
  const caller = { subject: 'key:night-shift' };
  const { job: ended } = await solver.jobs.cancelJob({ jobId: job.id, reason: 'no need' }, caller);
  const end = {
    state: JobState.JOB_STATE_CANCELLED,
    error: { reason: 'CANCELLED', message: 'no need' },
    endedBy: 'key:night-shift',
    finishedAt: expect.any(Date),
  };
  expect(ended).toMatchObject(end);
  expect((await solver.jobs.getJob({ jobId: job.id })).job).toMatchObject(end);
  const states = [JobState.JOB_STATE_CANCELLED];
  const { jobs } = await solver.jobs.listJobs({ pageSize: 1, pageToken: '', states, kind: 0, templateId: '' });
  expect(jobs[0]).toMatchObject({ id: job.id, endedBy: 'key:night-shift' });
  await until('the worker is free', async () => {
    const text = await solver.parts.metrics.text();
    return /solveig_solver_jobs_running\{[^}]*\} 0/.test(text);
  });
  expect(await reasonOf(solver.jobs.cancelJob({ jobId: job.id, reason: '' }))).toBe('ALREADY_FINISHED');
  expect(await reasonOf(solver.jobs.stopJob({ jobId: job.id }))).toBe('ALREADY_FINISHED');
  const events = await watchAll(solver.jobs, job.id);
  expect(events.at(-1)?.event).toBe('cancelled');
});

test('jobs are counted under the names of the operations guides too', async () => {
  await submit(solver.jobs, submission('sleep-1'));
  const text = await solver.parts.metrics.text();
  expect(text).toMatch(/^jobs_scheduled_total\{[^}]*type="linear"[^}]*\} [1-9]/m);
  expect(text).toMatch(/^active_schedules_total\{[^}]*\} \d/m);
});

test('a running job that is stopped keeps its best answer', async () => {
  const job = await submit(solver.jobs, submission('sleep-20000'));
  await until('it runs', async () => solver.parts.runs.includes(job.id));
  await solver.jobs.stopJob({ jobId: job.id });
  expect(await untilEnded(world, job.id)).toBe('SUCCEEDED');
});

test('a failure that may pass is tried again, one that may not ends the job', async () => {
  const again = await submit(solver.jobs, submission('fail-twice-WORKER_ERROR'));
  const never = await submit(solver.jobs, submission('fail-WRONG_ANSWER'));
  const poison = await submit(solver.jobs, submission('fail-MEMORY_ERROR'));
  expect(await untilEnded(world, again.id)).toBe('SUCCEEDED');
  expect((await solver.jobs.getJob({ jobId: again.id })).job?.attempt).toBe(3);
  expect(await untilEnded(world, never.id)).toBe('FAILED');
  expect((await solver.jobs.getJob({ jobId: never.id })).job).toMatchObject({
    attempt: 1,
    error: { reason: 'WRONG_ANSWER' },
  });
  expect(await untilEnded(world, poison.id)).toBe('FAILED');
  expect((await solver.jobs.getJob({ jobId: poison.id })).job).toMatchObject({
    attempt: 5,
    error: { reason: 'POISON_JOB' },
  });
});

test('a job that does not start in time expires', async () => {
  const blockers = await Promise.all(
    [1, 2, 3].map(() => submit(solver.jobs, submission('sleep-20000', { priority: Priority.PRIORITY_HI }))),
  );
  const late = await submit(solver.jobs, submission('', { expiresAfterSeconds: 1, priority: Priority.PRIORITY_LOW }));
  expect(await untilEnded(world, late.id)).toBe('EXPIRED');
  for (const { id } of blockers) await solver.jobs.cancelJob({ jobId: id, reason: '' });
});

test('lists come newest first, in pages that hold still while jobs come and go', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.unshift((await submit(solver.jobs, submission(), 'lister')).id);
  const page = (pageToken: string, states: JobState[] = []) =>
    solver.jobs.listJobs({ pageSize: 2, pageToken, states, kind: 0, templateId: '' }, { tenant: 'lister' });
  const first = await page('');
  await submit(solver.jobs, submission(), 'lister');
  const second = await page(first.nextPageToken);
  const third = await page(second.nextPageToken);
  expect([...first.jobs, ...second.jobs, ...third.jobs].map((j) => j.id)).toEqual(ids);
  expect(third.nextPageToken).toBe('');
  expect(await reasonOf(page(first.nextPageToken, [JobState.JOB_STATE_FAILED]))).toBe('INVALID_REQUEST');
  expect(await reasonOf(page('nonsense'))).toBe('INVALID_REQUEST');
  const tooMany = { pageSize: 101, pageToken: '', states: [], kind: 0, templateId: '' } as const;
  expect(await reasonOf(solver.jobs.listJobs({ ...tooMany, states: [] }))).toBe('INVALID_REQUEST');
});

test('a page is as long as the settings say', async () => {
  const small = { SOLVEIG_SOLVER_DEFAULT_PAGE_SIZE: '2', SOLVEIG_SOLVER_MAX_PAGE_SIZE: '3' };
  await using other = await world.start(small);
  const page = async (pageSize: number) => {
    const request = { pageSize, pageToken: '', states: [], kind: 0 as const, templateId: '' };
    return (await other.jobs.listJobs(request, { tenant: 'lister' })).jobs.length;
  };
  expect([await page(0), await page(3)]).toEqual([2, 3]);
  await expect(page(4)).rejects.toMatchObject({ violations: [{ path: 'page_size', hint: '1 to 3; 0 or none for 2' }] });
});

test('all faults of a submission are told at once', async () => {
  const request = submission('x'.repeat(201), { label: 'y'.repeat(201), expiresAfterSeconds: 0, problemBlobId: 'ab' });
  const error = await solver.jobs.submitJob(request).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(SolveigError);
  expect((error as SolveigError).violations.map((v) => v.path)).toEqual([
    'label',
    'expires_after_seconds',
    'options.template_id',
    'problem_blob_id',
  ]);
});

test('odd texts are refused in words, not with INTERNAL', async () => {
  const odd = submission('', { label: 'a\u0000b', idempotencyKey: '\u0000' });
  expect(await reasonOf(solver.jobs.submitJob(odd))).toBe('INVALID_REQUEST');
  expect(await reasonOf(solver.jobs.submitJob(submission(), { tenant: 'a.b>' }))).toBe('INVALID_REQUEST');
  expect(
    await reasonOf(
      solver.jobs.listJobs({ pageSize: 0, pageToken: '', states: [99 as never], kind: 0, templateId: '\u0000' }),
    ),
  ).toBe('INVALID_REQUEST');
});

test('a problem travels as a blob, and a large answer comes back whole', async () => {
  const bytes = Buffer.from(
    Problem.encode({
      kind: { $case: 'linear', value: { form: { $case: 'lpText', value: randomBytes(400_000).toString('hex') } } },
    }).finish(),
  );
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 300_000) yield { sha256: '', chunk: bytes.subarray(at, at + 300_000) };
  }
  const blob = await solver.blobs.upload(pieces());
  expect(blob.sizeBytes).toBe(bytes.length);
  const down: Buffer[] = [];
  for await (const { chunk } of solver.blobs.download({ blobId: blob.blobId })) down.push(chunk);
  expect(Buffer.concat(down).equals(bytes)).toBe(true);
  const job = await submit(solver.jobs, submission('big-200000', { problem: undefined, problemBlobId: blob.blobId }));
  expect(await untilEnded(world, job.id)).toBe('SUCCEEDED');
  const whole = await solver.jobs.getJob({ jobId: job.id });
  expect(whole.job?.result?.warnings[0]?.length).toBe(200_000);
  const [row] = await world.sql<{ result: unknown; result_blob: string }>(
    'SELECT result, result_blob FROM job WHERE id = $1',
    [job.id],
  );
  expect(row).toMatchObject({ result: null, result_blob: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('a blob of another tenant is unknown, and bytes that do not fit their hash are refused', async () => {
  async function* one(sha256: string) {
    yield { sha256, chunk: Buffer.from('hello') };
  }
  const blob = await solver.blobs.upload(one(''), { tenant: 'acme' });
  const read = async (tenant: string) => {
    for await (const _ of solver.blobs.download({ blobId: blob.blobId }, { tenant }));
  };
  expect(await reasonOf(read('default'))).toBe('NOT_FOUND');
  expect(await reasonOf(read('acme'))).toBe('no error');
  expect(await reasonOf(solver.blobs.upload(one('0'.repeat(64))))).toBe('INVALID_REQUEST');
  expect(await world.sql('SELECT 1 FROM blob_chunk LEFT JOIN blob USING (upload_id) WHERE blob.hash IS NULL')).toEqual(
    [],
  );
});
