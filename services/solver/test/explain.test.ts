import { Problem, Solution, type SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import { ExplainRequest } from '@solveig/proto/gen/solveig/solver/v1/explain';
import { FindSlotsRequest } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SolvedJob } from '../src/jobs/solved-job.ts';
import { lpProblem } from './pool-setup.ts';
import { setUpSolver } from './solver-setup.ts';

const DEPOT = { latitude: -33.437, longitude: -70.65 };
const north = (degrees: number) => ({ ...DEPOT, latitude: DEPOT.latitude + degrees });

/** Two vans that carry 10 boxes; a, b and c to the north, 4 boxes each. */
function delivery(more: object = {}, van: object = {}): Problem {
  const stop = (id: string, degrees: number, rest: object = {}) => ({
    id,
    location: north(degrees),
    demand: [4],
    serviceSeconds: 60,
    ...rest,
  });
  const vehicle = { id: 'van', capacity: [10], shift: { startSeconds: 0, endSeconds: 36_000 }, costPerKm: 1, ...van };
  const stops = [stop('a', 0.01), stop('b', 0.02), stop('c', 0.03, { name: 'Corner shop' })];
  const depots = [{ id: 'd', location: DEPOT }];
  const value = { stops, depots, vehicles: [vehicle], capacityDimensions: ['boxes'], ...more };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

const route = (...ids: string[]) => ({ vehicleId: 'van', visits: ids.map((stopId) => ({ stopId })) });
const planOf = (...routes: object[]) =>
  Solution.fromPartial({ kind: { $case: 'routing', value: RoutePlan.fromPartial({ routes }) } });

const trip = Problem.fromPartial({
  kind: {
    $case: 'itinerary',
    value: {
      places: [
        { id: 'museum', location: north(0.01), visitSeconds: 3600 },
        {
          id: 'market',
          location: north(0.02),
          visitSeconds: 3600,
          openingHours: [{ openSeconds: 0, closeSeconds: 18_000 }],
        },
      ],
      days: [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 64_800, start: DEPOT }],
    },
  },
});

