import { ProblemKind, TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { Problem, QualitySource, SolveStatus, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Risk } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { describe, expect, it } from 'vitest';
import { randomInstance } from '#domain/routing/random-instance';
import { messagesOf } from '../src/jobs/synchronous-events.ts';
import type { SynchronousSolve } from '../src/solving/event-sink.ts';
import { EASY, hardProblem, lpProblem, until } from './pool-setup.ts';
import { setUpSolver } from './solver-setup.ts';

const SANTIAGO = { latitude: -33.4372, longitude: -70.6506 };

function itinerary(places = 10, more: object = {}): Problem {
  return Problem.fromPartial({
    kind: {
      $case: 'itinerary',
      value: {
        places: Array.from({ length: places }, (_, i) => ({
          id: `p${i}`,
          location: {
            latitude: SANTIAGO.latitude + ((i * 37) % 11) / 500,
            longitude: SANTIAGO.longitude + ((i * 53) % 13) / 500,
          },
          visitSeconds: 1800,
          importance: 1 + (i % 10),
        })),
        days: [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 72_000, start: SANTIAGO }],
        ...more,
      },
    },
  });
}

function routing(more: object = {}): Problem {
  return Problem.fromPartial({
    kind: {
      $case: 'routing',
      value: {
        stops: [1, 2, 3].map((i) => ({
          id: `s${i}`,
          location: { latitude: SANTIAGO.latitude + i / 100, longitude: SANTIAGO.longitude },
        })),
        depots: [{ id: 'depot', location: SANTIAGO }],
        vehicles: [{ id: 'van' }],
        travelMode: TravelMode.TRAVEL_MODE_DRIVE,
        ...more,
      },
    },
  });
}

const request = (problem: Problem | undefined, options: object = {}) => ({
  problem,
  problemBlobId: '',
  options: { templateId: '', budgetMillis: 15_000, maxIterations: 200, ...options },
});

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

