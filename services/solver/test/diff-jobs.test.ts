import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { VisitChange_Kind } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { type Job, JobState, SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lpProblem } from './pool-setup.ts';
import { setUpService } from './service-setup.ts';

/** A van at 0 serves a and b on a line; b is `far` kilometres away. */
function delivery(far: number, more: object = {}): Problem {
  const at = [0, 1, far];
  const cells = (step: number) => at.flatMap((from) => at.map((to) => Math.abs(from - to) * step));
  const stops = ['a', 'b'].map((id) => ({ id, ...more }));
  const matrix = { durationsSeconds: cells(60), distancesMeters: cells(1000) };
  const vehicles = [{ id: 'van', capacity: [], maxDistanceMeters: 10_000, costPerKm: 1 }];
  const value = { stops, depots: [{ id: 'd' }], vehicles, matrix };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

/** Sixty stops on a line that no search ends early for. */
function longSearch(): Problem {
  const at = Array.from({ length: 61 }, (_, index) => (index * 37) % 61);
  const cells = (step: number) => at.flatMap((from) => at.map((to) => Math.abs(from - to) * step));
  const matrix = { durationsSeconds: cells(60), distancesMeters: cells(1000) };
  const stops = at.slice(1).map((place) => ({ id: `s${place}` }));
  const vehicles = [{ id: 'van', count: 9, maxStops: 7 }];
  return Problem.fromPartial({ kind: { $case: 'routing', value: { stops, depots: [{ id: 'd' }], vehicles, matrix } } });
}

describe('DiffJobs', { timeout: 60_000 }, () => {
  let service: Awaited<ReturnType<typeof setUpService>>;
  beforeAll(async () => {
    service = await setUpService();
  }, 60_000);
  afterAll(() => service?.[Symbol.asyncDispose]());

  async function solved(problem: Problem): Promise<string> {
    const request = SubmitJobRequest.fromPartial({ problem, options: { budgetMillis: 2000 } });
    const { job } = await service.jobs.submitJob(request);
    const id = (job as Job).id;
    // It goes on until the job has ended.
    let state: JobState | undefined;
    for await (const event of service.jobs.watchJob({ jobId: id, afterSeq: 0 })) state = event.state;
    expect(state).toBe(JobState.JOB_STATE_SUCCEEDED);
    return id;
  }

  it('says what changed between two plans: value, cost parts, visits', async () => {
    const optional = { optional: true, prize: 50 };
    const [before, after] = [await solved(delivery(2, optional)), await solved(delivery(9, optional))];
    const { diff } = await service.jobs.diffJobs({ jobId: before, otherJobId: after });
    expect(diff?.before).toMatchObject({ value: 4, visits: 2, leftOut: 0, distanceMeters: 4000 });
    expect(diff?.after).toMatchObject({ value: 52, visits: 1, leftOut: 1 });
    expect(diff?.costParts.map((part) => [part.name, part.before?.amount, part.after?.amount])).toEqual([
      ['distance', 4, 2],
      ['prizes_lost', undefined, 50],
    ]);
    expect(diff?.visits.map(({ kind, id, from, to }) => [kind, id, from, to])).toEqual([
      [VisitChange_Kind.KIND_DROPPED, 'b', 'van', ''],
    ]);
    expect(diff?.summary).toContain('The value goes from 4 to 52 (48 more, 1200.0 %). 1 left out now: b (van).');
  });

  it('says which columns of a linear program changed, and refuses to compare kinds', async () => {
    const program = (rhs: number) =>
      lpProblem(`Minimize\n c: x + 2 y\nSubject To\n r: x + y >= ${rhs}\nBounds\n x <= 3\nEnd\n`);
    const [before, after] = [await solved(program(2)), await solved(program(5))];
    const { diff } = await service.jobs.diffJobs({ jobId: before, otherJobId: after });
    expect(diff?.columns).toEqual([
      { name: 'y', before: 0, after: 2 },
      { name: 'x', before: 2, after: 3 },
    ]);
    const route = await solved(delivery(2));
    await expect(service.jobs.diffJobs({ jobId: before, otherJobId: route })).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      violations: [{ path: 'other_job_id', reason: 'WRONG_KIND' }],
    });
  });

  it('explains a stored job by its id', async () => {
    const id = await solved(delivery(9, { optional: true, prize: 50 }));
    const request = { problem: undefined, problemBlobId: '', plan: undefined, planBlobId: '', jobId: id };
    const answer = await service.solver.explain({ ...request, budgetMillis: undefined, allowEstimates: false });
    expect(
      answer.leftOut.map(({ id: stop, reasons }) => [stop, reasons[0]?.reason?.code, reasons[0]?.missedBy]),
    ).toEqual([['b', 5, 8000]]);
  });

  it('does not know jobs that are not there, and waits for no job that has not ended', async () => {
    const none = '00000000-0000-7000-8000-000000000000';
    await expect(service.jobs.diffJobs({ jobId: none, otherJobId: none })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
    const ended = await solved(delivery(2));
    const request = SubmitJobRequest.fromPartial({ problem: longSearch(), options: { budgetMillis: 60_000 } });
    const { job } = await service.jobs.submitJob(request);
    const running = (job as Job).id;
    for (const [jobId, otherJobId, path] of [
      [running, ended, 'job_id'],
      [ended, running, 'other_job_id'],
    ] as const) {
      await expect(service.jobs.diffJobs({ jobId, otherJobId })).rejects.toMatchObject({
        reason: 'INVALID_REQUEST',
        violations: [{ path, reason: 'NOT_ENDED', message: expect.stringMatching(/^the job has not ended: it is /) }],
      });
    }
    await service.jobs.cancelJob({ jobId: running, reason: 'seen enough' });
    // What has ended without an answer is compared all the same.
    await expect
      .poll(async () => (await service.jobs.getJob({ jobId: running })).job?.state)
      .toBe(JobState.JOB_STATE_CANCELLED);
    const { diff } = await service.jobs.diffJobs({ jobId: ended, otherJobId: running });
    expect(diff).toMatchObject({ before: { value: 4 }, after: { visits: 0 } });
    expect(diff?.summary).toContain('The value was 4; there is no answer now.');
  });
});
