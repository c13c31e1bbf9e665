import type { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import {
  type Problem,
  type Solution,
  type SolveResult,
  SolveStatus,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import {
  type AnswerFigures,
  type CostPartChange,
  type PlanDiff,
  VisitChange_Kind,
  type VisitChange as VisitChangeMessage,
} from '@solveig/proto/gen/solveig/solver/v1/diff';
import { diffColumns } from '#domain/diff/column-diff';
import { itineraryParts, routingParts, type StatedPart } from '#domain/diff/cost-parts';
import { columnWords, valueWords, visitWords } from '#domain/diff/diff-words';
import { placedDays, placedRoutes } from '#domain/diff/placed-routes';
import { diffVisits, type PlacedRoute, type VisitChange, type VisitChangeKind } from '#domain/diff/visit-diff';

const MOST_LISTED = 1_000;

/** A problem and what was answered to it. */
export interface Answered {
  readonly problem: Problem;
  readonly result: SolveResult | undefined;
}

/** What changed from one answer to another of the same kind. */
export function toPlanDiff(kind: ProblemKind, before: Answered, after: Answered): PlanDiff {
  const [was, is] = [figuresOf(before), figuresOf(after)];
  const visits = diffVisits(placedOf(before.result?.solution), placedOf(after.result?.solution));
  const columns = diffColumns(columnsOf(before.result?.solution), columnsOf(after.result?.solution));
  const words = after.problem.kind?.$case === 'linear' ? columnWords(columns) : visitWords(visits);
  const [hadPlan, hasPlan] = [before, after].map(({ result }) => result?.solution?.kind !== undefined);
  const isUnstated = {
    before: hadPlan === true && was.value === undefined,
    after: hasPlan === true && is.value === undefined,
  };
  return {
    kind,
    summary: [
      isStated(before) && isStated(after) ? statusWords(was, is) : '',
      valueWords({ before: was.value, after: is.value, isUnstated }),
      hadPlan && hasPlan ? words : '',
    ]
      .filter(Boolean)
      .join(' '),
    before: was,
    after: is,
    costParts: partChanges(partsOf(before), partsOf(after)),
    visits: visits.changes.slice(0, MOST_LISTED).map(toVisitChange),
    visitChangeCount: visits.changes.length,
    timeShifts: visits.shifts,
    columns: columns.slice(0, MOST_LISTED),
    columnChangeCount: columns.length,
  };
}

function placedOf(solution: Solution | undefined): PlacedRoute[] {
  if (solution?.kind?.$case === 'routing') return placedRoutes(solution.kind.value);
  return solution?.kind?.$case === 'itinerary' ? placedDays(solution.kind.value) : [];
}

function columnsOf(solution: Solution | undefined): readonly { readonly name: string; readonly value: number }[] {
  return solution?.kind?.$case === 'linear' ? solution.kind.value.columns : [];
}

function partsOf({ problem, result }: Answered): StatedPart[] {
  const kind = result?.solution?.kind;
  if (problem.kind?.$case === 'routing' && kind?.$case === 'routing') {
    return routingParts(problem.kind.value, kind.value);
  }
  if (problem.kind?.$case === 'itinerary' && kind?.$case === 'itinerary') {
    return itineraryParts(problem.kind.value, kind.value);
  }
  return [];
}

function partChanges(before: readonly StatedPart[], after: readonly StatedPart[]): CostPartChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].map((name) => ({
    name,
    before: before.find((part) => part.name === name),
    after: after.find((part) => part.name === name),
  }));
}

const KINDS: Readonly<Record<VisitChangeKind, VisitChange_Kind>> = {
  moved: VisitChange_Kind.KIND_MOVED,
  reordered: VisitChange_Kind.KIND_REORDERED,
  added: VisitChange_Kind.KIND_ADDED,
  dropped: VisitChange_Kind.KIND_DROPPED,
};

function toVisitChange({ kind, id, from, to }: VisitChange): VisitChangeMessage {
  return {
    kind: KINDS[kind],
    id,
    from: from?.route ?? '',
    to: to?.route ?? '',
    fromPosition: from?.visit.position,
    toPosition: to?.visit.position,
    fromStartSeconds: from?.visit.startSeconds,
    toStartSeconds: to?.visit.startSeconds,
  };
}

function figuresOf({ result }: Answered): AnswerFigures {
  const kind = result?.solution?.kind;
  const routes = placedOf(result?.solution).filter(({ visits }) => visits.length > 0);
  const visits = routes.reduce((sum, route) => sum + route.visits.length, 0);
  return {
    status: result?.status ?? SolveStatus.SOLVE_STATUS_UNSPECIFIED,
    value: result?.value,
    bound: result?.bound,
    gap: result?.gap,
    strategy: result?.strategy ?? '',
    degraded: result?.degraded ?? false,
    relaxations: result?.relaxations.length ?? 0,
    routes: routes.length,
    visits: kind?.$case === 'linear' ? kind.value.columns.length : visits,
    leftOut:
      kind?.$case === 'routing'
        ? kind.value.unserved.length
        : kind?.$case === 'itinerary'
          ? kind.value.unvisited.length
          : 0,
    distanceMeters:
      kind?.$case === 'routing'
        ? kind.value.distanceMeters
        : kind?.$case === 'itinerary'
          ? kind.value.days.reduce((sum, day) => sum + day.distanceMeters, 0)
          : 0,
  };
}

/** A plan that nobody solved for has no status; no answer at all is one. */
function isStated({ result }: Answered): boolean {
  return result?.solution === undefined || result.status !== SolveStatus.SOLVE_STATUS_UNSPECIFIED;
}

function statusWords(before: AnswerFigures, after: AnswerFigures): string {
  if (before.status === after.status) return '';
  return `The status goes from ${wordOf(before.status)} to ${wordOf(after.status)}.`;
}

function wordOf(status: SolveStatus): string {
  const name = Object.entries(SolveStatus).find(([, value]) => value === status)?.[0] ?? '';
  return status === SolveStatus.SOLVE_STATUS_UNSPECIFIED
    ? 'no answer'
    : name.replace('SOLVE_STATUS_', '').toLowerCase();
}
