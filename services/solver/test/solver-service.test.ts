import { Problem, QualitySource, SolveStatus, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { randomInstance } from '#domain/routing/random-instance';
import { EASY, hardProblem, until } from './pool-setup.ts';
import { itinerary, request, routing } from './solver-requests.ts';
import { setUpSolver } from './solver-setup.ts';

describe('Solve', () => {
  it('answers a linear program with everything that was measured, and records its events', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve(request(EASY, { templateId: 'easy' }), { tenant: 'acme' });
    expect(result).toMatchObject({
      status: SolveStatus.SOLVE_STATUS_OPTIMAL,
      value: 12,
      bound: 12,
      gap: 0,
      stopReason: StopReason.STOP_REASON_OPTIMAL,
      strategy: 'highs',
      budgetMillis: 15_000,
      budgetWasDefault: false,
      measures: { size: 2, secondSize: 2, version: expect.any(String), host: expect.any(String) },
    });
    expect(result?.measures?.solveSeconds).toBeGreaterThan(0);
    expect(solver.recorded).toMatchObject([
      {
        tenant: 'acme',
        templateId: 'easy',
        size: 2,
        secondSize: 2,
        started: { worker: 'worker-1' },
        ending: { kind: 'completed' },
      },
    ]);
  });

  it('says so when the budget was the default', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve({ problem: EASY, problemBlobId: '', options: undefined });
    expect(result).toMatchObject({ budgetMillis: 30_000, budgetWasDefault: true });
  });

  it('asks the distance service once for each mode of an itinerary and notes its provenance', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve(request(itinerary()));
    expect(result?.solution?.kind?.$case).toBe('itinerary');
    expect(result?.degraded).toBe(false);
    expect(solver.distance.asked).toBe(2);
    expect(result?.measures).toMatchObject({
      size: 10,
      secondSize: 1,
      matrixCacheHits: 6,
      matrixCacheMisses: 8,
      providerCells: { straight: 220 },
    });
  });

  it.each([
    ['an itinerary', itinerary(), 220],
    ['a routing problem', routing(), 12],
  ])('answers %s without the distance service by the emergency strategy, and says so', async (_, problem, cells) => {
    await using solver = await setUpSolver();
    for (const behaviour of ['fails', 'is silent'] as const) {
      solver.distance.behaviour = behaviour;
      const { result } = await solver.client.solve(request(problem, { budgetMillis: 3000 }));
      expect(result).toMatchObject({
        degraded: true,
        strategy: 'emergency',
        measures: { providerCells: { straight_line: cells } },
      });
      expect(result?.warnings.join()).toMatch(/straight lines/);
      expect(result?.solution?.kind?.$case).toBe(problem.kind?.$case);
    }
    expect(solver.health.readiness().parts.distance).toMatchObject({ status: 'degraded' });
  });

  it('routes by the distance service or by a matrix', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve(request(routing()));
    expect(result?.status).toBe(SolveStatus.SOLVE_STATUS_OPTIMAL);
    const cells = Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0 : 60));
    const matrix = { durationsSeconds: cells, distancesMeters: cells };
    const own = await solver.client.solve(request(routing({ matrix })));
    expect(own.result?.solution?.kind).toMatchObject({ $case: 'routing', value: { distanceMeters: 240 } });
    expect(solver.distance.asked).toBe(1);
  });

  it('ends the worker when the client goes away', async () => {
    await using solver = await setUpSolver();
    const controller = new AbortController();
    const running = solver.client.solve(request(hardProblem(), { budgetMillis: 60_000, maxIterations: undefined }), {
      signal: controller.signal,
    });
    await until(() => solver.pool.slots().free === 0);
    controller.abort();
    await expect(running).rejects.toMatchObject({ reason: 'CANCELLED' });
    await until(() => solver.pool.slots().free === 1);
    expect(solver.recorded).toMatchObject([{ ending: { kind: 'cancelled' } }]);
  });

  it('keeps the incumbent when the deadline comes first', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve(
      request(hardProblem(), { budgetMillis: 2500, maxIterations: undefined }),
    );
    expect(result).toMatchObject({
      status: SolveStatus.SOLVE_STATUS_FEASIBLE,
      stopReason: StopReason.STOP_REASON_TIME,
    });
    expect(result?.gap).toBeGreaterThan(0);
  });

  it('takes a problem from a blob', async () => {
    await using solver = await setUpSolver({
      blobs: new Map([
        ['b1', Problem.encode(EASY).finish()],
        ['b2', Buffer.from('??')],
      ]),
    });
    const fromBlob = (problemBlobId: string) =>
      solver.client.solve({ problem: undefined, problemBlobId, options: undefined });
    expect((await fromBlob('b1')).result?.value).toBe(12);
    await expect(fromBlob('b2')).rejects.toMatchObject({ reason: 'INVALID_PROBLEM' });
    await expect(fromBlob('b3')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });
});

describe('SolveStream', () => {
  it('tells improvements and ends with the answer', async () => {
    await using solver = await setUpSolver();
    const values: number[] = [];
    let answer: number | undefined;
    for await (const { event } of solver.client.solveStream(
      request(hardProblem(), { budgetMillis: 3000, maxIterations: undefined }),
    )) {
      expect(answer).toBeUndefined();
      if (event?.$case === 'incumbent') values.push(event.value.value);
      if (event?.$case === 'result') answer = event.value.value;
    }
    expect(values.length).toBeGreaterThan(1);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(answer).toBeGreaterThanOrEqual(values.at(-1) as number);
  });

  it('that is left early ends the solve', async () => {
    await using solver = await setUpSolver();
    for await (const _ of solver.client.solveStream(
      request(hardProblem(), { budgetMillis: 60_000, maxIterations: undefined }),
    ))
      break;
    await until(() => solver.pool.slots().free === 1);
  });
});