describe('Explain and FindSlots', { timeout: 30_000 }, () => {
  const jobs = new Map<string, SolvedJob>();
  let solver: Awaited<ReturnType<typeof setUpSolver>>;
  beforeAll(async () => {
    solver = await setUpSolver({ jobs });
  }, 60_000);
  afterAll(() => solver?.[Symbol.asyncDispose]());
  const explain = (request: object) => solver.client.explain(ExplainRequest.fromPartial(request));
  const find = (request: object) => solver.client.findSlots(FindSlotsRequest.fromPartial(request));

  it('says why a stop is left out of a plan, by how much, and what would help', async () => {
    const answer = await explain({ problem: delivery(), plan: planOf(route('a', 'b')) });
    expect(answer).toMatchObject({ kind: 1, planMade: false, incomplete: false, travelEstimated: false });
    const [left] = answer.leftOut;
    expect(left).toMatchObject({ id: 'c', name: 'Corner shop', required: true });
    expect(left?.reasons[0]).toMatchObject({ missedBy: 2, unit: 'boxes', reason: { code: 2, closest: 'van' } });
    expect(left?.reasons[0]?.reason?.message).toMatch(/^Corner shop needs 4 boxes; van, .* has 2 of its 10 boxes left/);
    expect(left?.remedies.map(({ action, servedIds }) => [action, servedIds])).toEqual([['one_more_vehicle', ['c']]]);
    expect(answer.conflict).toMatchObject({ ids: ['a', 'b', 'c'], minimal: true });
    expect(answer.conflict?.rules.map(({ rule, subjectId }) => [rule, subjectId])).toEqual([
      ['CAPACITY', 'a'],
      ['CAPACITY', 'b'],
      ['CAPACITY', 'c'],
    ]);
    expect(answer.summary).toContain('1 of 3 are left out, all of which must be served.');
  });

  it('makes a plan where none is given, and says so', async () => {
    const answer = await explain({ problem: delivery(), budgetMillis: 1000 });
    expect(answer.planMade).toBe(true);
    expect(answer.leftOut).toHaveLength(1);
  });

  it('explains a job that has ended by its own problem and answer', async () => {
    jobs.set('done', { problem: delivery(), result: resultOf(planOf(route('b', 'c'))), state: 'SUCCEEDED' });
    expect((await explain({ jobId: 'done' })).leftOut.map(({ id }) => id)).toEqual(['a']);
    await expect(explain({ jobId: 'none' })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await expect(explain({ jobId: 'done', problem: delivery() })).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
  });

  it('explains a trip by its days', async () => {
    const plan = Solution.fromPartial({
      kind: { $case: 'itinerary', value: { days: [{ visits: [{ placeId: 'museum' }] }] } },
    });
    const [left] = (await explain({ problem: trip, plan })).leftOut;
    expect(left?.reasons[0]?.reason).toMatchObject({ code: 7 });
    expect(left?.reasons[0]?.reason?.message).toMatch(/^market is never open in this time; without that rule/);
  });

  it('names rows of a linear program that cannot hold together', async () => {
    const program = 'Minimize\n c: x\nSubject To\n low: x >= 5\n high: x <= 3\n other: x + y <= 9\nEnd\n';
    const answer = await explain({ problem: lpProblem(program) });
    expect(answer.conflict?.ids.sort()).toEqual(['high', 'low']);
    expect((await explain({ problem: lpProblem('Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n') })).summary).toContain(
      'has an answer, with the objective 2',
    );
  });

  it('refuses a plan that names what the problem does not have, with the place', async () => {
    const plan = planOf(route('a', 'x'), { ...route('b'), vehicleId: 'lorry' });
    await expect(explain({ problem: delivery(), plan })).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      violations: [{ path: 'plan.routing.routes[0].visits[1].stop_id' }, { path: 'plan.routing.routes[1].vehicle_id' }],
    });
    await expect(explain({ problem: delivery(), budgetMillis: 99_999_999 })).rejects.toMatchObject({
      violations: [{ path: 'budget_millis' }],
    });
  });

  const fourth = { id: 'd4', location: north(0.015), demand: [1], serviceSeconds: 60 };

  it('finds where a new stop fits, asking the distance service for its travel', async () => {
    const { slots, possibleTimes, placesTried } = await find({
      problem: delivery({}, { capacity: [20] }),
      plan: planOf(route('a', 'b', 'c')),
      stops: [fourth],
      slotsPerVehicle: 4,
    });
    expect(placesTried).toBe(4);
    expect(slots).toHaveLength(4);
    expect(slots[0]).toMatchObject({ vehicleId: 'van', day: 0, newRoute: false });
    expect(slots[0]?.visits[0]).toMatchObject({ stopId: 'd4', afterId: 'a', beforeId: 'b' });
    expect(slots[0]?.extraCost).toBeLessThan(0.1);
    expect(possibleTimes).toHaveLength(1);
    expect(possibleTimes[0]?.ranges).toHaveLength(1);
  });

  it('takes the travel of a new stop from the request where the problem brings its matrix', async () => {
    const cells = (leg: number) =>
      Array.from({ length: 16 }, (_, cell) => (Math.floor(cell / 4) === cell % 4 ? 0 : leg));
    const matrix = { durationsSeconds: cells(60), distancesMeters: cells(1000) };
    const request = {
      problem: delivery({ matrix }, { capacity: [20] }),
      plan: planOf(route('a', 'b')),
      stops: [fourth],
    };
    await expect(find(request)).rejects.toMatchObject({ violations: [{ path: 'travel', reason: 'WRONG_SIZE' }] });
    const list = [500, 500, 500, 500];
    const travel = {
      stopId: 'd4',
      durationsToSeconds: list,
      distancesToMeters: list,
      durationsFromSeconds: list,
      distancesFromMeters: list,
    };
    const { slots } = await find({ ...request, travel: [travel] });
    expect(slots[0]).toMatchObject({ extraCost: 0, extraDistanceMeters: 0 });
  });

  it('finds slots for a shipment, the pickup before the delivery', async () => {
    const stops = [
      { ...fourth, id: 'from', demand: [] },
      { ...fourth, id: 'to', location: north(0.025), demand: [] },
    ];
    const shipment = { id: 'parcel', pickupStopId: 'from', deliveryStopId: 'to', amount: [1] };
    const { slots } = await find({
      problem: delivery({}, { capacity: [20] }),
      plan: planOf(route('a', 'b')),
      stops,
      shipment,
    });
    for (const { visits } of slots) expect(visits.map(({ stopId }) => stopId)).toEqual(['from', 'to']);
    expect(slots[0]?.visits[0]?.afterId).toBe('a');
  });

  it('finds the day for a new place of a trip', async () => {
    const plan = Solution.fromPartial({
      kind: { $case: 'itinerary', value: { days: [{ visits: [{ placeId: 'museum' }] }] } },
    });
    const { slots } = await find({
      problem: trip,
      plan,
      place: { id: 'park', location: north(0.012), visitSeconds: 600 },
    });
    expect(slots[0]).toMatchObject({ date: '2026-12-04', visits: [{ stopId: 'park' }] });
  });

  it('says that nothing fits, and where to ask for the reasons', async () => {
    const request = { problem: delivery(), plan: planOf(route('a', 'b')), leftOutId: 'c' };
    const { slots, possibleTimes, warnings } = await find(request);
    expect(slots).toEqual([]);
    expect(possibleTimes).toEqual([]);
    expect(warnings).toEqual(['It fits nowhere. Explain says which rules stand in the way, and what would help.']);
  });

  it('names what is wrong with something new where the request has it', async () => {
    const request = { problem: delivery(), plan: planOf(route('a', 'b')) };
    const nowhere = { id: 'd4', location: { latitude: 952, longitude: 0 } };
    await expect(find({ ...request, stops: [nowhere] })).rejects.toMatchObject({
      reason: 'INVALID_PROBLEM',
      violations: [{ path: 'stops[0].location.latitude' }],
    });
  });

  it.each([
    ['nothing new', {}, 'stops'],
    ['two things', { stops: [fourth], leftOutId: 'c' }, 'left_out_id'],
    ['what is not there', { leftOutId: 'x' }, 'left_out_id'],
    ['a place in a routing problem', { place: { id: 'p', location: DEPOT } }, 'place'],
    ['what is served already', { leftOutId: 'a' }, 'plan.routing'],
    ['too many', { leftOutId: 'c', maxSlots: 1e6 }, 'max_slots'],
  ])('refuses %s', async (_, more, path) => {
    const request = { problem: delivery(), plan: planOf(route('a', 'b')), ...more };
    await expect(find(request)).rejects.toMatchObject({ reason: 'INVALID_REQUEST', violations: [{ path }] });
  });
});

it('refuse problems that are too large for a matrix', async () => {
  await using solver = await setUpSolver();
  const stops = Array.from({ length: 5_001 }, (_, i) => ({
    id: `s${i}`,
    location: { latitude: 52 + i / 1e4, longitude: 5 },
  }));
  const routing = { stops, depots: [{ id: 'd', location: DEPOT }], vehicles: [{ id: 'van' }], greatCircle: true };
  const request = { problem: { routing }, plan: planOf(), leftOutId: 's0' };
  const refusal = { reason: 'LIMIT_EXCEEDED', violations: [{ path: 'problem.routing.stops' }] };
  const problem = Problem.fromPartial({ kind: { $case: 'routing', value: routing } });
  await expect(solver.client.explain(ExplainRequest.fromPartial({ problem }))).rejects.toMatchObject(refusal);
  const asked = FindSlotsRequest.fromPartial({ ...request, problem });
  await expect(solver.client.findSlots(asked)).rejects.toMatchObject(refusal);
});

function resultOf(solution: Solution): SolveResult {
  return { solution } as SolveResult;
}
