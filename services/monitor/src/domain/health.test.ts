import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, NO_DECIDER } from './alert.ts';
import { type HealthInput, healthOf } from './health.ts';
import { GUIDE_RULES } from './rules.ts';
import { emptyTally, type Tally } from './tally.ts';

function input(facts: Partial<Omit<HealthInput, 'tally'>> & { tally?: Partial<Tally> } = {}): HealthInput {
  return {
    p95Seconds: undefined,
    firing: [],
    comparedTemplates: 0,
    parts: [
      { name: 'solver', level: 'healthy', reason: 'ready' },
      { name: 'consumer', level: 'healthy', reason: 'It keeps up.' },
    ],
    ...facts,
    tally: { ...emptyTally(), ...facts.tally },
  };
}

const health = (facts: Parameters<typeof input>[0]) => healthOf(input(facts), GUIDE_RULES);
const FINE = { solves: 100, succeeded: 100 };

describe('health', () => {
  it('is unknown, without a score, when there is too little data: never healthy by default', () => {
    const { level, score, dimensions, recommendations } = health({});
    expect(level).toBe('unknown');
    expect(score).toBeUndefined();
    expect(dimensions.find((d) => d.name === 'success')?.reason).toBe(
      'Insufficient data: 0 solves in the last 300 s, 20 are needed.',
    );
    expect(recommendations).toHaveLength(1);
  });

  it('is healthy with enough good solves', () => {
    expect(health({ tally: FINE, p95Seconds: 0.1 })).toMatchObject({ level: 'healthy', recommendations: [] });
    expect(health({ tally: FINE, p95Seconds: 0.1 }).score).toBeGreaterThan(95);
  });

  it('is critical when answers fail, and says what to do', () => {
    const { level, recommendations, score } = health({ tally: { solves: 100, succeeded: 50, failed: 50, errors: 50 } });
    expect(level).toBe('critical');
    expect(score).toBeLessThan(30);
    expect(recommendations.join(' ')).toContain('solveig jobs --state failed');
  });

  it('is critical when a service does not answer, even without any solve', () => {
    const parts = [{ name: 'distance', level: 'critical' as const, reason: 'does not answer' }];
    expect(health({ parts }).level).toBe('critical');
  });

  it('is at most degraded by a cold cache', () => {
    const tally = { ...FINE, withCells: 100, cacheMisses: 1000 };
    const { level, dimensions } = health({ tally });
    expect(dimensions.find((d) => d.name === 'cache')?.level).toBe('critical');
    expect(level).toBe('degraded');
  });

  it('is degraded while a template is slower than its past', () => {
    const alert: Alert = {
      id: 'a',
      name: 'SolveRegression',
      severity: 'warning',
      scope: { tenant: 'default', kind: 'routing', templateId: 'tour', service: 'solver' },
      aspect: 'solve_seconds',
      summary: 'tour is slow',
      description: '',
      value: 2,
      threshold: 1.5,
      annotations: { ratio: '2' },
      decider: NO_DECIDER,
      dedupKey: '',
      status: 'firing',
      startedAtMs: 0,
      endedAtMs: undefined,
      seenAtMs: 0,
      resolution: '',
    };
    const { level, dimensions } = health({ tally: FINE, firing: [alert], comparedTemplates: 3 });
    expect(level).toBe('degraded');
    const nameless = health({ tally: FINE, firing: [alert], comparedTemplates: 3, isNameless: true });
    expect(nameless.recommendations.join(' ')).toMatch(/own past: 1 of the templates\./);
    expect(JSON.stringify(nameless)).not.toContain('tour');
    expect(dimensions.find((d) => d.name === 'baseline')).toMatchObject({ value: 2, level: 'degraded' });
  });

  it('gives no score from too little data, even when something is known to be bad', () => {
    const parts = [{ name: 'distance', level: 'critical' as const, reason: 'does not answer' }];
    expect(health({ parts, tally: { succeeded: 3 } })).toMatchObject({ level: 'critical', score: undefined });
  });

  it('shows rates with their interval', () => {
    const errors = health({ tally: { succeeded: 95, failed: 5, errors: 5 } }).dimensions.find(
      (d) => d.name === 'errors',
    );
    expect(errors?.value).toBeCloseTo(0.05);
    expect(errors?.low).toBeLessThan(0.05);
    expect(errors?.high).toBeGreaterThan(0.05);
  });

  it('has a score from 0 to 100 that does not rise with more failures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 0, max: 300 }), (total, some) => {
        const failed = Math.min(some, total - 1);
        const score = (f: number) => health({ tally: { succeeded: total - f, failed: f, errors: f } }).score as number;
        expect(score(failed)).toBeGreaterThanOrEqual(0);
        expect(score(failed)).toBeLessThanOrEqual(100);
        expect(score(failed + 1)).toBeLessThanOrEqual(score(failed));
      }),
    );
  });
});
