import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import {
  Problem,
  SolveOptions,
  SolveResult,
  SolveStatus,
  StopReason,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { expect, test } from 'vitest';
import { createUpgrades, goingOn, hasMoreToGain } from '../../src/jobs/leave-upgrade.ts';
import type { Submitter } from '../../src/jobs/submit-job.ts';
import { DEFAULT_BUDGETS } from '../../src/solving/budgets.ts';

const VISITS = (ids: string[]) => ids.map((stopId) => ({ stopId }));

function answer(more: Partial<SolveResult> = {}): SolveResult {
  const routes = [
    { vehicleId: 'van', vehicleIndex: 0, visits: VISITS(['a', 'b']) },
    { vehicleId: 'van', vehicleIndex: 1, visits: VISITS(['c']) },
  ];
  const result = SolveResult.fromPartial({
    status: SolveStatus.SOLVE_STATUS_FEASIBLE,
    stopReason: StopReason.STOP_REASON_TIME,
    solution: { kind: { $case: 'routing', value: { routes } } },
  });
  return { ...result, ...more };
}

const PROBLEM = Problem.fromPartial({ kind: { $case: 'routing', value: { vehicles: [{ id: 'van', count: 2 }] } } });
const OPTIONS = SolveOptions.fromPartial({
  budgetMillis: 5_000,
  seed: 7,
  templateId: 'tuesdays',
  upgradeInBackground: true,
});
const CALLER = { tenant: 'acme', subject: 'key:1' };

function upgradesWith(submit: Submitter['submit']) {
  const parts = { budgets: DEFAULT_BUDGETS, log: createLogger('test', 'fatal'), metrics: createMetrics('test') };
  return createUpgrades({ ...parts, submitter: { submit } });
}

test('an answer that time cut short leaves a job of low priority with ten times the budget that starts from its routes', async () => {
  const asked: Parameters<Submitter['submit']>[0][] = [];
  const upgrades = upgradesWith(async (request) => {
    asked.push(request);
    return { row: { id: 'job-1' } as never, existed: false };
  });
  const result = await upgrades.leave({ solveId: 's1', problem: PROBLEM, options: OPTIONS, result: answer() }, CALLER);
  expect(result.upgradeJobId).toBe('job-1');
  expect(asked).toMatchObject([
    {
      priority: Priority.PRIORITY_LOW,
      label: 'upgrade of s1',
      options: { budgetMillis: 50_000, seed: 7, templateId: '' },
      problem: {
        kind: {
          value: {
            givenRoutes: [
              { vehicleId: 'van', vehicleIndex: 0, stopIds: ['a', 'b'] },
              { vehicleId: 'van', vehicleIndex: 1, stopIds: ['c'] },
            ],
          },
        },
      },
    },
  ]);
  expect(asked[0]?.options?.upgradeInBackground).toBeUndefined();
});

test('the answer is given with a warning where no job can be left', async () => {
  const upgrades = upgradesWith(() => Promise.reject(new Error('no database')));
  const result = await upgrades.leave({ solveId: 's1', problem: PROBLEM, options: OPTIONS, result: answer() }, CALLER);
  expect(result).toMatchObject({ upgradeJobId: '', status: SolveStatus.SOLVE_STATUS_FEASIBLE });
  expect(result.warnings.join()).toMatch(/No job goes on from this answer/);
});

test('no job is left that nobody asked for', async () => {
  const upgrades = upgradesWith(() => Promise.reject(new Error('nobody asked')));
  const options = SolveOptions.fromPartial({});
  expect(await upgrades.leave({ solveId: 's1', problem: PROBLEM, options, result: answer() }, CALLER)).toEqual(
    answer(),
  );
});

test('there is nothing to gain from what is proved, good enough, converged or no answer', () => {
  expect(hasMoreToGain(answer())).toBe(true);
  expect(hasMoreToGain(answer({ status: SolveStatus.SOLVE_STATUS_OPTIMAL }))).toBe(false);
  expect(hasMoreToGain(answer({ stopReason: StopReason.STOP_REASON_GAP }))).toBe(false);
  expect(hasMoreToGain(answer({ stopReason: StopReason.STOP_REASON_QUALITY }))).toBe(false);
  expect(hasMoreToGain(answer({ stopReason: StopReason.STOP_REASON_CONVERGED }))).toBe(false);
  expect(hasMoreToGain(answer({ stopReason: StopReason.STOP_REASON_CONVERGED, degraded: true }))).toBe(true);
  expect(hasMoreToGain(SolveResult.fromPartial({}))).toBe(false);
});

test('routes that bend rules, were made over estimates, or stand beside given ones are no start', () => {
  expect(goingOn(PROBLEM, answer({ status: SolveStatus.SOLVE_STATUS_RELAXED }))).toBe(PROBLEM);
  expect(goingOn(PROBLEM, answer({ degraded: true }))).toBe(PROBLEM);
  const given = Problem.fromPartial({
    kind: { $case: 'routing', value: { givenRoutes: [{ vehicleId: 'van', stopIds: ['c'] }] } },
  });
  expect(goingOn(given, answer())).toBe(given);
});