it('counts solves under its own names and those of the operations guides', async () => {
  await using solver = await setUpSolver();
  await solver.client.solve(request(EASY));
  const text = await solver.metrics.text();
  expect(text).toMatch(/solveig_solver_solves_total\{kind="linear",status="optimal",service="solver"\} 1/);
  expect(text).toMatch(/solver_problems_total\{type="linear",status="optimal",service="solver"\} 1/);
  expect(text).toMatch(/solver_memory_bytes\{service="solver"\} [1-9]/);
});

describe('a deadline that comes before a worker', () => {
  it('is kept with the emergency plan, which says why', async () => {
    await using solver = await setUpSolver();
    const long = solver.client.solve(request(hardProblem(), { budgetMillis: 4000, maxIterations: undefined }));
    await until(() => solver.pool.slots().free === 0);
    for (const problem of [routing(), itinerary()]) {
      const { result } = await solver.client.solve(request(problem, { budgetMillis: 1200 }));
      expect(result).toMatchObject({ degraded: true, strategy: 'emergency' });
      expect(result?.attempts[0]).toMatchObject({
        strategy: 'ruin_and_recreate',
        cause: 'no worker was free in time',
      });
      expect(result?.warnings.join()).toMatch(/emergency plan/);
    }
    expect(solver.pool.slots().queued).toBe(0);
    expect((await long).result?.stopReason).toBe(StopReason.STOP_REASON_TIME);
    expect(solver.recorded.map(({ started }) => started?.worker)).toEqual(['last-resort', 'last-resort', 'worker-1']);
  });

  it('is kept although the worker that has the problem hears nothing', async () => {
    await using solver = await setUpSolver();
    const pid = Number(solver.health.readiness().parts.workers?.extra.pids);
    process.kill(pid, 'SIGSTOP');
    const { result } = await solver.client.solve(request(routing(), { budgetMillis: 1200 }));
    expect(result).toMatchObject({ degraded: true, strategy: 'emergency', stopReason: expect.any(Number) });
    expect(result?.attempts[0]).toMatchObject({ cause: 'its worker had no plan when the deadline was near' });
    expect(solver.recorded).toMatchObject([{ started: { worker: 'worker-1' }, fellBacks: [{ to: 'emergency' }] }]);
  });
});

describe('what is good enough', () => {
  it('ends a search for whole numbers, by gap or by quality', async () => {
    await using solver = await setUpSolver();
    const more = { maxIterations: undefined, budgetMillis: 10_000 };
    const gap = await solver.client.solve(request(hardProblem(), { ...more, stopAtGap: 0.5 }));
    expect(gap.result).toMatchObject({ stopReason: StopReason.STOP_REASON_GAP });
    expect(gap.result?.gap).toBeLessThanOrEqual(0.5);
    expect(gap.result?.quality).toBeCloseTo(1 - (gap.result?.gap ?? 0), 9);
    const quality = await solver.client.solve(request(hardProblem(), { ...more, stopAtQuality: 0.5 }));
    expect(quality.result).toMatchObject({ stopReason: StopReason.STOP_REASON_QUALITY });
    expect(quality.result?.measures?.solveSeconds).toBeLessThan(8);
  });

  it('is a share, and nothing else', async () => {
    await using solver = await setUpSolver();
    const options = { stopAtGap: 2, stopAtQuality: Number.NaN, upgradeBudgetMillis: 0 };
    await expect(solver.client.solve(request(EASY, options))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      violations: [
        { path: 'options.stop_at_gap', reason: 'OUT_OF_RANGE' },
        { path: 'options.stop_at_quality', reason: 'OUT_OF_RANGE' },
        { path: 'options.upgrade_budget_millis', reason: 'OUT_OF_RANGE' },
      ],
    });
  });

  it('says that a proved answer is the best, and what a quality is read from otherwise', async () => {
    await using solver = await setUpSolver();
    const proved = await solver.client.solve(request(EASY));
    expect(proved.result).toMatchObject({ quality: 1, qualitySource: QualitySource.QUALITY_SOURCE_GAP });
    solver.distance.behaviour = 'fails';
    const emergency = await solver.client.solve(request(itinerary(), { budgetMillis: 3000 }));
    expect(emergency.result?.qualitySource).not.toBe(QualitySource.QUALITY_SOURCE_UNSPECIFIED);
  });
});

/** So many that nothing is proved in seconds. */
function manyStops(): Problem {
  const { input, travel } = randomInstance({ seed: 3, stops: 150, vehicles: 15, windows: 0.5 });
  const matrix = { durationsSeconds: [...travel.durations], distancesMeters: [...travel.distances] };
  return Problem.fromPartial({ kind: { $case: 'routing', value: { ...input, matrix } as never } });
}

it('tells of a solve that nears its deadline once, while it runs, and counts it', async () => {
  await using solver = await setUpSolver();
  // Programs end a little before they near it: HiGHS is given less than the whole time.
  await solver.client.solve(request(manyStops(), { maxIterations: undefined, budgetMillis: 4000 }));
  const nearing = { budgetSeconds: expect.closeTo(4, 0), elapsedSeconds: expect.closeTo(3.3, 0) };
  expect(solver.nearing).toMatchObject([{ ending: { kind: 'running' }, nearing }]);
  expect(await solver.metrics.text()).toMatch(/solveig_solver_near_deadline_total\{kind="routing",[^}]*\} 1/);
});
