import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import type { ItineraryPlan } from '@solveig/proto/gen/solveig/model/v1/itinerary';
import type { LinearSolution } from '@solveig/proto/gen/solveig/model/v1/linear';
import {
  type Problem,
  QualitySource,
  type SolveResult,
  SolveStatus,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Unserved } from '@solveig/proto/gen/solveig/model/v1/routing';
import { amount, clock, distance, duration, nameOf, percent, table, word } from '../print.ts';
import { describePrediction } from './quote.ts';
import { describeRoutes } from './routes.ts';

const MOST_ROWS = 40;
/** Of each stop or place; the first is the cheapest to lift. */
const MOST_REASONS = 3;

/** A whole result for people. */
export function describeResult(result: SolveResult, problem: Problem | undefined): string {
  return [head(result), ...solution(result, problem), ...notes(result)].filter(Boolean).join('\n\n');
}

/** The same with the routes as the format of the problem's file writes them: its times and lengths are neither seconds nor metres. */
export function describeInstanceResult(result: SolveResult, routes: string | undefined): string {
  return [head(result), routes?.trimEnd() ?? '', ...notes(result)].filter(Boolean).join('\n\n');
}

function head(result: SolveResult): string {
  const status = word(nameOf(SolveStatus, result.status), 'SOLVE_STATUS_').toUpperCase();
  const parts = [status];
  if (result.value !== undefined) parts.push(`value ${amount(result.value)}`);
  if (result.bound !== undefined)
    parts.push(`bound ${amount(result.bound)}${result.boundSource ? ` (${result.boundSource})` : ''}`);
  if (result.gap !== undefined) parts.push(`gap ${percent(result.gap)}`);
  if (result.quality !== undefined)
    parts.push(`quality ${percent(result.quality)}${isGuess(result) ? ' (estimated)' : ''}`);
  if (result.strategy) parts.push(`by ${result.strategy}${result.degraded ? ' (degraded)' : ''}`);
  if (result.measures) parts.push(`in ${duration(result.measures.solveSeconds)}`);
  return parts.join('  ');
}

function isGuess({ qualitySource }: SolveResult): boolean {
  return qualitySource === QualitySource.QUALITY_SOURCE_ESTIMATE;
}

function solution(result: SolveResult, problem: Problem | undefined): string[] {
  const kind = result.solution?.kind;
  const names = namesOf(problem);
  switch (kind?.$case) {
    case 'routing':
      return [...describeRoutes(kind.value, names), unserved('Not served', kind.value.unserved, names)];
    case 'itinerary':
      return [...days(kind.value, names), unserved('Not visited', kind.value.unvisited, names)];
    case 'linear':
      return [columns(kind.value)];
    default:
      return [];
  }
}

/** Id -> name, for places and stops that have one. */
function namesOf(problem: Problem | undefined): ReadonlyMap<string, string> {
  const kind = problem?.kind;
  const named = kind?.$case === 'itinerary' ? kind.value.places : kind?.$case === 'routing' ? kind.value.stops : [];
  return new Map(named.filter((item) => item.name !== '').map((item) => [item.id, item.name]));
}

function days(plan: ItineraryPlan, names: ReadonlyMap<string, string>): string[] {
  return plan.days.map((day) => {
    const mealsAt = (place: number) =>
      day.meals
        .filter(({ visitsBefore }) => visitsBefore === place)
        .map((meal) => [clock(meal.startSeconds), clock(meal.endSeconds), `(${meal.mealId})`, '']);
    const rows = day.visits.flatMap((visit, i) => {
      const leg = day.legs.find((l) => l.toPlaceId === visit.placeId) ?? day.legs[i];
      const way = leg
        ? `${word(nameOf(TravelMode, leg.mode), 'TRAVEL_MODE_')} ${distance(leg.distanceMeters)}, ${duration(leg.durationSeconds)}`
        : '';
      const name = names.get(visit.placeId) ?? visit.placeId;
      return [...mealsAt(i), [clock(visit.startSeconds), clock(visit.departureSeconds), name, way]];
    });
    rows.push(...mealsAt(day.visits.length));
    const sum = `${day.date}: ${clock(day.startSeconds)}-${clock(day.endSeconds)}, ${day.visits.length === 1 ? '1 visit' : `${day.visits.length} visits`}, on foot ${distance(day.walkingMeters)}, in all ${distance(day.distanceMeters)}, free ${duration(day.freeSeconds)}`;
    return `${sum}\n${rows.length > 0 ? table(['from', 'to', 'place', 'way there'], rows) : '(nothing planned)'}`;
  });
}

function columns(plan: LinearSolution): string {
  const hasCost = plan.columns.some((column) => column.reducedCost !== undefined);
  const shown = plan.columns.slice(0, MOST_ROWS);
  const rows = shown.map((column) => [
    column.name,
    amount(column.value),
    ...(hasCost ? [column.reducedCost === undefined ? '' : amount(column.reducedCost)] : []),
  ]);
  const more =
    plan.columns.length > shown.length ? `\n… and ${plan.columns.length - shown.length} more (--json shows all)` : '';
  const text =
    rows.length > 0 ? table(['column', 'value', ...(hasCost ? ['reduced cost'] : [])], rows) : 'every column is 0';
  return `objective ${amount(plan.objective)}\n${text}${more}`;
}

function unserved(title: string, items: readonly Unserved[], names: ReadonlyMap<string, string>): string {
  if (items.length === 0) return '';
  const lines = items.slice(0, MOST_ROWS).map((item) => {
    const name = names.get(item.id);
    // The message says the price in words: money of a route, minutes of a trip.
    const reasons = item.reasons.slice(0, MOST_REASONS).map(({ message }) => `    - ${message}`);
    const title = `  ${name && name !== item.id ? `${name} (${item.id})` : item.id}`;
    return [title, ...(reasons.length > 0 ? reasons : ['    - it did not fit'])].join('\n');
  });
  const more = items.length > lines.length ? [`  … and ${items.length - lines.length} more`] : [];
  return [`${title}: ${items.length}`, ...lines, ...more].join('\n');
}

function notes(result: SolveResult): string[] {
  const lines: string[] = [];
  for (const relaxation of result.relaxations) {
    lines.push(
      `relaxed: ${relaxation.message || `${relaxation.subjectId} ${relaxation.from} -> ${relaxation.to}`} (price ${amount(relaxation.price)})`,
    );
  }
  if (result.explanation?.summary) {
    lines.push(result.explanation.summary);
    if (result.explanation.conflict.length > 0) lines.push(`in conflict: ${result.explanation.conflict.join(', ')}`);
    lines.push('What would help: `solveig explain FILE`, or `solveig explain --job ID` of a job.');
  }
  for (const attempt of result.attempts) {
    if (attempt.cause) lines.push(`${attempt.strategy} did not answer: ${attempt.cause}`);
  }
  lines.push(...result.warnings.map((warning) => `note: ${warning}`));
  if (result.upgradeJobId)
    lines.push(`job ${result.upgradeJobId} goes on in the background: solveig watch ${result.upgradeJobId}`);
  const predicted = describePrediction(result);
  if (predicted) lines.push(predicted);
  if (result.budgetWasDefault) lines.push(`note: no budget was given, so ${duration(result.budgetMillis / 1000)} held`);
  return lines.length > 0 ? [lines.join('\n')] : [];
}
