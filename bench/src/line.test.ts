import { describe, expect, it } from 'vitest';
import { atMost, shareOf } from './line.ts';
import { tableOf } from './report.ts';

describe('a figure', () => {
  it('is met by a value up to its target when there is nothing to compare it with', () => {
    expect(atMost('start', 5.996, 's', 6)).toEqual({
      figure: 'start',
      value: 6,
      unit: 's',
      ceiling: null,
      ratio: null,
      target: 6,
      met: true,
    });
    expect(atMost('start', 6.1, 's', 6).met).toBe(false);
  });

  it('is met by a share from its target on when there is a ceiling', () => {
    const line = shareOf('jobs', { value: 300, ceiling: 500 }, 'jobs/s', 0.6);
    expect(line).toMatchObject({ value: 300, ceiling: 500, ratio: 0.6, target: 0.6, met: true });
    expect(shareOf('jobs', { value: 299, ceiling: 500 }, 'jobs/s', 0.6).met).toBe(false);
  });

  it('stands in a table with its own kind of target', () => {
    const table = tableOf([
      atMost('start', 7, 's', 6),
      shareOf('jobs', { value: 300, ceiling: 500 }, 'jobs/s', 0.6),
      atMost('latency', 9, 'ms', 4, 3),
    ]).split('\n');
    expect(table[1]).toMatch(/^start\s+7\s+s\s+-\s+-\s+<= 6\s+NO$/);
    expect(table[2]).toMatch(/^jobs\s+300\s+jobs\/s\s+500\s+0\.6\s+>= 0\.6\s+yes$/);
    expect(table[3]).toMatch(/^latency\s+9\s+ms\s+3\s+3\s+<= 4\s+NO$/);
  });
});
