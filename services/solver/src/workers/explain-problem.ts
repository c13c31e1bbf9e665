import type { ItineraryPlan } from '@solveig/proto/gen/solveig/model/v1/itinerary';
import type { LinearProgram } from '@solveig/proto/gen/solveig/model/v1/linear';
import type { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import { ExplainResponse } from '@solveig/proto/gen/solveig/solver/v1/explain';
import type { ExplainModel } from '#domain/explain/explain-model';
import { explainPlan } from '#domain/explain/explain-plan';
import { itineraryModel } from '#domain/explain/itinerary-model';
import { listsOfItinerary, listsOfPlan, type PlanLists } from '#domain/explain/plan-lists';
import { routingModel } from '#domain/explain/routing-model';
import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { readLinear } from '#domain/linear/read-linear';
import { solveLinear } from '#domain/linear/solve-linear';
import type { Violation } from '#domain/linear/violation';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RouteLists } from '#domain/routing/search-state';
import { solveVisits } from '#domain/routing/visit-engine';
import { kindOf } from '../codec.ts';
import { toExplainResponse } from '../codec-explain.ts';
import type { TravelCells } from './messages.ts';
import { profileTravel, routingTravel } from './routing-travel.ts';
import { itineraryTravel } from './solve-visit-problem.ts';

/** A valid problem, unless it is a program that nobody has read yet; a plan of its kind or none; travel as `travelNeed` says. */
export interface ExplainInput {
  readonly problem: Problem;
  readonly plan: Solution | undefined;
  readonly travel: readonly TravelCells[];
  readonly budgetMs: number;
}

export interface ExplainMeans {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Loaded only for linear programs. */
  readonly solver: () => Promise<LinearSolver>;
}

/** Violations are those of a program that cannot be read, with paths inside it, or of a plan, with paths inside that. */
export type ExplainAnswer =
  | { readonly response: ExplainResponse }
  | { readonly response?: undefined; readonly violations: readonly Violation[] };

/** Part of the time in which a plan is made where none is given. */
const PLAN_SHARE = 0.3;
const PLAN_SEED = 1;

/** Why stops are left out, or which rules cannot hold together. Throws when plan and problem are of different kinds. */
export async function explainProblem(input: ExplainInput, means: ExplainMeans): Promise<ExplainAnswer> {
  const { problem, plan, travel } = input;
  switch (problem.kind?.$case) {
    case 'routing': {
      const routing = problem.kind.value;
      const whole = {
        input: routing,
        travel: routingTravel(routing, travel),
        profileTravel: profileTravel(routing, travel),
      };
      const compiled = compileRouting(whole);
      const read = plan && listsOfPlan(routing, compiled, planOf<RoutePlan>(plan, 'routing'));
      return explainVisits(input, means, { compiled, model: routingModel(whole, compiled), read });
    }
    case 'itinerary': {
      const itinerary = problem.kind.value;
      const whole = { input: itinerary, travel: itineraryTravel(itinerary, travel) };
      const compiled = compileItinerary(whole);
      const read = plan && listsOfItinerary(itinerary, planOf<ItineraryPlan>(plan, 'itinerary'));
      return explainVisits(input, means, { compiled, model: itineraryModel(whole, compiled), read });
    }
    case 'linear':
      return explainLinear(input, problem.kind.value, means);
    default:
      throw new Error('there is no problem to explain');
  }
}

function planOf<P>({ kind }: Solution, wanted: 'routing' | 'itinerary'): P {
  if (kind?.$case !== wanted) throw new Error('the plan is not of the kind of the problem');
  return kind.value as P;
}

interface VisitsToExplain {
  readonly compiled: CompiledRouting;
  readonly model: ExplainModel;
  readonly read: PlanLists | undefined;
}

function explainVisits(
  { problem, budgetMs }: ExplainInput,
  { now }: ExplainMeans,
  { compiled, model, read }: VisitsToExplain,
): ExplainAnswer {
  if (read && read.faults.length > 0) {
    const hint = 'Name stops, places and vehicles of the problem, each visit once.';
    return { violations: read.faults.map((fault) => ({ ...fault, reason: 'UNKNOWN_REFERENCE', hint })) };
  }
  const beganMs = now();
  const routes = read?.lists ?? quickRoutes(compiled, now, budgetMs * PLAN_SHARE);
  const explanation = explainPlan(model, routes, { now, budgetMs: budgetMs - (now() - beganMs) });
  return { response: toExplainResponse(kindOf(problem), explanation, { planMade: read === undefined }) };
}

function quickRoutes(compiled: CompiledRouting, now: () => number, budgetMs: number): RouteLists {
  const beganMs = now();
  const progress = () => Math.min(1, (now() - beganMs) / budgetMs);
  const outcome = solveVisits(compiled, { seed: PLAN_SEED, stop: () => now() - beganMs >= budgetMs, progress });
  return outcome.solution?.routes ?? [];
}

/** Solved again, for the rows and bounds that cannot hold together. */
async function explainLinear(
  { problem, budgetMs }: ExplainInput,
  program: LinearProgram,
  { now, solver }: ExplainMeans,
): Promise<ExplainAnswer> {
  const { problem: linear, violations } = readLinear(program);
  if (!linear) return { violations };
  const context = { seed: PLAN_SEED, budgetMs, now, stop: () => false, iterations: undefined, onIncumbent: undefined };
  const { status, value, explanation, warnings } = await solveLinear(linear, await solver(), context);
  const has =
    value === undefined ? 'The program has an answer' : `The program has an answer, with the objective ${value}`;
  const ids = [...(explanation?.conflict ?? [])];
  const minimal = warnings.length === 0;
  const response = ExplainResponse.fromPartial({
    kind: kindOf(problem),
    summary: explanation?.summary ?? `${has}: nothing stands against it.`,
    conflict: status === 'infeasible' ? { summary: explanation?.summary ?? '', ids, rules: [], minimal } : undefined,
    incomplete: status === 'unknown',
    warnings: [...warnings],
  });
  return { response };
}
