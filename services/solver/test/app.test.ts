import { loadSettings } from '@solveig/kit/config';
import { SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { JobState, SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import { COMMANDS } from '@solveig/proto/subjects';
import { expect, it } from 'vitest';
import { start } from '../src/app.ts';
import { solverSettings } from '../src/config.ts';
import { EASY, hardProblem, until } from './pool-setup.ts';
import { setUpService } from './service-setup.ts';

const options = { templateId: '', budgetMillis: 20_000 };

it('answers synchronous solves, whose events reach the outbox, and solves jobs', { timeout: 60_000 }, async () => {
  await using service = await setUpService();
  const { result } = await service.solver.solve({ problem: EASY, problemBlobId: '', options });
  expect(result).toMatchObject({ status: SolveStatus.SOLVE_STATUS_OPTIMAL, value: 12 });
  const { job } = await service.jobs.submitJob(
    SubmitJobRequest.fromPartial({ problem: EASY, idempotencyKey: 'k', options }),
  );
  const jobId = job?.id ?? '';
  const ended = async () => (await service.jobs.getJob({ jobId })).job;
  let last = await ended();
  while (last?.state !== JobState.JOB_STATE_SUCCEEDED) last = await ended();
  expect(last?.result).toMatchObject({ status: SolveStatus.SOLVE_STATUS_OPTIMAL, value: 12 });
  const subjects = await service.db.query<{ subject: string }>('select subject from outbox order by id');
  const events = subjects.map(({ subject }) => subject.split('.').at(-1));
  expect(events.filter((event) => event === 'completed')).toHaveLength(2);
  const counts = await service.db.query<{ instances: string }>(
    `select distinct convert_from(payload, 'UTF8')::json #>> '{context,instance_count}' as instances
     from outbox where subject like 'solveig.v1.solve.%'`,
  );
  expect(counts).toEqual([{ instances: '1' }]);
  expect((await service.ops('/health/ready')).status).toBe(200);
  expect((await service.ops('/metrics')).text).toMatch(/solveig_solver_solves_total\{kind="linear",status="optimal"/);
});

it('runs a job again whose worker is killed in the middle', { timeout: 90_000 }, async () => {
  await using service = await setUpService();
  const problem = hardProblem();
  const { job } = await service.jobs.submitJob(
    SubmitJobRequest.fromPartial({ problem, idempotencyKey: 'k', options: { budgetMillis: 8000 } }),
  );
  const jobId = job?.id ?? '';
  const events: string[] = [];
  for await (const { event, job: end } of service.jobs.watchJob({ jobId, afterSeq: 0 }, { timeoutMs: 60_000 })) {
    events.push(event);
    // Once: more improvements may be on their way here when it is dead already.
    if (event === 'improved' && events.filter((e) => e === 'improved').length === 1) {
      const { text } = await service.ops('/health/detailed');
      const pid = Number(/"pids":"(\d+)"/.exec(text)?.[1]);
      process.kill(pid, 'SIGKILL');
    }
    if (end) expect(end.state).toBe(JobState.JOB_STATE_SUCCEEDED);
  }
  expect(events.filter((event) => event === 'started').length).toBeGreaterThanOrEqual(2);
  expect(events.at(-1)).toBe('completed');
});

it('is not ready without its tables, and says which migration is missing', { timeout: 60_000 }, async () => {
  await using service = await setUpService({ migrated: false });
  const before = await service.ops('/health/ready');
  expect(before.status).toBe(503);
  expect(before.text).toMatch(/schema/);
  await service.migrate();
  let status = 503;
  while (status !== 200) status = (await service.ops('/health/ready')).status;
});

it('slows the solves of a template down on command', { timeout: 60_000 }, async () => {
  await using service = await setUpService();
  const say = async (command: unknown) => {
    const answer = await service.bus.request(COMMANDS.slowdown.subject, Buffer.from(JSON.stringify(command)));
    return JSON.parse(Buffer.from(answer.data).toString()) as { ok: boolean; error?: string };
  };
  await until(() => service.bus.connected());
  expect(await say({ template: 't', factor: 50 })).toMatchObject({ ok: true });
  expect(await say({ template: 't', factor: 0.5 })).toMatchObject({ ok: false });
  const seconds = async (templateId: string) => {
    const { result } = await service.solver.solve({
      problem: EASY,
      problemBlobId: '',
      options: { ...options, templateId },
    });
    return result?.measures?.solveSeconds ?? 0;
  };
  await seconds('other');
  const plain = await seconds('other');
  expect(await seconds('t')).toBeGreaterThan(plain * 5);
});

it('refuses faults in production', async () => {
  const settings = loadSettings(solverSettings, {
    SOLVEIG_SOLVER_DATABASE_URL: 'postgresql://a@127.0.0.1:1/x',
    SOLVEIG_SOLVER_FAULT_SLOWDOWN: 't=2',
  });
  const production = { ...settings, environment: 'production' as const };
  expect(() => start(production, new AbortController().signal)).toThrow(/refused in production/);
  const crashing = { ...production, faultSlowdown: '', crashAt: 'solve-during' };
  expect(() => start(crashing, new AbortController().signal)).toThrow(/refused in production/);
});
