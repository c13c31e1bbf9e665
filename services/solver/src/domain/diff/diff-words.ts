import { durationWords, listWords } from '#domain/explain/measure-words';
import type { ColumnChange } from './column-diff.ts';
import type { VisitChange, VisitChangeKind, VisitDiff } from './visit-diff.ts';

/** The two values. */
export interface ValueChange {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** There is a plan, which states no value. */
  readonly isUnstated?: { readonly before: boolean; readonly after: boolean };
}

/** From 120.50 to 110.00 (10.50 less, 8.7 %). */
export function valueWords({ before, after, isUnstated }: ValueChange): string {
  if (before === undefined && after === undefined) return 'Neither has a value.';
  if (before === undefined) {
    const none = isUnstated?.before ? 'The plan before states no value' : 'There was no answer';
    return `${none}; the value is ${short(after ?? 0)} now.`;
  }
  if (after === undefined) {
    return `The value was ${short(before)}; ${isUnstated?.after ? 'the plan after states none' : 'there is no answer now'}.`;
  }
  const by = after - before;
  if (Math.abs(by) <= 1e-9 * Math.max(1, Math.abs(before))) return `The value stays ${short(after)}.`;
  const share = before === 0 ? '' : `, ${((100 * Math.abs(by)) / Math.abs(before)).toFixed(1)} %`;
  return `The value goes from ${short(before)} to ${short(after)} (${short(Math.abs(by))} ${by < 0 ? 'less' : 'more'}${share}).`;
}

/** What happens to visits, a few of each named. */
export function visitWords({ changes, shifts }: VisitDiff): string {
  const sentences = (['moved', 'reordered', 'added', 'dropped'] as const).flatMap((kind) => {
    const of = changes.filter((change) => change.kind === kind);
    return of.length === 0 ? [] : [`${of.length} ${KIND_WORDS[kind]}: ${listWords(of.map(changeWords))}.`];
  });
  if (shifts.shifted > 0) {
    const others = shifts.shifted === 1 ? '1 visit stays' : `${shifts.shifted} visits stay`;
    sentences.push(
      `${others} in place at another time, by ${durationWords(shifts.meanSeconds)} on average, at most ${durationWords(shifts.mostSeconds)} (${shifts.mostId}).`,
    );
  }
  return sentences.length > 0 ? sentences.join(' ') : 'Every visit stays where and when it was.';
}

export function columnWords(changes: readonly ColumnChange[]): string {
  if (changes.length === 0) return 'No column changes.';
  const named = changes.map(({ name, before, after }) => `${name} ${short(before)} -> ${short(after)}`);
  return `${changes.length} ${changes.length === 1 ? 'column changes' : 'columns change'}: ${listWords(named)}.`;
}

const KIND_WORDS: Readonly<Record<VisitChangeKind, string>> = {
  moved: 'served by another vehicle or on another day',
  reordered: 'in another order',
  added: 'served now',
  dropped: 'left out now',
};

function changeWords({ kind, id, from, to }: VisitChange): string {
  if (kind === 'moved') return `${id} (${from?.route} -> ${to?.route})`;
  return kind === 'added' ? `${id} (${to?.route})` : kind === 'dropped' ? `${id} (${from?.route})` : id;
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 1 ? 4 : 2);
}
