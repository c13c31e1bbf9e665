import { describe, expect, it } from 'vitest';
import { mayLeaveOut, RELAXATION, rungs, stepsOf } from './relaxation-policy.ts';

const rulesOf = (...policy: Parameters<typeof stepsOf>) => stepsOf(...policy).map(({ rule }) => rule);

describe('what may be bent', () => {
  it('is by default everything but breaks and release times, visits left out at last', () => {
    const rules = rulesOf(undefined);
    expect(rules[0]).toBe(RELAXATION.timeWindows);
    expect(rules.at(-1)).toBe(RELAXATION.leaveOut);
    expect(rules).not.toContain(RELAXATION.breaks);
    expect(rules).not.toContain(RELAXATION.releaseTime);
  });

  it('is what the client names, in its order, less what it forbids', () => {
    const steps = [{ rule: RELAXATION.overtime, maxSeconds: 60 }, { rule: RELAXATION.breaks }];
    expect(stepsOf({ forbidden: false, steps })).toEqual(steps);
    expect(rulesOf({ forbidden: false, steps, forbiddenRules: [RELAXATION.breaks] })).toEqual([RELAXATION.overtime]);
    expect(rulesOf({ forbidden: false, forbiddenRules: [RELAXATION.timeWindows] })).not.toContain(
      RELAXATION.timeWindows,
    );
    expect(rulesOf({ forbidden: true, steps })).toEqual([]);
  });

  it('says how many visits may be left out', () => {
    expect(mayLeaveOut(undefined, 1000)).toBe(true);
    const steps = [{ rule: RELAXATION.leaveOut, maxCount: 2 }];
    expect(mayLeaveOut({ forbidden: false, steps }, 2)).toBe(true);
    expect(mayLeaveOut({ forbidden: false, steps }, 3)).toBe(false);
    expect(mayLeaveOut({ forbidden: false, forbiddenRules: [RELAXATION.leaveOut] }, 1)).toBe(false);
    expect(mayLeaveOut({ forbidden: true }, 1)).toBe(false);
  });

  it('is bent a little first, then twice as far each time, never further than allowed', () => {
    expect(rungs(3600, 14_400)).toEqual([3600, 7200, 14_400]);
    expect(rungs(3600, 10_000)).toEqual([3600, 7200, 10_000]);
    expect(rungs(3600, 1800)).toEqual([1800]);
    expect(rungs(3600, 0)).toEqual([]);
  });
});
