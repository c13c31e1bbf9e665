import type { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { FindSlotsResponse, Slot } from '@solveig/proto/gen/solveig/solver/v1/slots';
import type { ExplainModel } from '#domain/explain/explain-model';
import { itineraryModel } from '#domain/explain/itinerary-model';
import { listsOfItinerary, listsOfPlan, type PlanLists } from '#domain/explain/plan-lists';
import { routingModel } from '#domain/explain/routing-model';
import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import type { Violation } from '#domain/linear/violation';
import { compileRouting } from '#domain/routing/compile-routing';
import { type FoundSlot, type FoundVisit, findSlots } from '#domain/slots/find-slots';
import type { TravelCells } from './messages.ts';
import { profileTravel, routingTravel } from './routing-travel.ts';
import { itineraryTravel } from './solve-visit-problem.ts';

/** A valid problem that holds what is to be served, a plan of its kind, travel as `travelNeed` says. */
export interface SlotsInput {
  readonly problem: Problem;
  readonly plan: Solution;
  readonly travel: readonly TravelCells[];
  /** Id of the stop, shipment or place. */
  readonly subjectId: string;
  readonly perVehicle: number;
  readonly most: number;
  /** Then what was found so far is the answer. */
  readonly budgetMs: number;
}

/** Violations are those of a plan that cannot be read, with paths inside it. */
export type SlotsAnswer =
  | { readonly response: FindSlotsResponse }
  | { readonly response?: undefined; readonly violations: readonly Violation[] };

const DAY = 86_400;

interface Reading {
  readonly model: ExplainModel;
  readonly read: PlanLists;
  readonly subject: readonly number[];
  readonly dayOf: (vehicle: number, startSeconds: number) => number;
  readonly vehicleId: (vehicle: number) => string;
  /** Empty where days have none. */
  readonly dateOf: (vehicle: number) => string;
  readonly serviceSeconds: (stop: number) => number;
}

/** Where one more fits beside a plan, and when somebody could come. */
export function slotsIn(input: SlotsInput): SlotsAnswer {
  const beganMs = performance.now();
  const isOver = () => performance.now() - beganMs >= input.budgetMs;
  const reading = readProblem(input);
  const { model, read, subject } = reading;
  if (read.faults.length > 0) {
    const hint = 'Name stops, places and vehicles of the problem, each visit once.';
    return { violations: read.faults.map((fault) => ({ ...fault, reason: 'UNKNOWN_REFERENCE', hint })) };
  }
  if (read.lists.some((list) => list.some((stop) => subject.includes(stop)))) {
    const message = `the plan serves '${input.subjectId}' already`;
    return { violations: [{ path: '', reason: 'ALREADY_SERVED', message, hint: 'Take it out of the plan first.' }] };
  }
  const { slots, times, tried, broken } = findSlots({
    world: model.real,
    routes: read.lists,
    subject,
    dayOf: reading.dayOf,
    perVehicle: input.perVehicle,
    most: input.most,
    isOver,
  });
  const response: FindSlotsResponse = {
    slots: slots.map((slot) => toSlot(reading, slot)),
    possibleTimes: times.map(({ vehicle, day, ranges, cost }) => ({
      vehicleId: reading.vehicleId(vehicle),
      vehicleIndex: model.vehicleIndex(vehicle),
      day,
      date: reading.dateOf(vehicle),
      ranges: ranges.map(({ earliest, latest }) => ({ startSeconds: earliest, endSeconds: latest })),
      extraCost: cost,
    })),
    placesTried: tried,
    engineMillis: performance.now() - beganMs,
    travelEstimated: false,
    warnings: warningsOf(model, slots.length, broken, isOver()),
  };
  return { response };
}

function warningsOf(model: ExplainModel, slots: number, broken: readonly number[], isCut: boolean): string[] {
  const names = broken.slice(0, 5).map((vehicle) => model.vehicleName(vehicle));
  const more = broken.length > names.length ? ` and ${broken.length - names.length} more` : '';
  return [
    ...(broken.length > 0
      ? [`Routes that break rules as they are were left alone: ${names.join(', ')}${more}. Evaluate says which rules.`]
      : []),
    ...(isCut ? ['The time was up before every place was tried: there may be others, and cheaper ones.'] : []),
    ...(slots === 0 && !isCut
      ? ['It fits nowhere. Explain says which rules stand in the way, and what would help.']
      : []),
  ];
}

function readProblem({ problem, plan, travel, subjectId }: SlotsInput): Reading {
  if (problem.kind?.$case === 'routing' && plan.kind?.$case === 'routing') {
    const input = problem.kind.value;
    const whole = { input, travel: routingTravel(input, travel), profileTravel: profileTravel(input, travel) };
    const compiled = compileRouting(whole);
    const model = routingModel(whole, compiled);
    const shipment = input.shipments.find(({ id }) => id === subjectId);
    const stop = input.stops.findIndex(({ id }) => id === (shipment?.pickupStopId ?? subjectId));
    return {
      model,
      read: listsOfPlan(input, compiled, plan.kind.value),
      subject: model.subjectOf(stop),
      dayOf: (_, seconds) => Math.floor(seconds / DAY),
      vehicleId: (vehicle) => input.vehicles[compiled.type[vehicle] as number]?.id ?? '',
      dateOf: () => '',
      serviceSeconds: (one) => input.stops[one]?.serviceSeconds ?? 0,
    };
  }
  if (problem.kind?.$case === 'itinerary' && plan.kind?.$case === 'itinerary') {
    const input = problem.kind.value;
    const whole = { input, travel: itineraryTravel(input, travel) };
    return {
      model: itineraryModel(whole, compileItinerary(whole)),
      read: listsOfItinerary(input, plan.kind.value),
      subject: [input.places.findIndex(({ id }) => id === subjectId)],
      dayOf: (day) => day,
      vehicleId: () => '',
      dateOf: (day) => input.days[day]?.date ?? '',
      serviceSeconds: (place) => input.places[place]?.visitSeconds ?? 0,
    };
  }
  throw new Error('the plan is not of the kind of the problem');
}

function toSlot(
  reading: Reading,
  { vehicle, day, cost, extraMeters, extraSeconds, visits, newRoute }: FoundSlot,
): Slot {
  const { model, serviceSeconds } = reading;
  const idOf = (stop: number) => (stop < 0 ? '' : model.stopId(stop));
  const toVisit = (visit: FoundVisit) => ({
    stopId: idOf(visit.stop),
    afterId: idOf(visit.after),
    beforeId: idOf(visit.before),
    arrivalSeconds: visit.arrivalSeconds,
    startSeconds: visit.startSeconds,
    departureSeconds: visit.startSeconds + serviceSeconds(visit.stop),
    earliestStartSeconds: visit.earliestSeconds,
    latestStartSeconds: visit.latestSeconds,
  });
  return {
    vehicleId: reading.vehicleId(vehicle),
    vehicleIndex: model.vehicleIndex(vehicle),
    day,
    date: reading.dateOf(vehicle),
    visits: visits.map(toVisit),
    extraCost: cost,
    extraDistanceMeters: extraMeters,
    extraDurationSeconds: extraSeconds,
    newRoute,
  };
}
