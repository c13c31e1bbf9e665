import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Itinerary, ItineraryPlan } from '@solveig/proto/gen/solveig/model/v1/itinerary';
import type { LinearProgram, LinearSolution } from '@solveig/proto/gen/solveig/model/v1/linear';
import type { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { RoutePlan, Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { CostPart, EvaluateResponse, PlanViolation } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { isMisstatement as isItineraryMisstatement } from '#domain/itinerary/plan-rules';
import { timeItinerary } from '#domain/itinerary/time-itinerary';
import { verifyItinerary } from '#domain/itinerary/verify';
import { evaluatePoint, isMisstatement as isPointMisstatement } from '#domain/linear/evaluate-point';
import { type LinearReading, readLinear } from '#domain/linear/read-linear';
import type { Violation } from '#domain/linear/violation';
import { isMisstatement as isRoutingMisstatement } from '#domain/routing/plan-rules';
import { timePlan } from '#domain/routing/time-plan';
import { type CheckedRouting, verifyRouting } from '#domain/routing/verify';
import { kindOf } from '../codec.ts';
import type { TravelCells } from './messages.ts';
import { measuredRouting, profileTravel, routingTravel } from './routing-travel.ts';
import { itineraryTravel } from './solve-visit-problem.ts';

/** More violations are counted, not listed. */
const MOST_LISTED = 1000;

/** A valid problem, unless it is a program that nobody has read yet; a plan of its kind; travel as `travelNeed` says. */
export interface EvaluationInput {
  readonly problem: Problem;
  readonly plan: Solution;
  readonly travel: readonly TravelCells[];
}

/** Violations are those of a program that cannot be read, with paths inside it. */
export type EvaluationAnswer =
  | { readonly response: EvaluateResponse }
  | { readonly response?: undefined; readonly violations: readonly Violation[] };

/** What a plan is worth, and every rule that it breaks. Throws when plan and problem are of different kinds. */
export function evaluatePlan(
  { problem, plan, travel }: EvaluationInput,
  read: (program: LinearProgram) => LinearReading = readLinear,
): EvaluationAnswer {
  const kind = kindOf(problem);
  if (problem.kind?.$case === 'routing' && plan.kind?.$case === 'routing') {
    return { response: routingResponse(kind, problem.kind.value, plan.kind.value, travel) };
  }
  if (problem.kind?.$case === 'itinerary' && plan.kind?.$case === 'itinerary') {
    return { response: itineraryResponse(kind, problem.kind.value, plan.kind.value, travel) };
  }
  if (problem.kind?.$case === 'linear' && plan.kind?.$case === 'linear') {
    return linearAnswer(problem.kind.value, plan.kind.value, read);
  }
  throw new Error('the plan is not of the kind of the problem');
}

function routingResponse(
  kind: ProblemKind,
  input: Routing,
  plan: RoutePlan,
  travel: readonly TravelCells[],
): EvaluateResponse {
  // A plan has as many legs as stops: measured one by one they take no time, and no memory.
  const checked = input.greatCircle ? measuredRouting(input) : withMatrices(input, travel);
  const { violations, cost, costs } = verifyRouting(checked, timePlan(checked, plan), { zeroIsUnstated: true });
  return responseOf(kind, costs && cost, costs ?? [], told('routing', violations, isRoutingMisstatement));
}

function withMatrices(input: Routing, travel: readonly TravelCells[]): CheckedRouting {
  return {
    input,
    travel: input.matrix ? ownTravel(input) : routingTravel(input, travel),
    profileTravel: profileTravel(input, travel),
  };
}

/** The problem's own matrix as it is: copying a large one takes longer than the check. */
function ownTravel({ matrix, depots, stops }: Routing): CheckedRouting['travel'] {
  const { durationsSeconds: durations = [], distancesMeters: distances = [] } = matrix ?? {};
  return { size: depots.length + stops.length, durations, distances };
}

function itineraryResponse(
  kind: ProblemKind,
  input: Itinerary,
  plan: ItineraryPlan,
  cells: readonly TravelCells[],
): EvaluateResponse {
  const problem = { input, travel: itineraryTravel(input, cells) };
  const { violations, cost, costs } = verifyItinerary(problem, timeItinerary(problem, plan), { zeroIsUnstated: true });
  return responseOf(kind, costs && cost, costs ?? [], told('itinerary', violations, isItineraryMisstatement));
}

function linearAnswer(
  program: LinearProgram,
  point: LinearSolution,
  read: (program: LinearProgram) => LinearReading,
): EvaluationAnswer {
  const { problem, violations: faults } = read(program);
  if (!problem) return { violations: faults };
  const { value, violations } = evaluatePoint(problem, point);
  const known = Number.isFinite(value) ? value : undefined;
  return {
    response: responseOf(ProblemKind.PROBLEM_KIND_LINEAR, known, [], told('linear', violations, isPointMisstatement)),
  };
}

/** A verifier's violation. */
interface Found<K extends string> {
  readonly kind: K;
  readonly place: string;
  readonly amount: number;
  readonly unit?: string;
  readonly subject: string;
  readonly message: string;
}

/** What is told of violations. */
interface Told {
  readonly isFeasible: boolean;
  readonly listed: PlanViolation[];
  readonly count: number;
}

/** Broken rules first, misstated figures last, with paths from the root of the request; what the plan lacks is in the problem. */
function told<K extends string>(kind: string, found: readonly Found<K>[], isMisstatement: (kind: K) => boolean): Told {
  const ranked: Found<K>[][] = [[], [], []];
  for (const one of found) ranked[rankOf(one.kind, isMisstatement)]?.push(one);
  const listed = ranked.flatMap((list) => list.slice(0, MOST_LISTED)).slice(0, MOST_LISTED);
  return {
    isFeasible: ranked[0]?.length === 0 && ranked[1]?.length === 0,
    count: found.length,
    listed: listed.map(({ kind: rule, place, amount, unit = '', subject, message }) => ({
      path: `${/^(stops|places|alternatives|shipments|given_routes)\[/.test(place) ? 'problem' : 'plan'}.${kind}.${place}`,
      rule: rule.toUpperCase(),
      amount,
      unit,
      subjectId: subject,
      message,
      misstated: isMisstatement(rule),
    })),
  };
}

/** Times that do not add up come after what they would hide: one stop moved makes a route full of them. */
function rankOf<K extends string>(kind: K, isMisstatement: (kind: K) => boolean): 0 | 1 | 2 {
  if (isMisstatement(kind)) return 2;
  return kind === 'wrong_time' ? 1 : 0;
}

function responseOf(
  kind: ProblemKind,
  value: number | undefined,
  costParts: readonly CostPart[],
  { isFeasible, listed, count }: Told,
): EvaluateResponse {
  return {
    feasible: isFeasible,
    value,
    costParts: [...costParts],
    violations: listed,
    violationCount: count,
    kind,
    travelEstimated: false,
    warnings: [],
  };
}
