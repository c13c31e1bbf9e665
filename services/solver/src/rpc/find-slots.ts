import { SolveigError, type Violation } from '@solveig/kit/errors';
import type { CallContext } from '@solveig/kit/rpc-server';
import type { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { FindSlotsRequest, FindSlotsResponse } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { travelFaults, withNewStops } from '#domain/slots/extend-problem';
import type { Explainer } from '../solving/explainer.ts';
import { type AskedPlanParts, askedPlan } from './asked-plan.ts';

export interface FindSlotsParts extends AskedPlanParts {
  readonly explainer: Explainer;
}

const DEFAULT_PER_VEHICLE = 1;
const MOST_PER_VEHICLE = 20;
const DEFAULT_SLOTS = 20;
const MOST_SLOTS = 1_000;

/** Finds where one more fits. Throws INVALID_REQUEST, with all that is wrong around the problem. */
export async function slots(
  parts: FindSlotsParts,
  request: FindSlotsRequest,
  context: CallContext,
): Promise<FindSlotsResponse> {
  const { slotsPerVehicle = DEFAULT_PER_VEHICLE, maxSlots = DEFAULT_SLOTS, allowEstimates } = request;
  const more = [
    ...range('slots_per_vehicle', slotsPerVehicle, MOST_PER_VEHICLE),
    ...range('max_slots', maxSlots, MOST_SLOTS),
    ...subjectViolations(request),
  ];
  const asked = await askedPlan(parts, request, context, { needsPlan: true, more });
  const { problem, subjectId } = withSubject(asked.problem, request);
  const plan = asked.plan as Solution;
  const limits = { perVehicle: slotsPerVehicle, most: maxSlots };
  try {
    return await parts.explainer.findSlots({ problem, plan, subjectId, allowEstimates, ...limits }, context);
  } catch (error) {
    throw asAsked(error, asked.problem);
  }
}

/** What is wrong with something new is named where the request has it, not where it is put into the problem. */
function asAsked(thrown: unknown, { kind }: Problem): unknown {
  if (!(thrown instanceof SolveigError) || thrown.reason !== 'INVALID_PROBLEM') return thrown;
  const [stops, shipments, places] =
    kind?.$case === 'routing'
      ? [kind.value.stops.length, kind.value.shipments.length, 0]
      : [0, 0, kind?.$case === 'itinerary' ? kind.value.places.length : 0];
  const violations = thrown.violations.map((one) => ({
    ...one,
    path: pathAsked(one.path, { stops, shipments, places }),
  }));
  return new SolveigError(thrown.reason, thrown.message, { violations, cause: thrown });
}

/** Numbers of what the problem has without what is new. */
interface KnownCounts {
  readonly stops: number;
  readonly shipments: number;
  readonly places: number;
}

function pathAsked(path: string, known: KnownCounts): string {
  const [whole = '', list = '', digits = ''] =
    /^problem\.(?:routing|itinerary)\.(stops|shipments|places)\[(\d+)\]/.exec(path) ?? [];
  const number = Number(digits) - known[list as keyof KnownCounts];
  if (whole === '' || number < 0) return path;
  const start = list === 'stops' ? `stops[${number}]` : list.slice(0, -1);
  return `${start}${path.slice(whole.length)}`;
}

function range(path: string, value: number, most: number): Violation[] {
  if (value >= 1 && value <= most) return [];
  return [{ path, reason: 'OUT_OF_RANGE', message: `${value} is out of range`, hint: `From 1 to ${most}.` }];
}

/** One thing is asked for: what is left out, new stops, or a new place. */
function subjectViolations({ leftOutId, stops, shipment, place }: FindSlotsRequest): Violation[] {
  const named = [leftOutId !== '', stops.length > 0 || shipment !== undefined, place !== undefined];
  const count = named.filter(Boolean).length;
  const hint = 'Send stops (with shipment: its two), or place, or left_out_id.';
  if (count === 0) return [{ path: 'stops', reason: 'REQUIRED', message: 'nothing is to be served', hint }];
  if (count > 1)
    return [{ path: 'left_out_id', reason: 'TWO_SUBJECTS', message: 'several things are to be served', hint }];
  const expected = shipment ? 2 : 1;
  if (named[1] && stops.length !== expected) {
    const message = shipment ? 'a shipment has two new stops' : 'there is one new stop at a time';
    return [{ path: 'stops', reason: 'OUT_OF_RANGE', message, hint }];
  }
  const ends = new Set([shipment?.pickupStopId, shipment?.deliveryStopId]);
  if (shipment && !stops.every(({ id }) => ends.has(id))) {
    const message = 'the shipment is not between the new stops';
    return [{ path: 'shipment', reason: 'UNKNOWN_REFERENCE', message, hint }];
  }
  return [];
}

/** The problem with what is new, and the id of what is to be served. */
function withSubject(
  problem: Problem,
  { leftOutId, stops, shipment, place, travel }: FindSlotsRequest,
): { problem: Problem; subjectId: string } {
  const { kind } = problem;
  if (leftOutId !== '') {
    if (!knows(problem, leftOutId))
      refuse(
        'left_out_id',
        'UNKNOWN_REFERENCE',
        `the problem has no '${leftOutId}'`,
        'Name a stop, shipment or place of the problem.',
      );
    return { problem, subjectId: leftOutId };
  }
  if (place) {
    if (kind?.$case !== 'itinerary') refuse('place', 'WRONG_KIND', 'only an itinerary has places', 'Send stops.');
    const value = { ...kind.value, places: [...kind.value.places, { ...place, required: false }] };
    return { problem: { kind: { $case: 'itinerary', value } }, subjectId: place.id };
  }
  if (kind?.$case !== 'routing') refuse('stops', 'WRONG_KIND', 'only a routing problem has stops', 'Send place.');
  const faults = travelFaults(kind.value, stops, travel);
  if (faults.length > 0) {
    const violations = faults.map((fault) => ({ ...fault, reason: 'WRONG_SIZE' }));
    throw new SolveigError('INVALID_REQUEST', faults[0]?.message ?? '', { violations });
  }
  const extended = withNewStops(kind.value, stops, shipment, travel);
  // The domain's names for numbers and lists are the contract's, only read-only.
  const value = { ...kind.value, ...extended } as typeof kind.value;
  return { problem: { kind: { $case: 'routing', value } }, subjectId: shipment?.id ?? stops[0]?.id ?? '' };
}

function knows({ kind }: Problem, id: string): boolean {
  if (kind?.$case === 'itinerary') return kind.value.places.some((place) => place.id === id);
  if (kind?.$case !== 'routing') return false;
  return [...kind.value.stops, ...kind.value.shipments].some((one) => one.id === id);
}

function refuse(path: string, reason: string, message: string, hint: string): never {
  throw new SolveigError('INVALID_REQUEST', message, { violations: [{ path, reason, message, hint }] });
}
