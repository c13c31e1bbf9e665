import { expect, test } from 'vitest';
import type { Alert } from './alert.ts';
import { currentAlerts, newsFor, priorityOf, snapshotOf } from './group-snapshot.ts';

const alert = (id: string, fingerprint: string, status: 'firing' | 'resolved') =>
  ({ id, fingerprint, status }) as Alert;

test('an alert that came back under another id is one alert that fires', () => {
  const kept = currentAlerts([alert('old', 'f', 'resolved'), alert('new', 'f', 'firing'), alert('x', 'g', 'resolved')]);
  expect(kept.map((a) => a.id)).toEqual(['new', 'x']);
  expect(snapshotOf(kept)).toEqual({ firing: ['f'], resolved: ['g'] });
});

test('news are alerts in a state that the channel has not heard of', () => {
  const told = { firing: ['f', 'g'], resolved: [], at: new Date(0) };
  const alerts = [alert('1', 'f', 'firing'), alert('2', 'g', 'resolved'), alert('3', 'h', 'firing')];
  expect(newsFor(told, alerts).map((a) => a.id)).toEqual(['2', '3']);
  expect(newsFor(undefined, alerts)).toHaveLength(3);
});

test('the worst goes first, and a first message before additions and repeats', () => {
  const order = [
    priorityOf('critical', 'first'),
    priorityOf('critical', 'new_alerts'),
    priorityOf('critical', 'repeat'),
  ];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(priorityOf('error', 'first')).toBeGreaterThan(priorityOf('critical', 'repeat'));
});
