import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { afterQuestions, anyOf, deadline, neverStop } from './stop-rules.ts';

describe('stop rules', () => {
  it('a deadline stops for good once the clock has passed it', () => {
    let now = 0;
    const stop = deadline(() => now, 10, 1);
    expect(stop()).toBe(false);
    now = 10;
    expect(stop()).toBe(true);
    now = 0;
    expect(stop()).toBe(true);
  });

  it('a deadline reads the clock once in so many questions', () => {
    let reads = 0;
    const stop = deadline(() => ++reads, 1e9, 16);
    for (let i = 0; i < 64; i++) stop();
    expect(reads).toBe(4);
  });

  it('any of several rules stops', () => {
    const stop = anyOf(neverStop, afterQuestions(1));
    expect(stop()).toBe(false);
    expect(stop()).toBe(true);
  });
});

describe('random numbers', () => {
  it('repeat for a seed and differ between seeds, zero among them', () => {
    const first = (seed: number) => {
      const random = new Random(seed);
      return [random.bits(), random.bits(), random.bits()];
    };
    expect(first(7)).toEqual(first(7));
    expect(new Set([0, 1, 2, -1].map((seed) => first(seed).join())).size).toBe(4);
    expect(first(0).every((bits) => bits > 0)).toBe(true);
  });

  it('fill their range evenly', () => {
    const random = new Random(1);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) {
      const drawn = random.below(5);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