describe('bad input', () => {
  it('is refused with every violation before any work is done', async () => {
    await using solver = await setUpSolver();
    const bad = itinerary(2, {
      days: [{ date: 'tomorrow', startSeconds: 10, endSeconds: 5 }],
      maxWalkingDistanceMeters: -1,
    });
    const failure = await solver.client.solve(request(bad)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'INVALID_PROBLEM' });
    expect((failure as { violations: unknown[] }).violations.length).toBeGreaterThan(2);
    expect(solver.distance.asked).toBe(0);
    expect(solver.recorded).toEqual([]);
  });

  it('of LP text names the line, in small text and in large', async () => {
    await using solver = await setUpSolver();
    const head = 'Minimize\n obj: x + y\nSubject To\n c1: x + y >= 2\n c2: x - y <= 1\n\n c3: x + >= 4\n';
    for (const text of [`${head}End`, `${head}${' x + y >= 1\n'.repeat(8000)}End`]) {
      await expect(solver.client.solve(request(lpProblem(text)))).rejects.toMatchObject({
        reason: 'INVALID_PROBLEM',
        violations: [{ path: 'problem.linear.lp_text', message: expect.stringMatching(/^line 7: /) }],
      });
    }
  });

  it('of a request names the field', async () => {
    await using solver = await setUpSolver();
    await expect(solver.client.solve(request(EASY, { budgetMillis: 300_001, maxIterations: 0 }))).rejects.toMatchObject(
      {
        reason: 'INVALID_REQUEST',
        violations: [{ path: 'options.budget_millis' }, { path: 'options.max_iterations' }],
      },
    );
    await expect(solver.client.solve(request(undefined))).rejects.toMatchObject({ violations: [{ path: 'problem' }] });
    // What is wrong around the problem and in it is told in one round.
    await expect(
      solver.client.solve(request(routing({ vehicles: [] }), { budgetMillis: 300_001 })),
    ).rejects.toMatchObject({ violations: [{ path: 'options.budget_millis' }, { path: 'problem.routing.vehicles' }] });
    const long = lpProblem(`Minimize\n obj: x + >= y\n${' c: x >= 1\n'.repeat(8000)}End`);
    await expect(solver.client.solve(request(long, { budgetMillis: 0 }))).rejects.toMatchObject({
      violations: [{ path: 'options.budget_millis' }, { path: 'problem.linear.lp_text' }],
    });
    const blobs = new Map([['b', Problem.encode(routing({ vehicles: [] })).finish()]]);
    await using other = await setUpSolver({ blobs });
    const byBlob = { ...request(undefined, { budgetMillis: 0 }), problemBlobId: 'b' };
    await expect(other.client.solve(byBlob)).rejects.toMatchObject({
      violations: [{ path: 'options.budget_millis' }, { path: 'problem.routing.vehicles' }],
    });
    await expect(other.client.solve({ ...byBlob, problemBlobId: 'none' })).rejects.toMatchObject({
      violations: [{ path: 'options.budget_millis' }],
    });
    await expect(solver.client.solve({ ...request(EASY), problemBlobId: 'b' })).rejects.toMatchObject({
      violations: [{ path: 'problem_blob_id' }],
    });
  });

  it('is told by Validate, which solves nothing', async () => {
    await using solver = await setUpSolver();
    expect(await solver.client.validate({ problem: EASY })).toMatchObject({
      valid: true,
      size: 2,
      secondSize: 2,
      kind: 3,
    });
    expect(await solver.client.validate({ problem: undefined })).toMatchObject({
      valid: false,
      violations: [{ path: 'problem' }],
    });
    expect(await solver.client.validate({ problem: lpProblem('x') })).toMatchObject({ valid: false });
  });

  it('has paths from the root of the request, for every kind', async () => {
    await using solver = await setUpSolver();
    const linear = (value: object): Problem => Problem.fromPartial({ kind: { $case: 'linear', value } });
    const cases: [Problem, string][] = [
      [routing({ vehicles: [] }), 'problem.routing.vehicles'],
      [itinerary(2, { days: [] }), 'problem.itinerary.days'],
      [linear({}), 'problem.linear'],
      [linear({ form: { $case: 'lpText', value: 'Minimize\nEnd' } }), 'problem.linear.lp_text'],
      [
        linear({ form: { $case: 'arrays', value: { columns: [{ name: '' }] } } }),
        'problem.linear.arrays.columns[0].name',
      ],
    ];
    for (const [problem, path] of cases) {
      const told = await solver.client.validate({ problem });
      expect(told.violations.map((one) => one.path)).toContain(path);
      await expect(solver.client.solve(request(problem))).rejects.toMatchObject({ violations: told.violations });
    }
  });

  it('of long text is told exactly by Validate, which reads it beside the service', async () => {
    await using solver = await setUpSolver();
    const rows = Array.from({ length: 40_000 }, (_, i) => ` r${i}: x + ${i + 1} y <= ${2 * i + 3}\n`);
    const text = (more: string) => lpProblem(`Maximize\n x + y\nSubject To\n${rows.join('')}${more}End\n`);
    const answered: string[] = [];
    const validate = async (name: string, problem: Problem) => {
      const told = await solver.client.validate({ problem });
      answered.push(name);
      return told;
    };
    const [right, wrong] = await Promise.all([
      validate('long', text('')),
      validate('long', text(' x + >= 4\n')),
      validate('short', EASY),
    ]);
    expect(answered).toEqual(['short', 'long', 'long']);
    expect(right).toMatchObject({ valid: true, kind: 3, size: 2, secondSize: 40_000 });
    expect(wrong).toMatchObject({
      valid: false,
      violations: [{ path: 'problem.linear.lp_text', message: expect.stringMatching(/^line 40004: /) }],
    });
  });

  it('over a limit says the limit', async () => {
    await using solver = await setUpSolver();
    const places = Array.from({ length: 1_000_001 }, () => ({ id: '' }));
    const huge = Problem.encode(Problem.fromPartial({ kind: { $case: 'itinerary', value: { places } } })).finish();
    const blobs = new Map([['huge', huge]]);
    await using other = await setUpSolver({ blobs });
    await expect(
      other.client.solve({ problem: undefined, problemBlobId: 'huge', options: undefined }),
    ).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/1,?000,?000/),
    });
    expect(solver.recorded).toEqual([]);
  }, 60_000);

  it('whose travel matrix would be too large says the limit, before anybody is asked', async () => {
    await using solver = await setUpSolver();
    const days = [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 72_000 }];
    await expect(solver.client.solve(request(itinerary(1001, { days })))).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/limit is 1000 locations/),
    });
    expect(solver.distance.asked).toBe(0);
    expect(await solver.client.validate({ problem: itinerary(1001, { days }) })).toMatchObject({
      valid: false,
      violations: [{ path: 'problem.itinerary.places', reason: 'LIMIT_EXCEEDED' }],
    });
    expect(await solver.client.validate({ problem: itinerary(1000, { days }) })).toMatchObject({ valid: true });
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

