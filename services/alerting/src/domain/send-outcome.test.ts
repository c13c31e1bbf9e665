import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomeOfStatus } from './send-outcome.ts';

test.each([
  [200, 'sent'],
  [204, 'sent'],
  [301, 'fatal'],
  [400, 'fatal'],
  [404, 'fatal'],
  [408, 'retry'],
  [410, 'fatal'],
  [429, 'retry'],
  [500, 'retry'],
  [501, 'fatal'],
  [503, 'retry'],
])('HTTP %i means %s', (status, kind) => {
  expect(outcomeOfStatus(status, '').kind).toBe(kind);
});

test('only 410 closes a channel', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
      const outcome = outcomeOfStatus(status, '');
      expect(outcome.kind === 'fatal' && outcome.disableChannel === true).toBe(status === 410);
    }),
  );
});

test('a request for patience is passed on', () => {
  expect(outcomeOfStatus(429, 'slow down', 2000)).toEqual({
    kind: 'retry',
    error: 'HTTP 429: slow down',
    retryAfterMs: 2000,
  });
});
