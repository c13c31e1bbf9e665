import { SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import {
  type AnswerFigures,
  type CostPartChange,
  type PlanDiff,
  type VisitChange,
  VisitChange_Kind,
} from '@solveig/proto/gen/solveig/solver/v1/diff';
import { amount, clock, distance, nameOf, percent, table, word } from '../print.ts';

const MOST_ROWS = 40;

/** What changed between two answers, for people. */
export function describeDiff(diff: PlanDiff): string {
  const { summary, before, after, costParts, visits, visitChangeCount, columns, columnChangeCount } = diff;
  const more = Math.max(visitChangeCount, columnChangeCount) - MOST_ROWS;
  return [
    summary,
    before && after ? figures(before, after) : '',
    costParts.length > 0 ? parts(costParts) : '',
    visits.length > 0 ? changes(visits.slice(0, MOST_ROWS)) : '',
    columns.length > 0 ? columnsTable(columns.slice(0, MOST_ROWS)) : '',
    more > 0 ? `… and ${more} more (--json lists up to 1,000)` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function figures(before: AnswerFigures, after: AnswerFigures): string {
  const row = (name: string, read: (one: AnswerFigures) => string) => [name, read(before), read(after)];
  const optional = (value: number | undefined, words: (value: number) => string) =>
    value === undefined ? '-' : words(value);
  const rows = [
    row('status', ({ status }) => word(nameOf(SolveStatus, status), 'SOLVE_STATUS_')),
    row('value', ({ value }) => optional(value, amount)),
    row('bound', ({ bound }) => optional(bound, amount)),
    row('gap', ({ gap }) => optional(gap, percent)),
    row('by', ({ strategy, degraded }) => `${strategy || '-'}${degraded ? ' (degraded)' : ''}`),
    row('routes', ({ routes }) => String(routes)),
    row('visits', ({ visits }) => String(visits)),
    row('left out', ({ leftOut }) => String(leftOut)),
    row('rules bent', ({ relaxations }) => String(relaxations)),
    row('way', ({ distanceMeters }) => distance(distanceMeters)),
  ];
  return table(
    ['', 'before', 'after'],
    rows.filter(([, a, b]) => !(isNothing(a) && isNothing(b))),
  );
}

function isNothing(text: string | undefined): boolean {
  return text === '-' || text === '0' || text === '0 m';
}

function parts(costParts: readonly CostPartChange[]): string {
  const rows = costParts.map(({ name, before, after }) => {
    const [was, is] = [before?.amount ?? 0, after?.amount ?? 0];
    return [name.replaceAll('_', ' '), amount(was), amount(is), signed(is - was)];
  });
  return table(['part of the value', 'before', 'after', 'change'], rows);
}

function changes(visits: readonly VisitChange[]): string {
  const rows = visits.map(({ kind, id, from, to, fromStartSeconds, toStartSeconds }) => [
    word(nameOf(VisitChange_Kind, kind), 'KIND_'),
    id,
    at(from, fromStartSeconds),
    at(to, toStartSeconds),
  ]);
  return table(['what', 'id', 'before', 'after'], rows);
}

function at(route: string, startSeconds: number | undefined): string {
  return startSeconds === undefined ? '-' : `${route} ${clock(startSeconds)}`;
}

function columnsTable(columns: readonly PlanDiff['columns'][number][]): string {
  const rows = columns.map(({ name, before, after }) => [name, amount(before), amount(after), signed(after - before)]);
  return table(['column', 'before', 'after', 'change'], rows);
}

function signed(change: number): string {
  const rounded = amount(change);
  return change > 0 ? `+${rounded}` : rounded;
}
