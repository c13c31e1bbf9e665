import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTurns, rateOf } from './rate.ts';

describe('rates', () => {
  it('count answers, never more callers at once than asked for', async () => {
    let inFlight = 0;
    let most = 0;
    const call = async () => {
      most = Math.max(most, ++inFlight);
      await delay(5);
      inFlight--;
    };
    const perSecond = await rateOf(call, { concurrency: 4, seconds: 0.2 });
    expect(most).toBe(4);
    expect(perSecond).toBeGreaterThan(0);
    expect(perSecond).toBeLessThanOrEqual(4 * 200);
  });

  it('end with the first call that fails', async () => {
    const call = () => Promise.reject(new Error('refused'));
    await expect(rateOf(call, { concurrency: 2, seconds: 5 })).rejects.toThrow('refused');
  });

  it('of two sides are taken in turns, every other round in reverse, and give each side its median', async () => {
    const order: string[] = [];
    let n = 0;
    const side = (name: string) => async () => {
      order.push(name);
      return ++n;
    };
    expect(await inTurns(3, [side('a'), side('b')])).toEqual([4, 3]);
    expect(order.join('')).toBe('abbaab');
  });
});
