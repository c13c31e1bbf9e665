import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { EASY, lpProblem } from './pool-setup.ts';
import { itinerary, request, routing } from './solver-requests.ts';
import { setUpSolver } from './solver-setup.ts';

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
