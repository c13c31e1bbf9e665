import { Problem, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { expect, test } from 'vitest';
import { randomInstance } from '#domain/routing/random-instance';
import type { TravelCells } from '../src/workers/messages.ts';
import { EASY, setUpPool, solved, task, until } from './pool-setup.ts';

/** A day of 200 stops that nobody proves, with its travel. */
function day(): { problem: Problem; travel: TravelCells[] } {
  const { input, travel } = randomInstance({ seed: 5, stops: 200, vehicles: 20, windows: 0.5 });
  const problem = Problem.fromPartial({ kind: { $case: 'routing', value: input as object } });
  return { problem, travel: [{ mode: 'drive', ...travel }] };
}

test('an idle worker searches beside the first one and leaves when somebody else needs it', async () => {
  await using setup = await setUpPool({ size: 2, queueLimit: 2 });
  const { problem, travel } = day();
  const long = solved(setup.pool, task(problem, { travel, mates: 1, deadlineMs: Date.now() + 8_000 }));
  await until(() => setup.pool.slots().free === 0);
  const other = await solved(setup.pool, task(EASY));
  expect(other.result.value).toBe(12);
  // The first one goes on alone.
  expect(setup.pool.slots()).toMatchObject({ free: 1, queued: 0 });
  const { result, worker } = await long;
  expect(result.status).toBe(SolveStatus.SOLVE_STATUS_FEASIBLE);
  expect(worker).toBe('worker-1');
  await until(() => setup.pool.slots().free === 2);
});

test('a mate that dies costs the solve nothing', async () => {
  await using setup = await setUpPool({ size: 2 });
  const { problem, travel } = day();
  const running = solved(setup.pool, task(problem, { travel, mates: 1, deadlineMs: Date.now() + 5_000 }));
  await until(() => setup.pool.slots().free === 0);
  process.kill(setup.pids()[1] as number, 'SIGKILL');
  expect((await running).result.status).toBe(SolveStatus.SOLVE_STATUS_FEASIBLE);
  await until(() => setup.pool.slots().free === 2);
});

test('without mates wanted the other workers stay idle', async () => {
  await using setup = await setUpPool({ size: 2 });
  const { problem, travel } = day();
  const running = solved(setup.pool, task(problem, { travel, deadlineMs: Date.now() + 2_000 }));
  await until(() => setup.pool.slots().free === 1);
  await running;
  expect(setup.pool.slots().free).toBeGreaterThanOrEqual(1);
});
