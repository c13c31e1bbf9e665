import { describe, expect, test } from 'vitest';
import { nextFlushAfter, planOfJoin } from './flush-schedule.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000);
const rules = { now: at(100), groupWaitMs: 10_000, groupIntervalMs: 60_000, startedAt: at(100) };

describe('an alert that joins', () => {
  test('an empty group waits for company', () => {
    expect(planOfJoin(undefined, rules)).toEqual({ beganAt: at(100), nextFlushAt: at(110) });
  });
  test('an empty group does not wait when it is critical', () => {
    expect(planOfJoin(undefined, { ...rules, groupWaitMs: 0 }).nextFlushAt).toEqual(at(100));
  });
  test('an empty group does not wait when it began long ago', () => {
    expect(planOfJoin(undefined, { ...rules, startedAt: at(80) }).nextFlushAt).toEqual(at(100));
  });
  test('a group that waits does not put it off', () => {
    const waiting = { hasMembers: true, beganAt: at(95), lastFlushAt: undefined, nextFlushAt: at(105) };
    expect(planOfJoin(waiting, rules)).toEqual({ beganAt: at(95), nextFlushAt: at(105) });
  });
  test('a group that was told lately is told after the interval', () => {
    const told = { hasMembers: true, beganAt: at(50), lastFlushAt: at(60), nextFlushAt: at(3600) };
    expect(planOfJoin(told, rules)).toEqual({ beganAt: at(50), nextFlushAt: at(120) });
  });
  test('a group that was told long ago is told at once', () => {
    const told = { hasMembers: true, beganAt: at(1), lastFlushAt: at(2), nextFlushAt: at(3600) };
    expect(planOfJoin(told, rules).nextFlushAt).toEqual(at(100));
  });
  test('a group that just emptied begins anew but keeps its distance', () => {
    const emptied = { hasMembers: false, beganAt: at(50), lastFlushAt: at(90), nextFlushAt: undefined };
    expect(planOfJoin(emptied, { ...rules, groupWaitMs: 0 })).toEqual({ beganAt: at(100), nextFlushAt: at(150) });
  });
  test('a group that emptied long ago is like a new one', () => {
    const emptied = { hasMembers: false, beganAt: at(1), lastFlushAt: at(2), nextFlushAt: undefined };
    expect(planOfJoin(emptied, rules)).toEqual({ beganAt: at(100), nextFlushAt: at(110) });
  });
});

describe('after a flush', () => {
  const after = { now: at(100), groupIntervalMs: 10_000, repeatIntervalMs: 600_000, firing: 1, toldAt: [at(100)] };
  test('an empty group needs no timer', () => {
    expect(nextFlushAfter({ ...after, firing: 0 })).toBeUndefined();
  });
  test('a group that fires is looked at again', () => {
    expect(nextFlushAfter(after)).toEqual(at(160));
  });
  test('a repeat is not missed and does not spin', () => {
    expect(nextFlushAfter({ ...after, toldAt: [at(100), at(-470)] })).toEqual(at(130));
    expect(nextFlushAfter({ ...after, repeatIntervalMs: 1 })).toEqual(at(110));
  });
});
