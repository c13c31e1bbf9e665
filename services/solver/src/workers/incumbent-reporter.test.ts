import { expect, it } from 'vitest';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { ThreadMessage } from './messages.ts';

function setUp(encodeMs = 1) {
  let nowMs = 0;
  const told: string[] = [];
  const post = (message: ThreadMessage) =>
    void told.push(`${nowMs} ${message.type} ${message.type === 'incumbent' ? message.incumbent.value : ''}`.trim());
  const reporter = new IncumbentReporter({ id: 1, beganMs: 0, now: () => nowMs, post });
  const report = (value: number) =>
    reporter.report({ solution: {}, value, iterations: 0 }, 'highs', () => {
      nowMs += encodeMs;
      return new Uint8Array();
    });
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { reporter, report, wait, told };
}

it('an improvement is kept before it is told, and told at most four times a second', () => {
  const { report, wait, told } = setUp();
  for (let value = 10; value > 0; value--) {
    report(value);
    wait(49);
  }
  expect(told).toEqual(['50 checkpoint', '50 incumbent 9', '345 checkpoint', '345 incumbent 3']);
});

it('a solve that is over at once tells nothing on the way: its last improvement goes with the result', () => {
  const { reporter, report, wait, told } = setUp();
  report(2);
  wait(10);
  report(1);
  expect(reporter.untold()).toMatchObject({ value: 1, elapsedSeconds: 0.01, strategy: 'highs' });
  expect(reporter.untold()).toBeUndefined();
  expect(told).toEqual([]);
});

it('what waits is told as soon as a stop rule is asked in time', () => {
  const { reporter, report, wait, told } = setUp();
  wait(20);
  report(2);
  report(1);
  wait(100);
  reporter.flushIfDue();
  expect(told.at(-1)).toBe('21 incumbent 2');
  wait(200);
  reporter.flushIfDue();
  expect(told.at(-1)).toMatch(/incumbent 1$/);
});

it('keeping answers that are costly to check takes a twentieth of the time, after the first', () => {
  const { report, wait, told } = setUp(50);
  for (let n = 0; n < 40; n++) {
    report(-n);
    wait(250);
  }
  expect(told.filter((line) => line.includes('incumbent')).length).toBeGreaterThan(30);
  expect(told.filter((line) => line.includes('checkpoint')).length).toBeLessThan(12);
});

it('an improvement that came too soon after another to be kept is kept later, though it was told', () => {
  const { reporter, report, wait, told } = setUp(100);
  wait(20);
  report(2);
  wait(250);
  report(1);
  expect(told).toEqual(['120 checkpoint', '120 incumbent 2', '370 incumbent 1']);
  wait(140);
  reporter.flushIfDue();
  expect(told).toHaveLength(3);
  wait(20);
  reporter.flushIfDue();
  expect(told.at(-1)).toBe('630 checkpoint');
  reporter.flushIfDue();
  expect(told).toHaveLength(4);
});
