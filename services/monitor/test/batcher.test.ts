import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batcher } from '../src/batcher.ts';

describe('a batcher', () => {
  it('keeps the order, never exceeds its size, and never runs two batches at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10 }), async (count, most) => {
        const seen: number[] = [];
        let running = 0;
        const batcher = new Batcher<number>({ maxItems: most, gatherMs: 1 }, async (items) => {
          expect(++running).toBe(1);
          expect(items.length).toBeLessThanOrEqual(most);
          await new Promise((resolve) => setImmediate(resolve));
          seen.push(...items);
          running--;
          return [];
        });
        const numbers = Array.from({ length: count }, (_, i) => i);
        await Promise.all(numbers.map((n) => batcher.add(n)));
        expect(seen).toEqual(numbers);
      }),
      { numRuns: 40 },
    );
  });

  it('waits for more until it is full', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number>({ maxItems: 3, gatherMs: 60_000 }, async (items) => {
      sizes.push(items.length);
      return [];
    });
    const first = batcher.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes).toEqual([]);
    await Promise.all([first, batcher.add(2), batcher.add(3)]);
    expect(sizes).toEqual([3]);
  });

  it('fails the items that failed, and all of a batch that failed as a whole', async () => {
    const batcher = new Batcher<string>({ maxItems: 10, gatherMs: 1 }, async (items) => {
      if (items.includes('worst')) throw new Error('all');
      return items.map((item) => (item === 'bad' ? new Error('one') : undefined));
    });
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((item) => batcher.add(item)));
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const next = await Promise.allSettled(['a', 'worst'].map((item) => batcher.add(item)));
    expect(next.map((o) => o.status)).toEqual(['rejected', 'rejected']);
    await expect(batcher.add('after')).resolves.toBeUndefined();
  });
});
