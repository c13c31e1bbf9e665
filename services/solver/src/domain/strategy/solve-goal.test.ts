import { describe, expect, it } from 'vitest';
import { GoalWatch, goalGap, reachedBy } from './solve-goal.ts';

describe('what is good enough', () => {
  it('is the gap that was asked for, or the one that the quality allows, whichever comes first', () => {
    expect(goalGap({ gap: 0.02 })).toBe(0.02);
    expect(goalGap({ quality: 0.9 })).toBeCloseTo(0.1);
    expect(goalGap({ gap: 0.02, quality: 0.9 })).toBeCloseTo(0.1);
    expect(goalGap({})).toBeUndefined();
  });

  it('says which wish was met, the gap before the quality', () => {
    expect(reachedBy({ gap: 0.05, quality: 0.9 }, 0.04)).toBe('gap');
    expect(reachedBy({ gap: 0.05, quality: 0.9 }, 0.08)).toBe('quality');
    expect(reachedBy({ gap: 0.05, quality: 0.9 }, 0.2)).toBeUndefined();
    expect(reachedBy(undefined, 0)).toBeUndefined();
  });

  it('is reached by the better of the two bounds that are known', () => {
    const watch = new GoalWatch({ gap: 0.1 }, 50);
    watch.seen(100, undefined);
    expect(watch.reached).toBeUndefined();
    watch.seen(100, 95);
    expect(watch.reached).toBe('gap');
  });

  it('is never reached where nothing is proved', () => {
    const watch = new GoalWatch({ gap: 0.9 });
    watch.seen(1, undefined);
    expect(watch.reached).toBeUndefined();
  });
});
