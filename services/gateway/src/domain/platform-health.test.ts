import { describe, expect, it } from 'vitest';
import { platformHealth } from './platform-health.ts';

const ok = (name: string) => ({ name, status: 'ok' as const, detail: '' });

describe('the health of the platform', () => {
  it('is healthy only when every part says so', () => {
    expect(platformHealth([ok('solver'), ok('monitor')])).toEqual({ level: 'healthy', reasons: [] });
    expect(platformHealth([ok('solver'), { name: 'monitor', status: 'unknown', detail: '' }]).level).toBe('degraded');
  });

  it('is critical when nothing can be solved, and says why', () => {
    const health = platformHealth([{ name: 'solver', status: 'down', detail: 'it does not answer' }, ok('monitor')]);
    expect(health).toEqual({ level: 'critical', reasons: ['solver is down: it does not answer'] });
  });

  it('is degraded when a part that only helps is down', () => {
    expect(platformHealth([ok('solver'), { name: 'alerting', status: 'down', detail: '' }]).level).toBe('degraded');
  });
});
