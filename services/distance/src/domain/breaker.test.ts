import { describe, expect, it } from 'vitest';
import { Breaker, DEFAULT_BREAKER } from './breaker.ts';

function fail(breaker: Breaker, times: number, nowMs = 0) {
  for (let i = 0; i < times; i++) breaker.failed('call', nowMs, { ms: 10, error: 'connection refused' });
}

describe('a breaker', () => {
  it('opens after three failures and says why', () => {
    const breaker = new Breaker();
    fail(breaker, 2);
    expect(breaker.admit(0)).toBe('call');
    fail(breaker, 1);
    expect(breaker.state(0)).toBe('open');
    expect(breaker.admit(9_999)).toBe('refused');
    expect(breaker.lastError).toBe('connection refused');
  });

  it('stays closed while fewer than half of the last 20 calls fail', () => {
    const breaker = new Breaker();
    for (let i = 0; i < 200; i++) {
      if (i % 5 < 3) breaker.succeeded('call', 0, 10);
      else breaker.failed('call', 0, { ms: 10, error: 'x' });
      expect(breaker.state(0)).toBe('closed');
    }
    expect(breaker.failureRatio).toBeCloseTo(0.4);
  });

  it('opens when most calls are slow though they succeed', () => {
    const breaker = new Breaker();
    for (let i = 0; i < 3; i++) breaker.succeeded('call', 0, DEFAULT_BREAKER.slowCallMs + 1);
    expect(breaker.state(0)).toBe('open');
  });

  it('lets one probe through when its time is up, and closes when that is answered', () => {
    const breaker = new Breaker();
    fail(breaker, 3);
    expect(breaker.state(10_000)).toBe('half-open');
    expect(breaker.admit(10_000)).toBe('probe');
    expect(breaker.admit(10_000)).toBe('refused');
    breaker.succeeded('probe', 10_001, 5);
    expect(breaker.admit(10_002)).toBe('call');
    expect(breaker.failureRatio).toBe(0);
  });

  it('doubles its time, up to five minutes, with every probe that fails', () => {
    const breaker = new Breaker();
    fail(breaker, 3);
    let nowMs = 0;
    for (const openMs of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      expect(breaker.state(nowMs + openMs - 1)).toBe('open');
      nowMs += openMs;
      expect(breaker.admit(nowMs)).toBe('probe');
      breaker.failed('probe', nowMs, { ms: 1, error: 'still down' });
    }
  });

  it('may be probed again when a probe was given up', () => {
    const breaker = new Breaker();
    fail(breaker, 3);
    expect(breaker.admit(10_000)).toBe('probe');
    breaker.abandoned('probe');
    expect(breaker.admit(10_000)).toBe('probe');
  });

  it('is not moved by calls that began before it opened', () => {
    const breaker = new Breaker();
    fail(breaker, 3);
    expect(breaker.admit(10_000)).toBe('probe');
    breaker.succeeded('call', 10_000, 10);
    expect(breaker.admit(10_000)).toBe('refused');
    expect(breaker.state(10_000)).toBe('half-open');
  });
});
