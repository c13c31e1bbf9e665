import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_ATTEMPTS, parseRetryAfter, retryDelayMs } from './retry-schedule.ts';

const middle = { maxAttempts: MOST_ATTEMPTS, random: 0.5 };

test('attempts are dense at first and rare later', () => {
  const delays = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, i) => retryDelayMs({ ...middle, attempts: i + 1 }));
  expect(delays.map((ms) => (ms ?? 0) / 1000)).toEqual([1, 2, 5, 10, 30, 60, 300, 1800, 7200, 18_000, 36_000]);
});

test('after the last attempt there is no next one', () => {
  expect(retryDelayMs({ ...middle, attempts: MOST_ATTEMPTS })).toBeUndefined();
  expect(retryDelayMs({ ...middle, attempts: 2, maxAttempts: 2 })).toBeUndefined();
});

test('a destination that asks for patience gets it, up to an hour', () => {
  expect(retryDelayMs({ ...middle, attempts: 1, retryAfterMs: 7000 })).toBe(7000);
  expect(retryDelayMs({ ...middle, attempts: 1, retryAfterMs: 10 })).toBe(1000);
  expect(retryDelayMs({ ...middle, attempts: 1, retryAfterMs: 1e12 })).toBe(3_600_000);
});

test('jitter stays within a fifth', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, random) => {
      const base = retryDelayMs({ attempts, maxAttempts: 99, random: 0.5 }) as number;
      const delay = retryDelayMs({ attempts, maxAttempts: 99, random }) as number;
      expect(Math.abs(delay - base)).toBeLessThanOrEqual(base / 5 + 1);
    }),
  );
});

test('Retry-After is read as seconds or as a date', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(parseRetryAfter('3', now)).toBe(3000);
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9000);
  expect(parseRetryAfter('Thu, 01 Jan 2025 00:00:09 GMT', now)).toBe(0);
  expect(parseRetryAfter('soon', now)).toBeUndefined();
  expect(parseRetryAfter(undefined, now)).toBeUndefined();
});
