import { RelaxationRule } from '@solveig/proto/gen/solveig/model/v1/common';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { readRelaxation, withRelaxation } from './relax-words.ts';
import { solveOptionsOf } from './solve-options.ts';

const ROUTING = Problem.fromPartial({ kind: { $case: 'routing', value: {} } });

describe('the words for relaxing', () => {
  it('are steps in order, each with a limit in its own unit', () => {
    expect(readRelaxation('windows:90m,walking:1.5km,leave-out:3,mode')).toMatchObject({
      forbidden: false,
      steps: [
        { rule: RelaxationRule.RELAXATION_RULE_TIME_WINDOWS, maxSeconds: 5400 },
        { rule: RelaxationRule.RELAXATION_RULE_WALKING_LIMIT, maxMeters: 1500 },
        { rule: RelaxationRule.RELAXATION_RULE_LEAVE_OUT, maxCount: 3 },
        { rule: RelaxationRule.RELAXATION_RULE_TRAVEL_MODE },
      ],
    });
  });

  it.each([
    ['doors', /one of windows/],
    ['windows:2', /a time with a unit/],
    ['walking:2h', /a distance with a unit/],
    ['stops:1.5', /a whole number/],
    ['mode:3', /it has no limit/],
    ['windows:1h:2h', /one limit a step/],
  ])('are refused with what would be right: %s', (words, hint) => {
    expect(() => readRelaxation(words)).toThrow(hint);
  });

  it('replace the ladder of the problem, or forbid every step', () => {
    const relaxed = withRelaxation(ROUTING, 'leave-out');
    expect(relaxed.kind).toMatchObject({ value: { relaxation: { steps: [{}] } } });
    expect(withRelaxation(ROUTING, false).kind).toMatchObject({ value: { relaxation: { forbidden: true } } });
    expect(withRelaxation(ROUTING, undefined)).toBe(ROUTING);
    const linear = Problem.fromPartial({ kind: { $case: 'linear', value: {} } });
    expect(() => withRelaxation(linear, false)).toThrow(/for routing problems/);
  });
});

describe('the words for stopping early', () => {
  const file = { problem: ROUTING, options: undefined };

  it('are shares, in per cent or not, and times', () => {
    const options = solveOptionsOf(file, { stopAtGap: '2%', stopAtQuality: '.97', upgrade: true, upgradeBudget: '2m' });
    expect(options).toMatchObject({
      stopAtGap: 0.02,
      stopAtQuality: 0.97,
      upgradeInBackground: true,
      upgradeBudgetMillis: 120_000,
    });
  });

  it.each(['2', 'much', '120%', ''])('are refused where they are no share: %s', (stopAtGap) => {
    expect(() => solveOptionsOf(file, { stopAtGap })).toThrow(/give a share/);
  });
});
