import { JobState } from '@solveig/proto/gen/solveig/solver/v1/job';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, submission, submit, type World, watchAll } from './world.ts';

let world: World;
let solver: Awaited<ReturnType<World['start']>>;

beforeAll(async () => {
  world = await startWorld();
  solver = await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

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
  expect(seen.at(-1)?.job).toMatchObject({ state: JobState.JOB_STATE_SUCCEEDED, attempt: 1, result: { value: 42 } });
});
