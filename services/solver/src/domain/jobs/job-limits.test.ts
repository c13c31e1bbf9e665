import { expect, test } from 'vitest';
import { appetiteOf, dispatchRoom, verdictOnUnclaimed } from './job-limits.ts';

test('a worker looks ahead only when its jobs are short', () => {
  expect(appetiteOf(4, 30)).toBe(4);
  expect(appetiteOf(4, 0.05)).toBe(12);
  expect(appetiteOf(4, 0)).toBe(68);
});

test('what is on its way and what runs both count against the room', () => {
  expect(dispatchRoom({ appetite: 4, dispatched: 5, running: 4 })).toBe(3);
  expect(dispatchRoom({ appetite: 1, dispatched: 9, running: 0 })).toBe(0);
});

test('the message of a job that ended, went back or was sent again is done with', () => {
  const row = { state: 'SUCCEEDED', dispatch_n: 1, lease_seconds: null, is_free: false };
  expect(verdictOnUnclaimed(row, 1)).toBe('done');
  expect(verdictOnUnclaimed({ ...row, state: 'QUEUED' }, 1)).toBe('done');
  expect(verdictOnUnclaimed({ ...row, state: 'RUNNING', dispatch_n: 2, lease_seconds: 9 }, 1)).toBe('done');
  expect(verdictOnUnclaimed(undefined, 1)).toBe('done');
});

test('the message of a job that another holds comes back when its lease ends', () => {
  const row = { state: 'RUNNING', dispatch_n: 1, lease_seconds: 20, is_free: false };
  expect(verdictOnUnclaimed(row, 1)).toEqual({ againInMs: 20_100 });
  expect(verdictOnUnclaimed({ ...row, state: 'DISPATCHED', lease_seconds: null, is_free: true }, 1)).toEqual({
    againInMs: 100,
  });
});
