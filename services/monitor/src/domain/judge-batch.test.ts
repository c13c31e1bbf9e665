import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from './alert.ts';
import { AlertLedger } from './alert-ledger.ts';
import type { Baseline } from './baseline.ts';
import type { EndedSolve } from './ended-solve.ts';
import { exampleSolve } from './example-solve.test-data.ts';
import { alertKeysOf, baselineKeysOf, judgeBatch } from './judge-batch.ts';
import { applyNoData } from './no-data.ts';
import { GUIDE_RULES, type Rules } from './rules.ts';

const RULES: Rules = { ...GUIDE_RULES, instant: { solveSecondsCritical: 10 } };

/** A monitor without IO: baselines and firing alerts live on from batch to batch. */
function monitor(rules = RULES) {
  const baselines = new Map<string, Baseline>();
  let firing: Alert[] = [];
  let ids = 0;
  const open = (nowMs: number) => new AlertLedger({ firing, nowMs, newId: () => `a${++ids}` });
  const close = (ledger: AlertLedger) => {
    const seen = new Set(ledger.seenIds());
    firing = ledger.allFiring().map((a) => (seen.has(a.id) ? { ...a, seenAtMs: clock } : a));
    return ledger.changes.map((c) => `${c.change} ${c.alert.name}${c.alert.aspect ? ` ${c.alert.aspect}` : ''}`);
  };
  let clock = 0;
  return {
    feed: (solves: readonly EndedSolve[], nowMs = 0) => {
      clock = nowMs;
      const ledger = open(nowMs);
      judgeBatch(solves, baselines, rules, ledger);
      return close(ledger);
    },
    wait: (nowMs: number) => {
      const ledger = open(nowMs);
      applyNoData(ledger, nowMs, rules.noDataMs);
      return close(ledger);
    },
    firing: () => firing.map((a) => a.name),
  };
}

const times = (count: number, facts: Partial<EndedSolve>) =>
  Array.from({ length: count }, (_, i) => exampleSolve({ jobId: `j${i}`, ...facts }));

describe('judging solves', () => {
  it('raises a regression of a fixed-iteration template once and resolves it when it is fast again', () => {
    const m = monitor();
    expect(m.feed(times(60, { solveSeconds: 1 }))).toEqual([]);
    expect(m.feed(times(10, { solveSeconds: 1.6 }))).toEqual(['raised SolveRegression solve_seconds']);
    expect(m.feed(times(30, { solveSeconds: 1.6 }))).toEqual([]);
    expect(m.feed(times(10, { solveSeconds: 1 }))).toEqual(['resolved SolveRegression solve_seconds']);
  });

  it('does not call an engine slow that used a larger budget', () => {
    const m = monitor();
    const anytime = { stopReason: 'time', firstAnswerSeconds: 0.1, gap: 0.05 } as const;
    m.feed(times(60, { ...anytime, solveSeconds: 2, iterations: 2000 }));
    expect(m.feed(times(40, { ...anytime, solveSeconds: 9, iterations: 9000 }))).toEqual([]);
  });

  it('judges an engine that is cut off by first answer, gap and pace', () => {
    const m = monitor();
    const anytime = {
      stopReason: 'time',
      solveSeconds: 5,
      firstAnswerSeconds: 0.2,
      gap: 0.05,
      iterations: 5000,
    } as const;
    m.feed(times(60, anytime));
    const worse = { ...anytime, firstAnswerSeconds: 0.5, gap: 0.1, iterations: 2000 };
    expect(m.feed(times(10, worse)).sort()).toEqual([
      'raised SolveRegression first_answer_seconds',
      'raised SolveRegression gap',
      'raised SolveRegression seconds_per_iteration',
    ]);
  });

  it('compares templates only with themselves', () => {
    const m = monitor();
    m.feed(times(60, { templateId: 'a', solveSeconds: 1 }));
    expect(m.feed(times(60, { templateId: 'b', solveSeconds: 5 }))).toEqual([]);
    expect(m.feed(times(60, { templateId: 'a', tenant: 'other', solveSeconds: 5 }))).toEqual([]);
  });

  it('says at once that the verifier refused an answer', () => {
    const m = monitor();
    const solve = exampleSolve({ wrongAnswers: [{ strategy: 'savings', cause: 'capacity of v1 exceeded' }] });
    expect(m.feed([solve, solve])).toEqual(['raised WrongAnswer']);
    expect(m.feed(times(30, {}), 1000)).toEqual([]);
    expect(m.wait(RULES.noDataMs)).toEqual(['resolved WrongAnswer']);
  });

  it('raises a single slow solve and ends it with the next one in time', () => {
    const m = monitor();
    expect(m.feed([exampleSolve({ solveSeconds: 11 }), exampleSolve({ solveSeconds: 12 })])).toEqual([
      'raised SlowSolve',
    ]);
    expect(m.feed([exampleSolve({ solveSeconds: 1 })])).toEqual(['resolved SlowSolve']);
  });

  it('ends an alert of which nothing was heard for long, and not earlier', () => {
    const m = monitor();
    m.feed([exampleSolve({ solveSeconds: 11 })], 0);
    m.feed([exampleSolve({ solveSeconds: 11 })], 500_000);
    expect(m.wait(1_000_000)).toEqual([]);
    expect(m.wait(500_000 + RULES.noDataMs)).toEqual(['resolved SlowSolve']);
    expect(m.firing()).toEqual([]);
  });

  it('gives the same alerts however the events are cut into batches', () => {
    const stream = [
      ...times(40, { solveSeconds: 1 }),
      exampleSolve({ solveSeconds: 12 }),
      ...times(15, { solveSeconds: 2 }),
      ...times(15, { solveSeconds: 1 }),
    ];
    const whole = monitor().feed(stream);
    expect(whole.length).toBeGreaterThan(2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 80, maxLength: 80 }), (lengths) => {
        const m = monitor();
        const told: string[] = [];
        let at = 0;
        for (const length of lengths) {
          told.push(...m.feed(stream.slice(at, at + length)));
          at += length;
        }
        expect(told).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('takes a regression that lasts two days as the new normal, and notices the next one', () => {
    const m = monitor();
    m.feed(times(60, { solveSeconds: 1 }));
    m.feed(times(10, { solveSeconds: 2 }), 1000);
    const later = 1000 + RULES.regression.expiresMs;
    expect(m.feed(times(1, { solveSeconds: 2 }), later - 1)).toEqual([]);
    expect(m.feed(times(60, { solveSeconds: 2 }), later)).toEqual(['resolved SolveRegression solve_seconds']);
    expect(m.feed(times(10, { solveSeconds: 4 }), later)).toEqual(['raised SolveRegression solve_seconds']);
  });

  it('names every baseline and alert that it may touch', () => {
    const solves = [
      exampleSolve({ wrongAnswers: [{ strategy: 's', cause: '' }], stopReason: 'time', gap: 0.1 }),
      exampleSolve({ templateId: '' }),
    ];
    const baselines = new Map<string, Baseline>();
    const ledger = new AlertLedger({ firing: [], nowMs: 0, newId: () => 'id' });
    judgeBatch(solves, baselines, RULES, ledger);
    expect(baselineKeysOf(solves)).toHaveLength(baselines.size);
    const keys = alertKeysOf(solves).map((k) => k.dedupKey);
    for (const { alert } of ledger.changes) expect(keys).toContain(alert.dedupKey);
    expect(keys).toHaveLength(2 + 1 + 4);
  });
});
