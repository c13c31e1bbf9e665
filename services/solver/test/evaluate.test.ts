import { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import type { EvaluateRequest, EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lpProblem } from './pool-setup.ts';
import { setUpSolver } from './solver-setup.ts';

const HOTEL = { latitude: -33.437, longitude: -70.65 };
const north = (degrees: number) => ({ ...HOTEL, latitude: HOTEL.latitude + degrees });

/** Every leg takes 50 s and 500 m, except that c cannot be reached from b. */
function delivery(more: object = {}, van: object = {}): Problem {
  const cells = (leg: number) =>
    Array.from({ length: 16 }, (_, cell) => (cell === 11 ? -1 : Math.floor(cell / 4) === cell % 4 ? 0 : leg));
  const stop = (id: string, rest: object = {}) => ({
    id,
    demand: [4],
    serviceSeconds: 60,
    timeWindows: [{ startSeconds: 100, endSeconds: 400 }],
    ...rest,
  });
  const vehicle = {
    id: 'van',
    count: 2,
    capacity: [10],
    shift: { startSeconds: 0, endSeconds: 1000 },
    maxDistanceMeters: 5000,
    maxDurationSeconds: 900,
    maxStops: 3,
    fixedCost: 5,
    costPerKm: 2,
    costPerHour: 36,
    ...van,
  };
  const stops = [stop('a'), stop('b'), stop('c', { optional: true, prize: 7, skills: ['cool'] })];
  const matrix = { durationsSeconds: cells(50), distancesMeters: cells(500) };
  const value = { stops, depots: [{ id: 'd' }], vehicles: [vehicle], capacityDimensions: ['kg'], matrix, ...more };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

const visit = (stopId: string, arrivalSeconds: number, more: object = {}) => ({
  stopId,
  arrivalSeconds,
  startSeconds: arrivalSeconds,
  departureSeconds: arrivalSeconds + 60,
  distanceMeters: 500,
  ...more,
});
const ROUTE = {
  vehicleId: 'van',
  visits: [visit('a', 100), visit('b', 210)],
  startSeconds: 50,
  endSeconds: 320,
  distanceMeters: 1500,
  cost: 10.7,
};
/** Depot, a, b, depot; c is left out. */
const routes = (list: object[] = [ROUTE], more: object = {}) =>
  Solution.fromPartial({
    kind: {
      $case: 'routing',
      value: RoutePlan.fromPartial({
        routes: list,
        unserved: [{ id: 'c' }],
        cost: 17.7,
        distanceMeters: 1500,
        durationSeconds: 270,
        ...more,
      }),
    },
  });

const asked = (problem: Problem | undefined, plan: Solution | undefined, more: object = {}): EvaluateRequest => ({
  problem,
  problemBlobId: '',
  plan,
  planBlobId: '',
  allowEstimates: false,
  ...more,
});
const brief = ({ violations }: EvaluateResponse) =>
  violations.map(({ path, rule, amount, unit, subjectId }) => [rule, path, amount, unit, subjectId]);

describe('Evaluate', { timeout: 30_000 }, () => {
  const blobs = new Map<string, Uint8Array>();
  let solver: Awaited<ReturnType<typeof setUpSolver>>;
  beforeAll(async () => {
    solver = await setUpSolver({ blobs });
  }, 60_000);
  afterAll(() => solver?.[Symbol.asyncDispose]());
  const evaluate = (problem: Problem, plan: Solution, more: object = {}) =>
    solver.client.evaluate(asked(problem, plan, more));

  it('says that a right plan is feasible, what it is worth and what that is made of', async () => {
    const answer = await evaluate(delivery(), routes());
    expect(answer).toMatchObject({
      feasible: true,
      violations: [],
      violationCount: 0,
      kind: 1,
      travelEstimated: false,
    });
    expect(answer.value).toBeCloseTo(17.7, 9);
    expect(answer.costParts.map(({ name, quantity, unit }) => [name, quantity, unit])).toEqual([
      ['fixed', 1, 'vehicles'],
      ['distance', 1500, 'm'],
      ['time', 270, 's'],
      ['prizes_lost', 1, 'stops'],
    ]);
    expect(answer.costParts.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(17.7, 9);
  });

  const at = (index: number) => `plan.routing.routes[0].visits[${index}]`;
  const windows = (endSeconds: number) =>
    delivery({
      stops: [
        { id: 'a', serviceSeconds: 60 },
        { id: 'b', serviceSeconds: 60, timeWindows: [{ endSeconds }] },
        { id: 'c', optional: true },
      ],
    });
  const planted: [string, Problem, Solution, unknown[]][] = [
    ['seconds late', windows(200), routes(), ['WINDOW_MISSED', at(1), 10, 's', 'b']],
    [
      'units over capacity',
      delivery({}, { capacity: [5] }),
      routes(),
      ['CAPACITY_EXCEEDED', 'plan.routing.routes[0]', 3, 'kg', 'van'],
    ],
    [
      'metres over',
      delivery({}, { maxDistanceMeters: 1200 }),
      routes(),
      ['DISTANCE_EXCEEDED', 'plan.routing.routes[0]', 300, 'm', 'van'],
    ],
    [
      'seconds too long',
      delivery({}, { maxDurationSeconds: 200 }),
      routes(),
      ['DURATION_EXCEEDED', 'plan.routing.routes[0]', 70, 's', 'van'],
    ],
    [
      'stops too many',
      delivery({}, { maxStops: 1 }),
      routes(),
      ['TOO_MANY_STOPS', 'plan.routing.routes[0]', 1, 'stops', 'van'],
    ],
    [
      'seconds after the shift',
      delivery({}, { shift: { endSeconds: 300 } }),
      routes(),
      ['SHIFT_MISSED', 'plan.routing.routes[0]', 20, 's', 'van'],
    ],
    [
      'seconds before the shift',
      delivery({}, { shift: { startSeconds: 60, endSeconds: 400 } }),
      routes(),
      ['SHIFT_MISSED', 'plan.routing.routes[0]', 10, 's', 'van'],
    ],
    [
      'a skill that is missing',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('a', 100), visit('c', 210)] }], { unserved: [{ id: 'b' }] }),
      ['SKILL_MISSING', at(1), 1, 'skills', 'c'],
    ],
    [
      'a leg without a way',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('b', 100), visit('c', 210)] }]),
      ['NO_WAY', at(1), 1, '', 'c'],
    ],
    [
      'an arrival before the way is done',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('a', 100), visit('b', 200)], endSeconds: 310 }]),
      ['WRONG_TIME', `${at(1)}.arrival_seconds`, 10, 's', 'b'],
    ],
    [
      'service before arrival',
      delivery(),
      routes([
        {
          ...ROUTE,
          visits: [visit('a', 100), visit('b', 210, { startSeconds: 205, departureSeconds: 265 })],
          endSeconds: 315,
        },
      ]),
      ['TOO_EARLY', at(1), 5, 's', 'b'],
    ],
    [
      'an unknown stop',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('a', 100), visit('x', 210)] }]),
      ['UNKNOWN_STOP', at(1), 1, '', 'x'],
    ],
    [
      'an unknown stop that is left out',
      delivery(),
      routes([ROUTE], { unserved: [{ id: 'c' }, { id: 'x' }] }),
      ['UNKNOWN_STOP', 'plan.routing.unserved[1]', 1, '', 'x'],
    ],
    [
      'an unknown vehicle',
      delivery(),
      routes([{ ...ROUTE, vehicleId: 'ship' }]),
      ['UNKNOWN_VEHICLE', 'plan.routing.routes[0]', 1, '', 'ship'],
    ],
    [
      'one vehicle too many',
      delivery(),
      routes([{ ...ROUTE, vehicleIndex: 2 }]),
      ['UNKNOWN_VEHICLE', 'plan.routing.routes[0]', 1, '', 'van'],
    ],
    [
      'a vehicle used twice',
      delivery(),
      routes([ROUTE, { ...ROUTE, visits: [] }]),
      ['VEHICLE_USED_TWICE', 'plan.routing.routes[1]', 1, '', 'van'],
    ],
    [
      'a stop twice',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('a', 100), visit('a', 210)] }]),
      ['STOP_SERVED_TWICE', at(1), 1, '', 'a'],
    ],
    [
      'a stop that is missing',
      delivery(),
      routes([{ ...ROUTE, visits: [visit('a', 100)], endSeconds: 210 }]),
      ['MANDATORY_STOP_UNSERVED', 'problem.routing.stops[1]', 1, '', 'b'],
    ],
  ];
  it.each(planted)('names %s, with path, amount, unit and id', async (_, problem, plan, violation) => {
    const answer = await evaluate(problem, plan);
    expect(answer.feasible).toBe(false);
    expect(brief(answer)).toContainEqual(violation);
    expect(answer.violations[0]).toMatchObject({ misstated: false });
  });

  const misstated: [string, Solution, unknown[]][] = [
    ['cost', routes([ROUTE], { cost: 10 }), ['WRONG_COST', 'plan.routing.cost', expect.closeTo(7.7, 9), 'cost', '']],
    [
      'distance',
      routes([ROUTE], { distanceMeters: 1400 }),
      ['WRONG_DISTANCE', 'plan.routing.distance_meters', 100, 'm', ''],
    ],
    [
      'duration',
      routes([ROUTE], { durationSeconds: 200 }),
      ['WRONG_DURATION', 'plan.routing.duration_seconds', 70, 's', ''],
    ],
    [
      'list of stops',
      routes([ROUTE], { unserved: [] }),
      ['STOP_NOT_ACCOUNTED_FOR', 'problem.routing.stops[2]', 1, '', 'c'],
    ],
  ];
  it.each(misstated)('calls a plan with a wrong %s feasible, and says what is right', async (_, plan, violation) => {
    const answer = await evaluate(delivery(), plan);
    expect(answer).toMatchObject({ feasible: true, violations: [{ misstated: true }] });
    expect(brief(answer)).toEqual([violation]);
  });

  it('times a plan that gives only the order of its stops', async () => {
    const route = { vehicleId: 'van', visits: [{ stopId: 'a' }, { stopId: 'b' }] };
    const bare = Solution.fromPartial({
      kind: { $case: 'routing', value: { routes: [route], unserved: [{ id: 'c' }] } },
    });
    const answer = await evaluate(delivery(), bare);
    expect(answer).toMatchObject({ feasible: true, violations: [] });
    expect(answer.value).toBeCloseTo(17.7, 9);
    expect(brief(await evaluate(windows(200), bare))).toEqual([]);
    expect(brief(await evaluate(windows(159), bare))).toEqual([['WINDOW_MISSED', at(1), 1, 's', 'b']]);
  });

  it('accepts what a solve answers, for every kind, with the value that it said', async () => {
    const place = (id: string, degrees: number) => ({ id, location: north(degrees), visitSeconds: 1800 });
    const places = [place('p', 0.004), place('q', 0.03), place('r', -0.02)];
    const days = [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 72_000, start: HOTEL }];
    const trip = Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
    const byRoad = Problem.fromPartial({
      kind: {
        $case: 'routing',
        value: {
          stops: places.map(({ id, location }) => ({ id, location })),
          depots: [{ id: 'd', location: HOTEL }],
          vehicles: [{ id: 'van' }],
        },
      },
    });
    const program = lpProblem('Maximize\n 3 x + 2 y\nSubject To\n c: x + y <= 4\nEnd\n');
    for (const problem of [trip, byRoad, program, delivery()]) {
      const options = { templateId: '', budgetMillis: 8000, maxIterations: 100, seed: 1 };
      const { result } = await solver.client.solve({ problem, problemBlobId: '', options });
      const answer = await evaluate(problem, result?.solution as Solution);
      expect(answer).toMatchObject({ feasible: true, violations: [], kind: expect.any(Number) });
      expect(answer.value).toBeCloseTo(result?.value as number, 6);
    }
  });

  it('names what is wrong with an itinerary', async () => {
    const places = [
      { id: 'p', location: north(0.004), visitSeconds: 1800, required: true },
      { id: 'q', location: north(0.03), visitSeconds: 1800, openingHours: [{ openSeconds: 0, closeSeconds: 36_000 }] },
    ];
    const days = [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 37_000, start: HOTEL }];
    const trip = Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
    const visits = (...ids: string[]) =>
      Solution.fromPartial({
        kind: {
          $case: 'itinerary',
          value: { days: [{ date: '2026-12-04', visits: ids.map((placeId) => ({ placeId })) }] },
        },
      });
    const answer = await evaluate(trip, visits('p', 'q'));
    expect(answer.feasible).toBe(false);
    expect(answer.violations.map(({ rule, path, subjectId, unit }) => [rule, path, subjectId, unit])).toEqual([
      ['CLOSED', 'plan.itinerary.days[0].visits[1]', 'q', 's'],
      ['DAY_EXCEEDED', 'plan.itinerary.days[0]', '2026-12-04', 's'],
    ]);
    expect(brief(await evaluate(trip, visits()))).toEqual([
      ['REQUIRED_PLACE_UNVISITED', 'problem.itinerary.places[0]', 1, '', 'p'],
      ['PLACE_NOT_ACCOUNTED_FOR', 'problem.itinerary.places[1]', 1, '', 'q'],
    ]);
  });

  it('knows every rule of itineraries', async () => {
    const places = [
      { id: 'p', location: north(0.004), visitSeconds: 1800 },
      { id: 'q', location: north(0.03), visitSeconds: 1800, openingHours: [{ openSeconds: 0, closeSeconds: 34_000 }] },
      { id: 'r', location: north(0.05), visitSeconds: 1800, required: true },
      { id: 's', location: north(0.06), visitSeconds: 1800 },
    ];
    const day = { startSeconds: 32_400, endSeconds: 37_000, start: HOTEL };
    const days = [day, day].map((one, i) => ({ ...one, date: `2026-12-0${4 + i}` }));
    const limits = { maxWalkingDistanceMeters: 1000, maxDailyDistanceMeters: 5000 };
    const trip = Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days, ...limits } } });
    const visits = [
      { placeId: 'p', arrivalSeconds: 33_000, startSeconds: 32_900, departureSeconds: 34_700 },
      { placeId: 'q', arrivalSeconds: 36_000, startSeconds: 36_000, departureSeconds: 37_800 },
    ];
    const leg = (fromPlaceId: string, toPlaceId: string, mode: number) => ({ fromPlaceId, toPlaceId, mode });
    const first = {
      date: '2026-12-04',
      visits,
      legs: [leg('', 'q', 2), leg('p', 'q', 1), leg('q', '', 1)],
      startSeconds: 32_000,
      endSeconds: 39_000,
      walkingMeters: 1,
      freeSeconds: 1,
    };
    const second = { date: '2026-12-06', visits: [...visits, { placeId: 'x' }], startSeconds: 1 };
    const third = { date: '2026-12-07' };
    const plan = { days: [first, second, third], unvisited: [], importance: 1, cost: 1 };
    const answer = await evaluate(trip, Solution.fromPartial({ kind: { $case: 'itinerary', value: plan } }));
    const all = `CLOSED DAY_EXCEEDED DISTANCE_EXCEEDED PLACE_NOT_ACCOUNTED_FOR PLACE_VISITED_TWICE REQUIRED_PLACE_UNVISITED
      TOO_EARLY UNKNOWN_PLACE WALKING_EXCEEDED WALKING_LEG_EXCEEDED WRONG_DAYS WRONG_DISTANCE WRONG_DURATION
      WRONG_IMPORTANCE WRONG_LEG WRONG_MODE WRONG_TIME`;
    expect([...new Set(answer.violations.map(({ rule }) => rule))].sort()).toEqual(all.split(/\s+/));
    expect(answer.feasible).toBe(false);
    expect(answer.value).toBeUndefined();
    // Of the legs the plan gives no metres: what they really have counts.
    expect(answer.violations).toContainEqual(
      expect.objectContaining({ rule: 'WALKING_LEG_EXCEEDED', path: 'plan.itinerary.days[0].legs[1]', subjectId: 'q' }),
    );
  });

  it('names what is wrong with a point of a linear program, of long text too', async () => {
    const rows = Array.from({ length: 4000 }, (_, i) => ` r${i}: x + ${i + 1} y <= ${2 * i + 3}\n`).join('');
    const long = lpProblem(`Maximize\n x + y\nSubject To\n${rows}Generals\n y\nEnd\n`);
    const point = (columns: object[], more: object = {}) =>
      Solution.fromPartial({ kind: { $case: 'linear', value: { columns, ...more } } });
    const short = lpProblem('Maximize\n x + y\nSubject To\n r0: x + y <= 3\nGenerals\n y\nEnd\n');
    for (const problem of [short, long]) {
      expect(
        await evaluate(
          problem,
          point([
            { name: 'x', value: 1 },
            { name: 'y', value: 1 },
          ]),
        ),
      ).toMatchObject({ feasible: true, value: 2 });
      const wrong = point(
        [
          { name: 'x', value: 3 },
          { name: 'y', value: 0.5 },
          { name: 'z', value: 1 },
        ],
        { objective: 4 },
      );
      const answer = await evaluate(problem, wrong);
      expect(answer).toMatchObject({ feasible: false, value: 3.5 });
      expect(brief(answer)).toEqual(
        expect.arrayContaining([
          ['UNKNOWN_COLUMN', 'plan.linear.columns[2]', 1, '', 'z'],
          ['NOT_WHOLE', 'plan.linear.columns[1]', 0.5, '', 'y'],
          ['ROW_MISSED', 'plan.linear.rows', 0.5, '', 'r0'],
          ['WRONG_OBJECTIVE', 'plan.linear.objective', 0.5, '', ''],
        ]),
      );
    }
    const unreadable = lpProblem(`Maximize\n x + y\nSubject To\n${rows} x + >= 4\nEnd\n`);
    await expect(evaluate(unreadable, point([]))).rejects.toMatchObject({
      reason: 'INVALID_PROBLEM',
      violations: [{ path: 'problem.linear.lp_text' }],
    });
  });

  it('checks a very long plan beside the service, and lists the first thousand violations of all', async () => {
    const visits = Array.from({ length: 30_000 }, (_, i) => ({ stopId: `x${i}` }));
    const answer = await evaluate(delivery(), routes([{ vehicleId: 'van', visits }]));
    expect(answer).toMatchObject({ feasible: false, violationCount: 30_003 });
    expect(answer.value).toBeUndefined();
    expect(answer.violations).toHaveLength(1000);
  });

  it('takes problem and plan as blobs', async () => {
    blobs.set('problem', Problem.encode(delivery()).finish());
    blobs.set('plan', Solution.encode(routes()).finish());
    blobs.set('noise', Uint8Array.of(255, 1, 2));
    const byBlob = (planBlobId: string) =>
      solver.client.evaluate(asked(undefined, undefined, { problemBlobId: 'problem', planBlobId }));
    expect(await byBlob('plan')).toMatchObject({ feasible: true });
    await expect(byBlob('noise')).rejects.toMatchObject({
      violations: [{ path: 'plan_blob_id', reason: 'MALFORMED' }],
    });
    await expect(byBlob('nothing')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('refuses a request with all that is wrong with it', async () => {
    const wrong = (problem: Problem | undefined, plan: Solution | undefined, more: object = {}) =>
      solver.client.evaluate(asked(problem, plan, more)).then(
        () => [],
        (error: { violations: { path: string; reason: string }[] }) =>
          error.violations.map(({ path, reason }) => `${path} ${reason}`),
      );
    expect(await wrong(undefined, undefined)).toEqual(['problem REQUIRED', 'plan REQUIRED']);
    expect(await wrong(delivery({ depots: [] }), undefined)).toEqual(
      expect.arrayContaining(['plan REQUIRED', 'problem.routing.depots REQUIRED']),
    );
    const point = Solution.fromPartial({ kind: { $case: 'linear', value: {} } });
    expect(await wrong(delivery(), point)).toEqual(['plan WRONG_KIND']);
    expect(await wrong(delivery(), routes(), { planBlobId: 'plan' })).toEqual(['plan_blob_id TWO_PLANS']);
    expect(await wrong(delivery({ depots: [] }), routes())).toContain('problem.routing.depots REQUIRED');
  });

  it('measures no way by itself unless it may, and says so when it does', async () => {
    const stops = [{ id: 'a', location: north(0.01) }];
    const byRoad = Problem.fromPartial({
      kind: { $case: 'routing', value: { stops, depots: [{ id: 'd', location: HOTEL }], vehicles: [{ id: 'van' }] } },
    });
    const bare = Solution.fromPartial({
      kind: { $case: 'routing', value: { routes: [{ vehicleId: 'van', visits: [{ stopId: 'a' }] }] } },
    });
    expect(await evaluate(byRoad, bare)).toMatchObject({ feasible: true, travelEstimated: false, warnings: [] });
    solver.distance.behaviour = 'fails';
    await expect(evaluate(byRoad, bare)).rejects.toMatchObject({ reason: 'DISTANCE_ERROR' });
    expect(await evaluate(byRoad, bare, { allowEstimates: true })).toMatchObject({
      feasible: true,
      travelEstimated: true,
      warnings: [expect.stringMatching(/straight lines/)],
    });
    solver.distance.behaviour = 'answers';
  });

  it('is counted by kind and outcome, and tells no events', async () => {
    await evaluate(delivery(), routes());
    const text = await solver.metrics.text();
    expect(text).toMatch(
      /solveig_solver_evaluations_total\{kind="routing",outcome="feasible",service="solver"\} [1-9]/,
    );
    expect(text).toMatch(/evaluations_total\{kind="routing",outcome="DISTANCE_ERROR"/);
  });
});
