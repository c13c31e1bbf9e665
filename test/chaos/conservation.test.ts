import { startTestPlatform } from '@solveig/local/testing';
import { expect, test } from 'vitest';
import { openStage } from '../src/stage.ts';
import { CHAOS_ENV, runConservation } from './conservation.ts';

/** The long form: `npm run chaos -- --seed 1 --jobs 500`. */
const seed = Number(process.env.SOLVEIG_TEST_SEED ?? 1);

test('each accepted job ends exactly once, whatever is killed meanwhile', { timeout: 300_000 }, async () => {
  // A commit that was told must survive the kill of Postgres.
  const platform = await startTestPlatform({ env: CHAOS_ENV, durability: 'on' });
  await using stage = await openStage(platform);
  const report = await runConservation(stage, { seed, jobs: 60, faultsMs: 20_000 });
  expect(report.anomalies).toEqual([]);
  expect(report.accepted).toBe(60);
  expect(report.failures).toEqual([]);
  expect(new Set(report.kills.map(({ victim }) => victim)).size).toBeGreaterThanOrEqual(7);
  expect(report.settledSeconds).toBeLessThan(60);
});
