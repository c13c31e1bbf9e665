import { type App, startApp } from '@solveig/kit/app';
import { loadSettings } from '@solveig/kit/config';
import { openDb } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import { HealthBook } from '@solveig/kit/health';
import { uuidv7 } from '@solveig/kit/ids';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { beginSpan } from '@solveig/kit/telemetry';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { SolveMeasures, SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSettings, type SolverSettings, solverSettings } from '../../src/config.ts';
import { DbClock } from '../../src/jobs/db-clock.ts';
import { HeldJob } from '../../src/jobs/held-job.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { messagesOf, startSynchronousEvents } from '../../src/jobs/synchronous-events.ts';
import { startWake } from '../../src/jobs/wake.ts';
import type { SynchronousSolve } from '../../src/solving/event-sink.ts';
import type { SolveRunner } from '../../src/solving/solve-runner.ts';
import { createToyRunner } from './toy-runner.ts';
import { startWorld, submission, submit, until, untilEnded, type World, watchAll } from './world.ts';

let world: World;
let solver: Awaited<ReturnType<World['start']>>;

beforeAll(async () => {
  world = await startWorld();
  solver = await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A process of its own on the same database, as far as the database can tell. */
function neighbour<T>(build: (app: App, db: ReturnType<typeof openDb>) => T) {
  return startApp('neighbour', new AbortController().signal, async (app) => {
    const parts = { log: createLogger('test', 'fatal'), metrics: createMetrics('test'), health: new HealthBook() };
    return build(app, openDb(app, { url: world.databaseUrl, schema: 'solver', poolSize: 3, ...parts }));
  });
}

test('what happens in one process wakes the watchers, workers and holders in another', async () => {
  await using here = await neighbour((app, db) => startWake(app, db));
  await using there = await neighbour((app, db) => startWake(app, db));
  const id = uuidv7();
  const heard = new Set<string>();
  there.parts.onJob(id, () => heard.add('job'));
  there.parts.onOrder(id, () => heard.add('order'));
  there.parts.onWork(() => heard.add('work'));
  // What was said before a process listens is unknown to it, so it wakes everybody once.
  await until('it listens', async () => heard.size === 3);
  heard.clear();
  here.parts.jobs([id]);
  here.parts.order(id);
  here.parts.work();
  await until('all are heard', async () => heard.size === 3, 3_000);
});

test('a notice that is none of ours harms nobody', async () => {
  await using there = await neighbour((app, db) => startWake(app, db));
  const id = uuidv7();
  let heard = 0;
  there.parts.onJob(id, () => heard++);
  await until('it listens', async () => heard > 0);
  heard = 0;
  await world.sql("SELECT pg_notify('solver_jobs', 'no JSON')");
  await world.sql("SELECT pg_notify('solver_jobs', $1)", [
    JSON.stringify({ from: 'me', jobs: [id], orders: [], work: false }),
  ]);
  await until('the next notice is heard', async () => heard > 0, 3_000);
});

test('a watch from a number that no event can have closes with the job', async () => {
  const job = await submit(solver.jobs, submission());
  await untilEnded(world, job.id);
  const seen = await watchAll(solver.jobs, job.id, 2 ** 32 - 1);
  expect(seen.at(-1)?.job?.id).toBe(job.id);
});

test('a list of a kind that does not exist is refused', async () => {
  const request = { pageSize: 0, pageToken: '', states: [], kind: 99 as ProblemKind, templateId: '' };
  await expect(solver.jobs.listJobs(request)).rejects.toMatchObject({
    reason: 'INVALID_REQUEST',
    violations: [{ path: 'kind' }],
  });
});

function synchronousSolve(tenant: string): SynchronousSolve {
  return {
    solveId: uuidv7(),
    tenant,
    kind: ProblemKind.PROBLEM_KIND_LINEAR,
    templateId: '',
    size: 1,
    secondSize: 1,
    traceParent: undefined,
    started: undefined,
    incumbents: [],
    fellBacks: [],
    relaxations: [],
    endedAt: new Date(),
    ending: {
      kind: 'completed',
      result: SolveResult.fromPartial({
        status: SolveStatus.SOLVE_STATUS_OPTIMAL,
        measures: SolveMeasures.fromPartial({}),
      }),
    },
  };
}

test('a synchronous solve is told step by step, a short one by its end alone', () => {
  const endedAt = new Date('2026-01-01T00:00:10Z');
  const told = (seconds: number) => {
    const at = new Date(endedAt.getTime() - 1000 * seconds);
    const incumbent = { value: 1, elapsedSeconds: 0, iterations: 1, strategy: 'toy' };
    const started = { at, worker: 'w', host: 'h' };
    const solve = { ...synchronousSolve('acme'), endedAt, started, incumbents: [{ at, incumbent }] };
    return messagesOf(solve).map(({ subject }) => subject.split('.').at(-1));
  };
  expect(told(2)).toEqual(['started', 'improved', 'completed']);
  expect(told(0.9)).toEqual(['completed']);
});

test('a synchronous solve that nears its deadline is told until then at once, and the rest at its end', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
  const improved = (seconds: number) => ({
    at: at(seconds),
    incumbent: { value: 100 - seconds, elapsedSeconds: seconds, iterations: 1, strategy: 'toy' },
  });
  const started = { at: at(0), worker: 'w', host: 'h' };
  const nearing = {
    at: at(25),
    elapsedSeconds: 25,
    budgetSeconds: 30,
    started,
    incumbents: [improved(1), improved(9)],
  };
  const solve = { ...synchronousSolve('acme'), started, nearing };
  const told = (messages: ReturnType<typeof messagesOf>) =>
    messages.map(({ headers }) => `${headers['ce-id']?.split(':').at(-1)} ${headers['ce-type']?.split('.').at(-2)}`);
  expect(told(messagesOf({ ...solve, ending: { kind: 'running' } }))).toEqual([
    '1 started',
    '2 improved',
    '3 improved',
    '4 neardeadline',
  ]);
  const ended = messagesOf({ ...solve, endedAt: at(30), incumbents: [improved(28)] });
  expect(told(ended)).toEqual(['5 improved', '6 completed']);
  const late = { ...nearing, started: undefined, incumbents: [] };
  const waited = messagesOf({ ...solve, nearing: late, endedAt: at(30), incumbents: [improved(28)] });
  expect(told(waited)).toEqual(['2 started', '3 improved', '4 completed']);
});

test('a synchronous solve whose events cannot be written does not hold up the others', async () => {
  await using app = await neighbour((parts, db) =>
    startSynchronousEvents(parts, { db, log: createLogger('test', 'fatal'), metrics: createMetrics('test') }),
  );
  const good = synchronousSolve('acme');
  app.parts.recordSynchronous(synchronousSolve('not a token'));
  app.parts.recordSynchronous(good);
  await until(
    'the good one is recorded',
    async () => (await world.sql('SELECT 1 FROM outbox WHERE msg_id = $1', [`s:${good.solveId}:1`])).length > 0,
    5_000,
  );
});

test('a job that no person stopped does not end without an answer because the database was silent', async () => {
  const nothing = SolveResult.fromPartial({ status: SolveStatus.SOLVE_STATUS_UNKNOWN });
  const runner: SolveRunner = { ...createToyRunner(), run: async () => nothing };
  const problem = Buffer.alloc(0);
  const blobs = { read: async () => new Uint8Array() };
  const row = {
    id: uuidv7(),
    tenant: 'a',
    last_seq: 2,
    stop_at: null,
    problem,
    options: Buffer.alloc(0),
    queue_seconds: 0,
  };
  const held = () => new HeldJob(row as never, beginSpan('test'), new DbClock());
  const stopped = held();
  stopped.stop.abort();
  expect(await runJob({ runner, blobs }, stopped)).toMatchObject({ kind: 'answered' });
  const silenced = held();
  silenced.stop.abort(new SolveigError('DEPENDENCY_DOWN', 'the database does not answer'));
  expect(await runJob({ runner, blobs }, silenced)).toMatchObject({
    kind: 'again',
    error: { reason: 'DEPENDENCY_DOWN' },
  });
});

test('faults in settings that only the code can see are told together, by their names', () => {
  const drill = { environment: 'production', faultSlowdown: 'a=2', crashAt: 'claim-before' } as SolverSettings;
  expect(() => checkSettings(drill)).toThrow(/FAULT_SLOWDOWN[\s\S]*CRASH_AT/);
  expect(() => checkSettings({ ...drill, environment: 'staging' })).not.toThrow();
  const env = { SOLVEIG_SOLVER_TENANT_WEIGHTS: 'acme=heavy', SOLVEIG_SOLVER_FAULT_SLOWDOWN: 'a' };
  expect(() => loadSettings(solverSettings, env)).toThrow(/TENANT_WEIGHTS|FAULT_SLOWDOWN[\s\S]*TENANT_WEIGHTS/);
});