describe('Quote', () => {
  it('says what a solve will take, and the solve carries what was predicted beside what it took', async () => {
    await using solver = await setUpSolver();
    const quote = await solver.client.quote(request(routing()));
    expect(quote).toMatchObject({
      kind: ProblemKind.PROBLEM_KIND_ROUTING,
      size: 3,
      secondSize: 1,
      score: 0,
      risk: Risk.RISK_LOW,
      issues: [],
      recommendedDeadlineSeconds: 10,
      measures: { $case: 'visits', value: { windowedShare: 0, windowTightness: 0 } },
      prediction: { budgetMillis: 15_000, gap: 0 },
    });
    expect(solver.distance.asked).toBe(0);
    const { result } = await solver.client.solve(request(routing(), { maxIterations: undefined }));
    expect(result?.prediction).toEqual(quote.prediction);
    const [event] = messagesOf(solver.recorded[0] as SynchronousSolve);
    expect(Buffer.from(event?.payload ?? '').toString()).toContain('"prediction":{"budget_millis":15000');
    expect(await solver.metrics.text()).toMatch(
      /solveig_quote_error_ratio_count\{[^}]*kind="routing",measure="memory"[^}]*\} 1/,
    );
  });

  it('predicts no problem with rules that were not measured, neither before the solve nor with it', async () => {
    await using solver = await setUpSolver();
    const givenRoutes = [{ vehicleId: 'van', stopIds: ['s1'], lock: 2 }];
    const locked = routing({ givenRoutes });
    const quote = await solver.client.quote(request(locked));
    expect(quote.recommendedDeadlineSeconds).toBe(10);
    expect([quote.prediction, quote.sufficientSeconds]).toEqual([undefined, undefined]);
    const { result } = await solver.client.solve(request(locked, { maxIterations: undefined }));
    expect(result?.solution).toBeDefined();
    expect(result?.prediction).toBeUndefined();
  });

  it('predicts for the recommended deadline when no budget is given', async () => {
    await using solver = await setUpSolver();
    const { prediction } = await solver.client.quote({ problem: itinerary(25), problemBlobId: '', options: undefined });
    expect(prediction?.budgetMillis).toBe(25_000);
  });

  it('measures long LP text beside the service, and short text in it', async () => {
    await using solver = await setUpSolver();
    const long = lpProblem(
      `Minimize\n c: x\nSubject To\n${Array.from({ length: 4000 }, (_, i) => ` r${i}: x + y >= ${i}`).join('\n')}\nGenerals\n y\nEnd\n`,
    );
    for (const [problem, rows, entries] of [
      [long, 4000, 8000],
      [EASY, 2, 4],
    ] as const) {
      const quote = await solver.client.quote(request(problem));
      expect(quote).toMatchObject({
        kind: ProblemKind.PROBLEM_KIND_LINEAR,
        secondSize: rows,
        measures: { $case: 'linear', value: { entries, density: 1 } },
      });
    }
  });

  it('takes a problem from its blob, and refuses what has faults with all of them', async () => {
    await using solver = await setUpSolver({ blobs: new Map([['b1', Problem.encode(itinerary(12)).finish()]]) });
    const quote = await solver.client.quote({ problem: undefined, problemBlobId: 'b1', options: undefined });
    expect(quote).toMatchObject({ size: 12, score: 1 });
    const wrong = routing({ vehicles: [], depots: [] });
    await expect(solver.client.quote(request(wrong))).rejects.toMatchObject({
      reason: 'INVALID_PROBLEM',
      violations: expect.arrayContaining([
        expect.objectContaining({ path: 'problem.routing.vehicles' }),
        expect.objectContaining({ path: 'problem.routing.depots' }),
      ]),
    });
    const around = { ...request(routing(), { budgetMillis: -1 }) };
    await expect(solver.client.quote(around)).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
  });

  it('does not predict what nobody lets run its course', async () => {
    await using solver = await setUpSolver();
    const { result } = await solver.client.solve(request(itinerary()));
    expect(result?.prediction).toBeUndefined();
  });
});
