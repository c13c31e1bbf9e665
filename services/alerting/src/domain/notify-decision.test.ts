import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GroupSnapshot, makesMessage, type NotifiedState, notifyReason } from './notify-decision.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const rules = { sendResolved: true, repeatIntervalMs: 60 * 60_000, now: at(10) };
const told = (firing: string[], resolved: string[] = []) => ({ firing, resolved, at: at(0) });
const group = (firing: string[], resolved: string[] = []) => ({ firing, resolved });

describe('a channel is told', () => {
  test('of the first firing alert', () => {
    expect(notifyReason(undefined, group(['a']), rules)).toBe('first');
  });
  test('of nothing when the alert ended before anybody heard of it', () => {
    expect(notifyReason(undefined, group([], ['a']), rules)).toBe('nothing_new');
  });
  test('of an alert that joins', () => {
    expect(notifyReason(told(['a']), group(['a', 'b']), rules)).toBe('new_alerts');
  });
  test('of nothing when the same alerts go on', () => {
    expect(notifyReason(told(['a', 'b']), group(['b']), rules)).toBe('nothing_new');
  });
  test('when the last alert ends, once', () => {
    expect(notifyReason(told(['a']), group([], ['a']), rules)).toBe('all_resolved');
    expect(notifyReason(told([], ['a']), group([], ['a']), rules)).toBe('nothing_new');
  });
  test('when one of several alerts ends, if it wants to hear of ends', () => {
    expect(notifyReason(told(['a', 'b']), group(['a'], ['b']), rules)).toBe('new_resolved');
    const silent = { ...rules, sendResolved: false };
    expect(notifyReason(told(['a', 'b']), group(['a'], ['b']), silent)).toBe('nothing_new');
  });
  test('again after the repeat interval', () => {
    expect(notifyReason(told(['a']), group(['a']), { ...rules, now: at(59) })).toBe('nothing_new');
    expect(notifyReason(told(['a']), group(['a']), { ...rules, now: at(60) })).toBe('repeat');
  });
  test('of an alert that comes back after its end as of a first one', () => {
    expect(notifyReason(told([], ['a']), group(['a']), rules)).toBe('first');
  });
});

test('an end that a channel does not want to hear of is remembered without a message', () => {
  expect(makesMessage('all_resolved', false)).toBe(false);
  expect(makesMessage('all_resolved', true)).toBe(true);
  expect(makesMessage('nothing_new', true)).toBe(false);
});

test('whatever comes and goes, a channel has heard of everything that fires, and of the end of all that it heard of', () => {
  const step = fc.record({ alert: fc.constantFrom('a', 'b', 'c', 'd'), does: fc.constantFrom('fire', 'end', 'flush') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const firing = new Set<string>();
      const ended = new Set<string>();
      const heard = new Set<string>();
      let state: NotifiedState | undefined;
      const flush = () => {
        const now: GroupSnapshot = { firing: [...firing], resolved: [...ended] };
        const reason = notifyReason(state, now, rules);
        if (reason !== 'nothing_new') state = { ...now, at: rules.now };
        if (makesMessage(reason, true)) {
          for (const alert of firing) heard.add(alert);
          for (const alert of ended) heard.delete(alert);
        }
        ended.clear();
      };
      for (const { alert, does } of steps) {
        if (does === 'flush') flush();
        if (does === 'fire') {
          firing.add(alert);
          ended.delete(alert);
        }
        if (does === 'end' && firing.delete(alert)) ended.add(alert);
      }
      flush();
      expect([...heard].sort()).toEqual([...firing].sort());
    }),
  );
});
