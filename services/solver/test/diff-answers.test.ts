import { Problem, Solution, SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import { DiffRequest, VisitChange_Kind } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SolvedJob } from '../src/jobs/solved-job.ts';
import { lpProblem } from './pool-setup.ts';
import { setUpSolver } from './solver-setup.ts';

const vehicles = ['van', 'truck'].map((id) => ({ id, costPerKm: 1 }));
const location = { latitude: -33.437, longitude: -70.65 };
const delivery = Problem.fromPartial({
  kind: {
    $case: 'routing',
    value: { stops: ['a', 'b', 'c'].map((id) => ({ id, location })), depots: [{ id: 'd', location }], vehicles },
  },
});
const NONE = '00000000-0000-7000-8000-000000000000';

/** Stops by vehicle, an hour from one to the next and 5 km. */
function planOf(routes: Record<string, string>, cost: number): Solution {
  const value = RoutePlan.fromPartial({
    routes: Object.entries(routes).map(([vehicleId, ids]) => ({
      vehicleId,
      visits: [...ids].map((stopId, index) => ({ stopId, startSeconds: 3600 * (index + 1) })),
      distanceMeters: 5000 * ids.length,
    })),
    cost,
    distanceMeters: 5000 * Object.values(routes).join('').length,
  });
  return Solution.fromPartial({ kind: { $case: 'routing', value } });
}

describe('Diff', { timeout: 30_000 }, () => {
  const jobs = new Map<string, SolvedJob>();
  const blobs = new Map<string, Uint8Array>();
  let solver: Awaited<ReturnType<typeof setUpSolver>>;
  beforeAll(async () => {
    solver = await setUpSolver({ jobs, blobs });
  }, 60_000);
  afterAll(() => solver?.[Symbol.asyncDispose]());
  const diff = (request: object) => solver.client.diff(DiffRequest.fromPartial(request));
  const plan = (value: Solution) => ({ answer: { $case: 'plan', value } });

  it('says what moved between two plans of one problem, and what changed of their costs', async () => {
    const { diff: found } = await diff({
      problem: delivery,
      before: plan(planOf({ van: 'abc' }, 15)),
      after: plan(planOf({ van: 'ba', truck: 'c' }, 20)),
    });
    expect(found?.visits.map(({ kind, id, from, to }) => [kind, id, from, to])).toEqual([
      [VisitChange_Kind.KIND_REORDERED, 'b', 'van', 'van'],
      [VisitChange_Kind.KIND_MOVED, 'c', 'van', 'truck'],
    ]);
    expect(found?.timeShifts).toMatchObject({ kept: 1, shifted: 1, mostSeconds: 3600, mostId: 'a' });
    expect(found?.costParts.map(({ name, before, after }) => [name, before?.amount, after?.amount])).toEqual([
      ['distance', 15, 15],
      ['other', undefined, 5],
    ]);
    expect(found).toMatchObject({ before: { value: 15, routes: 1 }, after: { value: 20, routes: 2, visits: 3 } });
    expect(found?.summary).toMatch(/^The value goes from 15 to 20 \(5 more, 33\.3 %\)\. 1 served by another vehicle/);
  });

  it('compares a plan with what a solve or a job answered, each with its own figures', async () => {
    const result = SolveResult.fromPartial({
      status: SolveStatus.SOLVE_STATUS_OPTIMAL,
      value: 12,
      bound: 12,
      solution: planOf({ van: 'abc' }, 12),
    });
    jobs.set('done', { problem: delivery, result, state: 'SUCCEEDED' });
    jobs.set('failed', { problem: delivery, result: undefined, state: 'FAILED' });
    blobs.set('mine', Solution.encode(planOf({ van: 'ab' }, 0)).finish());
    const mine = { answer: { $case: 'planBlobId', value: 'mine' } };
    for (const after of [
      { answer: { $case: 'result', value: result } },
      { answer: { $case: 'jobId', value: 'done' } },
    ]) {
      // A job brings its problem.
      const problem = after.answer.$case === 'jobId' ? undefined : delivery;
      const { diff: found } = await diff({ problem, before: mine, after });
      expect(found).toMatchObject({ after: { value: 12, bound: 12, status: SolveStatus.SOLVE_STATUS_OPTIMAL } });
      expect(found?.before?.value).toBeUndefined();
      expect(found?.summary).toBe('The plan before states no value; the value is 12 now. 1 served now: c (van).');
    }
    const failed = { answer: { $case: 'jobId', value: 'failed' } };
    const { diff: lost } = await diff({ before: { answer: { $case: 'jobId', value: 'done' } }, after: failed });
    expect(lost?.summary).toMatch(/^The status goes from optimal to no answer\. The value was 12/);
  });

  it('compares columns of linear programs', async () => {
    const columns = (x: number) =>
      Solution.fromPartial({ kind: { $case: 'linear', value: { columns: [{ name: 'x', value: x }], objective: x } } });
    const problem = lpProblem('Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n');
    const { diff: found } = await diff({ problem, before: plan(columns(2)), after: plan(columns(3)) });
    expect(found?.columns).toEqual([{ name: 'x', before: 2, after: 3 }]);
    expect(found?.summary).toBe('The value goes from 2 to 3 (1 more, 50.0 %). 1 column changes: x 2 -> 3.');
  });

  it('refuses answers that are missing or of another kind, with all that is wrong at once', async () => {
    const faults = (request: object) =>
      diff(request).then(
        () => expect.fail('it was answered'),
        ({ violations }) => violations.map(({ path, reason }: { path: string; reason: string }) => [path, reason]),
      );
    expect(await faults({ before: plan({ kind: undefined }) })).toEqual([
      ['problem', 'REQUIRED'],
      ['before', 'REQUIRED'],
      ['after', 'REQUIRED'],
    ]);
    const trip = Solution.fromPartial({ kind: { $case: 'itinerary', value: {} } });
    const right = plan(planOf({ van: 'abc' }, 15));
    expect(await faults({ problem: delivery, before: plan(trip), after: right })).toEqual([
      ['before.plan', 'WRONG_KIND'],
    ]);
    blobs.set('broken', new Uint8Array([255, 255]));
    const broken = { answer: { $case: 'planBlobId', value: 'broken' } };
    expect(await faults({ problem: delivery, before: right, after: broken })).toEqual([
      ['after.plan_blob_id', 'MALFORMED'],
    ]);
    const unknown = { answer: { $case: 'jobId', value: NONE } };
    await expect(diff({ problem: delivery, before: right, after: unknown })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
  });
});
