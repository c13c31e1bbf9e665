import { startApp } from '@solveig/kit/app';
import { createLogger } from '@solveig/kit/log';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { expect, it } from 'vitest';
import { createSideWorker, type SideWorker, type SideWorkerOptions } from '../src/workers/side-worker.ts';
import { EASY, lpProblem, until } from './pool-setup.ts';

async function setUpSide(options: Partial<SideWorkerOptions> = {}) {
  const app = await startApp('side-test', new AbortController().signal, async (parts) =>
    createSideWorker(parts, {
      name: 'text reader',
      task: 'texts',
      niceness: 0,
      queueLimit: 2,
      memoryLimitMegabytes: 256,
      log: createLogger('solver', 'fatal'),
      ...options,
    }),
  );
  return { side: app.parts, [Symbol.asyncDispose]: () => app.stop() };
}

const never = new AbortController().signal;

function check(side: SideWorker, problem: Problem, signal = never) {
  return side.run({ type: 'check', problem: Problem.encode(problem).finish() }, signal);
}

/** A program whose text takes a second or more to read. */
function longText(rows: number): Problem {
  const text = Array.from({ length: rows }, (_, i) => ` r${i}: x${i} + ${i + 1} y${i} <= ${2 * i + 3}\n`).join('');
  return lpProblem(`Maximize\n x0 + y0\nSubject To\n${text}End\n`);
}

it('answers orders in turn, and refuses more than may wait', async () => {
  await using setup = await setUpSide();
  const { side } = setup;
  const first = check(side, longText(20_000));
  await until(() => side.isReady);
  const waiting = [check(side, EASY), check(side, lpProblem('x'))];
  await expect(check(side, EASY)).rejects.toMatchObject({ reason: 'QUEUE_FULL', retryAfterMs: expect.any(Number) });
  expect(await first).toMatchObject({ type: 'checked', violations: [], size: 40_000, secondSize: 20_000 });
  expect(await Promise.all(waiting)).toMatchObject([
    { violations: [], size: 2, secondSize: 2 },
    { violations: [expect.anything()], size: 0 },
  ]);
});

it('that is given up in the middle of an order does the next one in a new process', async () => {
  await using setup = await setUpSide();
  const { side } = setup;
  await check(side, EASY);
  const controller = new AbortController();
  const long = check(side, longText(200_000), controller.signal);
  const next = check(side, EASY);
  controller.abort();
  await expect(long).rejects.toMatchObject({ reason: 'CANCELLED' });
  expect(await next).toMatchObject({ size: 2 });
});

it('says so when an order needs more memory than it may have, and goes on', async () => {
  await using setup = await setUpSide({ memoryLimitMegabytes: 40 });
  const { side } = setup;
  await expect(check(side, longText(300_000))).rejects.toMatchObject({
    reason: 'MEMORY_ERROR',
    message: expect.stringMatching(/limit of 40 MB/),
  });
  expect(await check(side, EASY)).toMatchObject({ size: 2 });
});

it('ends an order whose matrices take more memory than it may have, and goes on', async () => {
  await using setup = await setUpSide({ memoryLimitMegabytes: 90 });
  const { side } = setup;
  const places = Array.from({ length: 4_500 }, (_, i) => ({
    id: `s${i}`,
    location: { latitude: 50 + i / 1e4, longitude: 5 },
  }));
  const profiles = ['slow', 'usual', 'fast'].map((id, index) => ({ id, speedFactor: 1 + index }));
  const vehicles = profiles.map(({ id }) => ({ id, profileId: id }));
  const value = { stops: places.slice(1), depots: places.slice(0, 1), vehicles, profiles, greatCircle: true };
  const problem = Problem.encode(Problem.fromPartial({ kind: { $case: 'routing', value } })).finish();
  const order = { type: 'explain' as const, problem, plan: undefined, travel: [], budgetMs: 100 };
  await expect(side.run(order, never)).rejects.toMatchObject({
    reason: 'MEMORY_ERROR',
    message: expect.stringMatching(/limit of 270 MB/),
  });
  expect(await check(side, EASY)).toMatchObject({ size: 2 });
}, 30_000);

it('fails an order that it cannot do, and one in flight when it closes', async () => {
  const setup = await setUpSide();
  const { side } = setup;
  await expect(check(side, { kind: undefined })).rejects.toMatchObject({ reason: 'WORKER_ERROR' });
  const open = check(side, longText(100_000));
  const closed = expect(open).rejects.toMatchObject({ reason: 'SHUTTING_DOWN' });
  await setup[Symbol.asyncDispose]();
  await closed;
  await expect(check(side, EASY)).rejects.toMatchObject({ reason: 'SHUTTING_DOWN' });
});

it('ends its process when nothing comes for a while, and starts another for the next order', async () => {
  await using setup = await setUpSide({ idleAfterMs: 50 });
  const { side } = setup;
  await check(side, EASY);
  await until(() => !side.isReady);
  expect(await check(side, EASY)).toMatchObject({ size: 2 });
});
