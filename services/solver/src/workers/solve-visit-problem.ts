import type { Itinerary } from '@solveig/proto/gen/solveig/model/v1/itinerary';
import { type Solution, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { EngineIncumbent } from '#domain/engine/engine';
import {
  type ItineraryPlan,
  type ItineraryProblem,
  type ItineraryTravel,
  itineraryModes,
} from '#domain/itinerary/problem';
import { solveItinerary } from '#domain/itinerary/solve-itinerary';
import { verifyItinerary } from '#domain/itinerary/verify';
import { ARC_RELAXATION } from '#domain/routing/bounds';
import type { VisitStrategies } from '#domain/routing/family-solve';
import type { MeasuredRouting } from '#domain/routing/large/divide-routing';
import { largeStrategies, solveLarge } from '#domain/routing/large/solve-large';
import { isWithoutMatrix } from '#domain/routing/measured-modes';
import type { RoutePlan, RoutingProblem } from '#domain/routing/problem';
import { solveRouting } from '#domain/routing/solve-routing';
import { verifyRouting } from '#domain/routing/verify';
import { visitStrategies } from '#domain/routing/visit-strategies';
import type { SolveContext, SolveOutcome } from '#domain/strategy/solve-outcome';
import { chosenStrategies } from '#domain/strategy/strategy-chain';
import { toSolveResult } from '../codec.ts';
import { toItinerarySolution, toRoutingSolution } from '../codec-visits.ts';
import { keptOutcome } from './kept-outcome.ts';
import type { TravelCells } from './messages.ts';
import { matrixOf, measuredRouting, profileTravel, routingTravel } from './routing-travel.ts';
import { contextOf, type SolveAnswer, type VisitingMeans, type VisitingOrder } from './solve-means.ts';

/** Solves a routing problem with its own matrix, or with the travel data that came along; only by the emergency strategy when that is estimated. */
export function solveRoutingProblem(
  order: VisitingOrder,
  routing: Routing,
  means: VisitingMeans,
): Promise<SolveAnswer> {
  if (isWithoutMatrix(routing)) return solveLargeProblem(order, measuredRouting(routing), means);
  const problem: RoutingProblem = {
    input: routing,
    travel: routingTravel(routing, order.travel),
    profileTravel: profileTravel(routing, order.travel),
  };
  const isRight = (plan: RoutePlan) => verifyRouting(problem, plan).violations.length === 0;
  return solveVisiting(order, means, isRight, toRoutingSolution, (context) =>
    solveRouting(problem, context, strategiesFor(order)),
  );
}

/** Solves a routing problem part by part. */
function solveLargeProblem(order: VisitingOrder, problem: MeasuredRouting, means: VisitingMeans): Promise<SolveAnswer> {
  const isRight = (plan: RoutePlan) => verifyRouting(problem, plan).violations.length === 0;
  const all = largeStrategies();
  const asked = order.emergency ? [] : chosenStrategies(all, order.strategies);
  // Those that are asked for may all need a matrix.
  const strategies = asked.length > 0 ? asked : all.filter(({ immediate }) => immediate);
  return solveVisiting(order, means, isRight, toRoutingSolution, (context) => solveLarge(problem, context, strategies));
}

/** Solves an itinerary; with estimated travel only by the emergency strategy. */
export function solveItineraryProblem(
  order: VisitingOrder,
  itinerary: Itinerary,
  means: VisitingMeans,
): Promise<SolveAnswer> {
  const problem: ItineraryProblem = { input: itinerary, travel: itineraryTravel(itinerary, order.travel) };
  const isRight = (plan: ItineraryPlan) => verifyItinerary(problem, plan).violations.length === 0;
  return solveVisiting(order, means, isRight, toItinerarySolution, (context) =>
    solveItinerary(problem, context, strategiesFor(order)),
  );
}

function strategiesFor({ emergency, strategies }: VisitingOrder): VisitStrategies {
  return emergency
    ? visitStrategies().filter(({ immediate }) => immediate)
    : chosenStrategies(visitStrategies(), strategies);
}

async function solveVisiting<S>(
  order: VisitingOrder,
  means: VisitingMeans,
  isRight: (plan: S) => boolean,
  toSolution: (plan: S) => Solution,
  solve: (context: SolveContext<S>) => Promise<SolveOutcome<S>>,
): Promise<SolveAnswer> {
  const encode = (incumbent: EngineIncumbent<S>, strategy: string) => {
    const plan = readable(incumbent);
    if (!plan || !isRight(plan)) return undefined;
    const result = toSolveResult(keptOutcome(incumbent, strategy, ARC_RELAXATION), toSolution(plan));
    return SolveResult.encode(result).finish();
  };
  const outcome = await solve({
    ...contextOf<S>(order, means),
    onIncumbent: (incumbent, strategy) => means.reporter.report(incumbent, strategy, () => encode(incumbent, strategy)),
  });
  return { result: toSolveResult(outcome, outcome.solution && toSolution(outcome.solution)) };
}

/** The plan, unless it cannot be read back: such a one is not kept, and the engine's own answer is judged at its end. */
function readable<S>(incumbent: EngineIncumbent<S>): S | undefined {
  try {
    return incumbent.solution;
  } catch {
    return undefined;
  }
}

/** What came along for the modes of a trip. */
export function itineraryTravel(itinerary: Itinerary, travel: readonly TravelCells[]): ItineraryTravel {
  const modes = itineraryModes(itinerary);
  return {
    walk: modes.walk ? matrixOf(travel, 'walk') : undefined,
    ride: modes.ride && matrixOf(travel, modes.ride),
  };
}
