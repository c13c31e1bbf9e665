import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertScope } from './alert.ts';
import { AlertLedger } from './alert-ledger.ts';
import { GUIDE_RULES } from './rules.ts';
import { emptyTally, type Tally } from './tally.ts';
import { applyThreshold, judge, THRESHOLD_RULES, type ThresholdRule } from './threshold-rules.ts';

const RULES = GUIDE_RULES.thresholds;
const SCOPE: AlertScope = { tenant: 'default', kind: 'routing', templateId: '', service: 'solver' };

function ruleOf(alertName: string): ThresholdRule {
  return THRESHOLD_RULES.find((r) => r.alertName === alertName) as ThresholdRule;
}

const SUCCESS = ruleOf('SuccessRateLow');
const ERRORS = ruleOf('ErrorRateHigh');
const RESPONSE = ruleOf('ResponseTimeHigh');
const CACHE = ruleOf('CacheHitLow');

function tally(facts: Partial<Tally>): Tally {
  return { ...emptyTally(), ...facts };
}

let made = 0;
function ledgerWith(firing: AlertLedger | undefined, nowMs = 0): AlertLedger {
  return new AlertLedger({ firing: firing?.allFiring() ?? [], nowMs, newId: () => `id-${++made}` });
}

describe('a threshold', () => {
  it('is silent on too little data, however bad', () => {
    expect(judge(SUCCESS, tally({ succeeded: 0, failed: 19 }), RULES).level).toBe('unknown');
    expect(judge(SUCCESS, tally({ succeeded: 0, failed: 20 }), RULES).level).toBe('critical');
  });

  it('speaks only when the whole interval is past it', () => {
    // 10 % failed of 30: the interval reaches down to 3.5 %, which would be fine.
    expect(judge(SUCCESS, tally({ succeeded: 27, failed: 3 }), RULES).level).toBe('healthy');
    expect(judge(SUCCESS, tally({ succeeded: 270, failed: 30 }), RULES).level).toBe('degraded');
    expect(judge(SUCCESS, tally({ succeeded: 240, failed: 60 }), RULES).level).toBe('critical');
  });

  it('counts as errors only what broke', () => {
    expect(judge(ERRORS, tally({ succeeded: 60, failed: 40, errors: 0 }), RULES).level).toBe('healthy');
    expect(judge(ERRORS, tally({ succeeded: 60, failed: 40, errors: 40 }), RULES).level).toBe('critical');
  });

  it('judges the 95th percentile by the share of slow answers', () => {
    expect(judge(RESPONSE, tally({ succeeded: 100, slowWarning: 4 }), RULES).level).toBe('healthy');
    expect(judge(RESPONSE, tally({ succeeded: 100, slowWarning: 20 }), RULES).level).toBe('degraded');
    expect(judge(RESPONSE, tally({ succeeded: 100, slowWarning: 20, slowCritical: 20 }), RULES).level).toBe('critical');
  });

  it('takes a solve, not a cell, as one observation of the cache', () => {
    expect(judge(CACHE, tally({ withCells: 5, cacheMisses: 1_000_000 }), RULES).level).toBe('unknown');
    expect(judge(CACHE, tally({ withCells: 100, cacheHits: 2000, cacheMisses: 8000 }), RULES).level).toBe('critical');
    expect(judge(CACHE, tally({ withCells: 100, cacheHits: 9000, cacheMisses: 1000 }), RULES).level).toBe('healthy');
  });

  it('never calls a window worse when it has fewer failures', () => {
    const severity = { unknown: 0, healthy: 0, degraded: 1, critical: 2 };
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 500 }), fc.integer({ min: 1, max: 500 }), (total, some) => {
        const failed = Math.min(some, total);
        const worse = judge(SUCCESS, tally({ succeeded: total - failed, failed }), RULES).level;
        const better = judge(SUCCESS, tally({ succeeded: total - failed + 1, failed: failed - 1 }), RULES).level;
        expect(severity[better]).toBeLessThanOrEqual(severity[worse]);
      }),
    );
  });
});

describe('the alert of a threshold', () => {
  const window = (succeeded: number, failed: number) => ({ scope: SCOPE, tally: tally({ succeeded, failed }) });

  it('is raised once, worsens, eases and resolves, each with its own id', () => {
    const told: string[] = [];
    let ledger = ledgerWith(undefined);
    const step = (succeeded: number, failed: number) => {
      ledger = ledgerWith(ledger);
      applyThreshold(SUCCESS, window(succeeded, failed), RULES, ledger);
      told.push(ledger.changes.map((c) => `${c.change} ${c.alert.severity}`).join(', '));
    };
    step(100, 0);
    step(270, 30);
    step(270, 30);
    step(200, 100);
    step(280, 20);
    step(300, 0);
    expect(told).toEqual([
      '',
      'raised warning',
      '',
      'resolved warning, raised critical',
      'resolved critical, raised warning',
      'resolved warning',
    ]);
  });

  it('holds while the share itself is still past the threshold, so that it does not flap', () => {
    const raised = ledgerWith(undefined);
    applyThreshold(SUCCESS, window(270, 30), RULES, raised);
    const held = ledgerWith(raised);
    // 7 % of 100: the interval alone would no longer raise it.
    applyThreshold(SUCCESS, window(93, 7), RULES, held);
    expect(judge(SUCCESS, tally({ succeeded: 93, failed: 7 }), RULES).level).toBe('healthy');
    expect(held.changes).toEqual([]);
    expect(held.seenIds()).toHaveLength(1);
  });

  it('stays while data runs out', () => {
    const raised = ledgerWith(undefined);
    applyThreshold(SUCCESS, window(0, 100), RULES, raised);
    const later = ledgerWith(raised);
    applyThreshold(SUCCESS, window(3, 0), RULES, later);
    expect(later.changes).toEqual([]);
  });

  it('says figures in the direction of its threshold', () => {
    const ledger = ledgerWith(undefined);
    applyThreshold(SUCCESS, window(60, 40), RULES, ledger);
    expect(ledger.changes[0]?.alert).toMatchObject({ value: 0.6, threshold: 0.9, severity: 'critical' });
    expect(ledger.changes[0]?.alert.description).toContain('100 routing solves');
  });
});
