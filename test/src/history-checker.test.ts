import { expect, test } from 'vitest';
import { type Anomaly, type ClientNote, checkHistory, type Transition } from './history-checker.ts';

/** A history in short: `QUEUED@0 RUNNING@1 SUCCEEDED@1`, state and epoch. */
function path(text: string, jobId = 'job'): Transition[] {
  const steps = text.split(' ').map((step) => step.split('@') as [string, string]);
  return steps.map(([to, epoch], i) => ({
    jobId,
    n: i + 1,
    from: steps[i - 1]?.[0] ?? null,
    to,
    epoch: Number(epoch),
    at: new Date(i),
  }));
}

function kinds(transitions: Transition[], notes: ClientNote[] = []): Anomaly['kind'][] {
  return checkHistory({ transitions, notes, effects: [] }).map((anomaly) => anomaly.kind);
}

test.each([
  'QUEUED@0 DISPATCHED@0 RUNNING@1 SUCCEEDED@1',
  'QUEUED@0 RUNNING@1 QUEUED@1 DISPATCHED@1 RUNNING@2 FAILED@2',
  'QUEUED@0 DISPATCHED@0 QUEUED@0 EXPIRED@0',
  'QUEUED@0 RUNNING@1 RUNNING@2 CANCELLED@2',
])('%s is as it should be', (text) => {
  expect(kinds(path(text))).toEqual([]);
});

test.each([
  ['QUEUED@0 SUCCEEDED@0', 'illegal-step'],
  ['QUEUED@0 RUNNING@0 SUCCEEDED@0', 'epoch-not-raised'],
  ['QUEUED@0 RUNNING@2 QUEUED@2 RUNNING@1 SUCCEEDED@2', 'epoch-not-raised'],
  ['QUEUED@0 RUNNING@1 SUCCEEDED@2', 'illegal-step'],
  ['QUEUED@0 RUNNING@1', 'never-ended'],
  ['RUNNING@1 SUCCEEDED@1', 'illegal-step'],
] as const)('%s is caught as %s', (text, kind) => {
  expect(kinds(path(text))).toEqual([kind]);
});

test('a second end, and any step behind the first, is caught', () => {
  expect(kinds(path('QUEUED@0 RUNNING@1 SUCCEEDED@1 FAILED@1'))).toEqual(['changed-after-end', 'two-ends']);
});

test('a step that is missing from the history is caught', () => {
  const [first, , ...rest] = path('QUEUED@0 DISPATCHED@0 RUNNING@1 SUCCEEDED@1');
  expect(kinds([first as Transition, ...rest])).toContain('gap');
});

test('a job that was accepted and is not there is lost, and a key that names two jobs is caught', () => {
  const done = 'QUEUED@0 CANCELLED@0';
  const accepted = (jobId: string): ClientNote => ({ kind: 'accepted', jobId, key: 'k' });
  expect(kinds([], [accepted('a')])).toEqual(['lost']);
  expect(kinds([...path(done, 'a'), ...path(done, 'b')], [accepted('a'), accepted('b')])).toEqual(['key-twice']);
});

test('what one client saw must be a path through the history', () => {
  const saw = (states: string): ClientNote[] =>
    states.split(' ').map((state, order) => ({ kind: 'saw', client: 'c', order, jobId: 'job', state }));
  const history = path('QUEUED@0 RUNNING@1 QUEUED@1 RUNNING@2 SUCCEEDED@2');
  expect(kinds(history, saw('QUEUED RUNNING RUNNING QUEUED SUCCEEDED'))).toEqual([]);
  expect(kinds(history, saw('SUCCEEDED RUNNING'))).toEqual(['read-back']);
  expect(kinds(history, saw('DISPATCHED'))).toEqual(['read-back']);
});

test('an effect that happened twice is caught', () => {
  const effect = { jobId: 'job', what: 'mail' };
  const history = { transitions: [], notes: [], effects: [effect, { ...effect }, { ...effect, what: 'other' }] };
  expect(checkHistory(history)).toEqual([{ kind: 'effect-twice', jobId: 'job', detail: 'mail: 2 times' }]);
});
