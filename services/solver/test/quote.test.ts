import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Risk } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { describe, expect, it } from 'vitest';
import { messagesOf } from '../src/jobs/synchronous-events.ts';
import type { SynchronousSolve } from '../src/solving/event-sink.ts';
import { EASY, lpProblem } from './pool-setup.ts';
import { itinerary, request, routing } from './solver-requests.ts';
import { setUpSolver } from './solver-setup.ts';

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
