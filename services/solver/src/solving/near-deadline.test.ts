import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type NearDeadline, watchDeadline } from './near-deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs for so long with a budget of 30 s; what was told. */
async function told(runsMs: number, budgetMs = 30_000): Promise<NearDeadline[]> {
  const heard: NearDeadline[] = [];
  const run = watchDeadline(
    Date.now() + budgetMs,
    (near) => heard.push(near),
    () => new Promise<void>((resolve) => setTimeout(resolve, runsMs)),
  );
  await vi.advanceTimersByTimeAsync(2 * budgetMs);
  await run;
  return heard;
}

describe('a solve that nears its deadline', () => {
  it('is told once, when 25 of its 30 seconds are used', async () => {
    expect(await told(29_000)).toEqual([{ elapsedSeconds: 25, budgetSeconds: 30 }]);
  });

  it('is not told of when it ended before', async () => {
    expect(await told(24_900)).toEqual([]);
  });

  it('is not told of with a budget of under a second: its end comes as soon', async () => {
    expect(await told(900, 950)).toEqual([]);
  });

  it('is not told of after it failed', async () => {
    const tell = vi.fn();
    await expect(
      watchDeadline(Date.now() + 30_000, tell, () => Promise.reject(new Error('no worker'))),
    ).rejects.toThrow('no worker');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tell).not.toHaveBeenCalled();
  });
});
