import type { CostPart, EvaluateResponse, PlanViolation } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { amount, distance, duration, table } from '../print.ts';

const MOST_ROWS = 40;
/** Figures matter less where rules are broken. */
const MOST_FIGURES = 10;

/** What a plan is worth and what it breaks, for people. */
export function describeEvaluation(response: EvaluateResponse): string {
  const { violations, violationCount, warnings } = response;
  const broken = violations.filter(({ misstated }) => !misstated);
  const misstated = violations.filter((one) => one.misstated);
  const rules = broken.slice(0, MOST_ROWS);
  const figures = misstated.slice(0, rules.length > 0 ? MOST_FIGURES : MOST_ROWS);
  const listed = [violationsTable('Broken rules', rules), violationsTable('Figures that are not right', figures)];
  const more = violationCount - rules.length - figures.length;
  if (more > 0) listed.push(`… and ${more} more (--json lists up to 1,000)`);
  const notes = warnings.map((warning) => `note: ${warning}`);
  if (rules.some(({ rule }) => rule === 'WRONG_TIME')) notes.push(`note: ${TIMES}`);
  return [head(response), ...listed, notes.join('\n')].filter(Boolean).join('\n\n');
}

const TIMES = 'a route or day that is given without times, only with the order of its visits, is timed for you';

function head({ feasible, value, costParts, violationCount }: EvaluateResponse): string {
  const parts = [feasible ? 'FEASIBLE' : 'NOT FEASIBLE'];
  parts.push(value === undefined ? 'no value: a part of the plan has none' : `value ${amount(value)}`);
  if (violationCount > 0) parts.push(violationCount === 1 ? '1 violation' : `${violationCount} violations`);
  const rows = costParts.map((part) => [word(part.name), amount(part.amount), quantity(part)]);
  return [parts.join('  '), ...(rows.length > 0 ? [table(['part of the value', 'amount', 'for'], rows)] : [])].join(
    '\n',
  );
}

function quantity({ quantity: count, unit }: CostPart): string {
  return measured(count, unit);
}

function violationsTable(title: string, violations: readonly PlanViolation[]): string {
  if (violations.length === 0) return '';
  const rows = violations.map(({ rule, path, subjectId, amount: by, unit, message }) => [
    word(rule),
    path,
    subjectId,
    unit === '' && by === 1 ? '' : measured(by, unit),
    message,
  ]);
  return `${title}\n${table(['rule', 'where', 'id', 'by', 'what'], rows)}`;
}

const ONE: Readonly<Record<string, string>> = {
  vehicles: 'vehicle',
  stops: 'stop',
  days: 'day',
  visits: 'visit',
  legs: 'leg',
  changes: 'change',
};

function measured(count: number, unit: string): string {
  if (unit === 's') return duration(count);
  if (unit === 'm') return distance(Math.round(count));
  // Units that are counted come in the plural; names of capacity dimensions stay as they are.
  const one = count === 1 ? ONE[unit] : undefined;
  return `${amount(count)} ${one ?? unit}`.trimEnd();
}

function word(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}
