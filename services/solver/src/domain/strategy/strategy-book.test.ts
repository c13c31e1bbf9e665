import { describe, expect, it } from 'vitest';
import { StrategyBook } from './strategy-book.ts';
import type { AttemptOutcome } from './strategy-chain.ts';

const declared = (name: string, more: object = {}) => ({ name, alwaysAnswers: false, isConstruction: false, ...more });

function book() {
  const visits = [
    declared('search'),
    declared('descent'),
    declared('construction', { isConstruction: true }),
    declared('emergency', { alwaysAnswers: true }),
  ];
  return new StrategyBook({ routing: visits, linear: [declared('highs')] });
}

const setting = (name: string, position: number, enabled = true) => ({ kind: 'routing', name, enabled, position });
const ended = (outcome: AttemptOutcome, seconds = 1) => [{ strategy: 'search', outcome, cause: 'it broke', seconds }];

function fail(strategies: StrategyBook, times: number, outcome: AttemptOutcome = 'failed') {
  for (let i = 0; i < times; i++) strategies.settle('routing', ended(outcome), 0);
}

describe('the plan of a solve', () => {
  it('is every strategy as declared when nothing was set', () => {
    expect(book().plan('routing')).toEqual({ strategies: ['search', 'descent', 'construction', 'emergency'] });
    expect(book().plan('linear')).toEqual({ strategies: ['highs'] });
  });

  it('follows what was set, with the one that always answers on and last', () => {
    const strategies = book();
    strategies.apply([setting('emergency', 0, false), setting('descent', 1), setting('search', 2, false)]);
    expect(strategies.plan('routing')).toEqual({ strategies: ['descent', 'construction', 'emergency'] });
    expect(strategies.list('routing').map(({ name, position }) => [name, position])).toEqual([
      ['descent', 1],
      ['search', 2],
      ['construction', 3],
      ['emergency', 4],
    ]);
    strategies.apply([]);
    expect(strategies.plan('routing').strategies[0]).toBe('search');
  });

  it('in emergency mode builds without a search, and says so', () => {
    const strategies = book();
    strategies.mode = 'emergency';
    expect(strategies.plan('routing')).toMatchObject({
      strategies: ['construction', 'emergency'],
      degradedBy: expect.stringContaining('emergency mode'),
    });
  });
});

describe('the breaker of a strategy', () => {
  it.each(['failed', 'wrong_answer'] as const)('takes it out after three times %s in a row', (outcome) => {
    const strategies = book();
    fail(strategies, 2, outcome);
    expect(strategies.plan('routing').strategies).toContain('search');
    fail(strategies, 1, outcome);
    expect(strategies.plan('routing')).toEqual({
      strategies: ['descent', 'construction', 'emergency'],
      degradedBy: 'the strategy search is out: it failed 3 times in a row: it broke',
    });
  });

  it('does not mind that nothing was found in time, nor failures with answers between them', () => {
    const strategies = book();
    fail(strategies, 10, 'no_answer');
    for (let i = 0; i < 5; i++) {
      fail(strategies, 2);
      strategies.settle('routing', ended('answered'), 0);
    }
    expect(strategies.plan('routing').strategies).toContain('search');
  });

  it('asks for a probe after a while, puts the strategy back when it is answered, and waits twice as long when not', () => {
    const strategies = book();
    fail(strategies, 3);
    expect(strategies.dueProbes(29_999)).toEqual([]);
    expect(strategies.dueProbes(30_000)).toEqual([{ kind: 'routing', name: 'search' }]);
    strategies.probed('routing', 'search', 'still broken', 30_000);
    expect(strategies.dueProbes(89_999)).toEqual([]);
    expect(strategies.dueProbes(90_000)).toHaveLength(1);
    // A solve that began before it was taken out is no probe.
    strategies.settle('routing', ended('answered'), 90_000);
    expect(strategies.plan('routing').strategies).not.toContain('search');
    strategies.probed('routing', 'search', undefined, 91_000);
    expect(strategies.plan('routing')).toEqual({ strategies: ['search', 'descent', 'construction', 'emergency'] });
    expect(strategies.list('routing')[0]).toMatchObject({ isTakenOut: false, detail: '', lastCheckMs: 91_000 });
  });

  it('never takes out the one that always answers', () => {
    const strategies = book();
    const broken = [{ strategy: 'emergency', outcome: 'failed' as const, cause: 'x', seconds: 0 }];
    for (let i = 0; i < 5; i++) strategies.settle('routing', broken, 0);
    expect(strategies.plan('routing').strategies).toContain('emergency');
  });
});

describe('the counts of a strategy', () => {
  it('are successes, failures by cause and the median of its last hundred times', () => {
    const strategies = book();
    strategies.settle('routing', ended('skipped', 9), 0);
    for (let seconds = 1; seconds <= 201; seconds++) strategies.settle('routing', ended('answered', seconds), 0);
    fail(strategies, 2);
    fail(strategies, 1, 'no_answer');
    expect(strategies.list('routing')[0]).toMatchObject({ successes: 201, failures: { failed: 2, no_answer: 1 } });
    expect(strategies.list('routing')[0]?.p50Seconds).toBeGreaterThan(140);
    expect(strategies.list('routing')[1]).toMatchObject({ successes: 0, failures: {}, p50Seconds: undefined });
    strategies.settle('routing', [{ strategy: 'unknown', outcome: 'failed', cause: '', seconds: 0 }], 0);
  });
});
