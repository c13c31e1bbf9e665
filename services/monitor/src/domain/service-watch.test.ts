import { describe, expect, it } from 'vitest';
import { AlertLedger } from './alert-ledger.ts';
import { applyServiceWatch, observeProbe, partReportOf, probeTimeoutMs, type WatchedService } from './service-watch.ts';

const DOWN = { answered: false, detail: 'nobody listens there' } as const;
const READY = { answered: true, isReady: true, detail: 'ready' } as const;

function watch() {
  let service: WatchedService = { name: 'distance', misses: 0, last: undefined };
  let ledger = new AlertLedger({ firing: [], nowMs: 0, newId: () => 'x' });
  return {
    step: (probe: typeof DOWN | typeof READY) => {
      service = observeProbe(service, probe);
      ledger = new AlertLedger({ firing: ledger.allFiring(), nowMs: 0, newId: () => 'y' });
      applyServiceWatch(service, { maxMisses: 3, tenant: 'default' }, ledger);
      return ledger.changes.map((c) => `${c.change} ${c.alert.name} ${c.alert.scope.service}`);
    },
    level: () => partReportOf(service, 3).level,
    timeoutMs: () => probeTimeoutMs(service, { maxMisses: 3, timeoutMs: 2000 }),
  };
}

describe('watching a service', () => {
  it('raises an alert at the third miss in a row and resolves it with the first answer', () => {
    const w = watch();
    expect([DOWN, DOWN, DOWN, DOWN, READY].map(w.step)).toEqual([
      [],
      [],
      ['raised ServiceDown distance'],
      [],
      ['resolved ServiceDown distance'],
    ]);
  });

  it('forgives two misses', () => {
    const w = watch();
    expect([DOWN, DOWN, READY, DOWN, DOWN].flatMap(w.step)).toEqual([]);
  });

  it('has patience with the probe that would call it down, and with those after it', () => {
    const w = watch();
    const timeouts = [DOWN, DOWN, DOWN, DOWN, READY, DOWN].map((probe) => {
      const timeoutMs = w.timeoutMs();
      w.step(probe);
      return timeoutMs;
    });
    expect(timeouts).toEqual([2000, 2000, 8000, 8000, 8000, 2000]);
  });

  it('is unknown before the first answer, degraded after a miss, critical when down', () => {
    const w = watch();
    expect(w.level()).toBe('unknown');
    w.step(DOWN);
    expect(w.level()).toBe('degraded');
    w.step(DOWN);
    w.step(DOWN);
    expect(w.level()).toBe('critical');
    w.step(READY);
    expect(w.level()).toBe('healthy');
  });
});
