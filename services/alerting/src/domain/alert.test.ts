import { expect, test } from 'vitest';
import { type Alert, mergeAlert, severityRank, worstSeverity } from './alert.ts';
import { fingerprintOf } from './labels.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const labels = { alertname: 'SolveRegression', severity: 'critical', tenant: 'default' };

function alert(change: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    tenant: 'default',
    name: 'SolveRegression',
    severity: 'critical',
    status: 'firing',
    labels,
    fingerprint: fingerprintOf(labels),
    annotations: {},
    value: 1.6,
    threshold: 1.5,
    startedAt: at(10),
    endedAt: undefined,
    jobId: 'j1',
    traceId: '',
    ...change,
  };
}

test('the first event of an alert is taken as it is', () => {
  expect(mergeAlert(undefined, alert())).toEqual({ take: alert() });
});

test('a resolution ends a firing alert and keeps its beginning', () => {
  const merged = mergeAlert(alert(), alert({ status: 'resolved', startedAt: at(12), endedAt: at(20) }));
  expect(merged).toEqual({ take: alert({ status: 'resolved', startedAt: at(10), endedAt: at(20) }) });
});

test('a firing event that arrives after the resolution does not raise the alert again', () => {
  const resolved = alert({ status: 'resolved', endedAt: at(20) });
  expect(mergeAlert(resolved, alert())).toEqual({ ignore: 'late_firing' });
});

test('a firing that began after the known end raises the alert again', () => {
  const resolved = alert({ status: 'resolved', endedAt: at(20) });
  expect(mergeAlert(resolved, alert({ startedAt: at(30) }))).toEqual({ take: alert({ startedAt: at(30) }) });
});

test('a resolution of an earlier life does not end the present one', () => {
  const again = alert({ startedAt: at(30) });
  expect(mergeAlert(again, alert({ status: 'resolved', endedAt: at(20) }))).toEqual({ ignore: 'late_resolved' });
});

test('a second resolution is nothing new', () => {
  const resolved = alert({ status: 'resolved', endedAt: at(20) });
  expect(mergeAlert(resolved, resolved)).toEqual({ ignore: 'nothing_new' });
});

test('an unknown severity ranks as the mildest', () => {
  expect(severityRank('fatal-ish')).toBe(severityRank('info'));
  expect(worstSeverity(['info', 'error', 'warning'])).toBe('error');
  expect(worstSeverity([])).toBe('info');
});
