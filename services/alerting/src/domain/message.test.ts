import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from './alert.ts';
import { fingerprintOf } from './labels.ts';
import { clip, messageOf, oneLine } from './message.ts';
import { notificationOf } from './notification.ts';

const started = new Date('2026-01-01T10:00:00Z');

function alert(id: string, change: Partial<Alert> = {}, extra: Record<string, string> = {}): Alert {
  const labels = { alertname: 'SolveRegression', severity: 'critical', tenant: 'acme', ...extra };
  return {
    id,
    tenant: 'acme',
    name: 'SolveRegression',
    severity: labels.severity,
    status: 'firing',
    labels,
    fingerprint: fingerprintOf(labels),
    annotations: { summary: `solves of ${id} are slow`, baseline: '1.00' },
    value: 1.6180339,
    threshold: 1.5,
    startedAt: started,
    endedAt: undefined,
    jobId: 'job-1',
    traceId: 'abc',
    ...change,
  };
}

const notify = (alerts: Alert[], maxAlerts = 100) =>
  notificationOf({
    groupKey: '{}:{}',
    receiver: 'ops',
    tenant: 'acme',
    groupLabels: { alertname: 'SolveRegression' },
    beganAt: started,
    reason: 'first',
    alerts,
    maxAlerts,
  });

describe('a notification', () => {
  test('puts firing alerts first and takes the worst severity', () => {
    const ended = alert('b', { status: 'resolved', endedAt: started, severity: 'critical' });
    const made = notify([ended, alert('a', { severity: 'warning' }), alert('c', { severity: 'error' })]);
    expect(made.alerts.map((a) => a.id)).toEqual(['c', 'a', 'b']);
    expect(made.status).toBe('firing');
    expect(made.severity).toBe('error');
  });
  test('is resolved when nothing fires any more', () => {
    expect(notify([alert('a', { status: 'resolved', endedAt: started })]).status).toBe('resolved');
  });
  test('carries a bounded number of alerts and counts the others', () => {
    const many = Array.from({ length: 500 }, (_, i) => alert(`a${i}`, {}, { template_id: `t${i}` }));
    const made = notify(many, 20);
    expect(made.alerts).toHaveLength(20);
    expect(made.truncatedAlerts).toBe(480);
    expect(messageOf(made, '').title).toBe('[FIRING:500] SolveRegression (critical)');
    expect(made.commonLabels).not.toHaveProperty('template_id');
  });
  test('survives JSON', () => {
    const made = notify([alert('a')]);
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });
});

describe('a message', () => {
  test('says what was measured, since when, and where to look', () => {
    const message = messageOf(notify([alert('a', {}, { template_id: 'night-plan' })]), 'https://ops.example/');
    expect(message.title).toBe('[FIRING:1] SolveRegression night-plan (critical)');
    expect(message.items[0]?.title).toBe('solves of a are slow');
    const facts = Object.fromEntries(message.items[0]?.facts.map((f) => [f.name, f.value]) ?? []);
    expect(facts).toMatchObject({ Measured: '1.618 (limit 1.5)', Since: '2026-01-01 10:00:00 UTC', baseline: '1.00' });
    expect(message.items[0]?.links).toEqual([{ title: 'Job', url: 'https://ops.example/api/v1/jobs/job-1' }]);
  });
  test('turns green and says how long it took when all is well again', () => {
    const ended = alert('a', { status: 'resolved', endedAt: new Date('2026-01-01T11:02:03Z') });
    const message = messageOf(notify([ended]), '');
    expect(message).toMatchObject({ title: '[RESOLVED] SolveRegression (critical)', color: '#1e8449', symbol: '✅' });
    expect(message.items[0]?.facts.find((f) => f.name === 'Until')?.value).toContain('after 1 h 2 min 3 s');
  });
  test('a runbook that is not a web address is shown, not linked', () => {
    const item = (runbook: string) => messageOf(notify([alert('a', { annotations: { runbook } })]), '').items[0];
    expect(item('docs/runbooks/slow.md')?.links).toEqual([]);
    expect(item('javascript:alert(1)')?.links).toEqual([]);
    expect(item('https://x.example/slow')?.links).toEqual([{ title: 'Runbook', url: 'https://x.example/slow' }]);
  });
  test('a title is one short line, whatever the labels hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const title = messageOf(notify([alert('a', {}, { alertname: name })]), '').title;
        expect([...title].length).toBeLessThanOrEqual(150);
        expect(title).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

test('text is cut between characters, not inside them', () => {
  expect(clip('😀😀😀', 2)).toBe('😀…');
  expect(oneLine('a\r\nb\u2028c', 10)).toBe('a b c');
});
