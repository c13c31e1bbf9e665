import { describe, expect, it } from 'vitest';
import { RELAXATION, type RelaxationPolicy } from '#domain/strategy/relaxation-policy';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import { bentRules } from './bent-rules.ts';
import { isMisstatement, ROUTING_VIOLATION_KINDS } from './plan-rules.ts';
import type { RoutePlan, RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
import { randomInstance } from './random-instance.ts';
import { routingLadder } from './relax-routing.ts';
import { solveRouting } from './solve-routing.ts';
import { verifyRouting } from './verify.ts';

const HOUR = 3600;
const MORNING = { startSeconds: 7 * HOUR, endSeconds: 7.5 * HOUR };

interface Shape {
  readonly relaxation?: RelaxationPolicy;
  readonly first?: Partial<Stop>;
  readonly vehicle?: Partial<Vehicle>;
  readonly more?: Partial<RoutingInput>;
}

/** A day of six stops and one van that can be driven, with its first stop, its van and its rules changed. */
function day({ relaxation, first = {}, vehicle = {}, more = {} }: Shape): RoutingProblem {
  const { input, travel } = randomInstance({ seed: 11, stops: 6, vehicles: 1, costPerHour: 10 });
  return {
    input: {
      ...input,
      stops: input.stops.map((stop, index) => (index === 0 ? { ...stop, ...first } : stop)),
      vehicles: input.vehicles.map((van) => ({ ...van, capacity: [1000, 9000], ...vehicle })),
      relaxation,
      ...more,
    },
    travel,
  };
}

const solve = (problem: RoutingProblem) => {
  const context: SolveContext<RoutePlan> = {
    seed: 1,
    now: () => performance.now(),
    budgetMs: 5000,
    iterations: 200,
    stop: () => false,
  };
  return solveRouting(problem, context);
};

const policy = (...rules: number[]): RelaxationPolicy => ({ forbidden: false, steps: rules.map((rule) => ({ rule })) });

/** The request after every rung, while `s0` does not fit. */
function climbed(problem: RoutingProblem, unserved = ['s0']): RoutingInput[] {
  const steps: RoutingInput[] = [];
  let now = problem;
  for (const rung of routingLadder(problem)) {
    const next = rung(now, problem, new Set(unserved));
    if (!next) continue;
    steps.push(next.input);
    now = next;
  }
  return steps;
}

describe('the ladder of a routing problem', () => {
  it('takes the steps of the client in its order: a longer day before a wider window', async () => {
    const first = { timeWindows: [{ startSeconds: 18.5 * HOUR, endSeconds: 19 * HOUR }] };
    const overtime = await solve(day({ first, relaxation: policy(RELAXATION.overtime, RELAXATION.timeWindows) }));
    expect(overtime.relaxations.map(({ step }) => step)).toEqual(['extend_working_time']);
    const windows = await solve(day({ first, relaxation: policy(RELAXATION.timeWindows, RELAXATION.overtime) }));
    expect(windows.relaxations.map(({ step }) => step)).toEqual(['widen_time_windows']);
  });

  it('bends no further than the client allows', () => {
    const relaxation = { forbidden: false, steps: [{ rule: RELAXATION.timeWindows, maxSeconds: 1.5 * HOUR }] };
    const starts = climbed(day({ first: { timeWindows: [MORNING] }, relaxation })).map(
      ({ stops }) => stops[0]?.timeWindows[0]?.startSeconds,
    );
    expect(starts).toEqual([6 * HOUR, 5.5 * HOUR]);
  });

  it('leaves out what does not fit, unless that is forbidden: then it proves that there is no answer', async () => {
    const first = { skills: ['crane'] };
    const left = await solve(day({ first }));
    expect(left).toMatchObject({ status: 'relaxed', relaxations: [{ step: 'drop_stops', subjectId: 's0' }] });
    const relaxation = { forbidden: false, forbiddenRules: [RELAXATION.leaveOut] };
    const refused = await solve(day({ first, relaxation }));
    expect(refused).toMatchObject({ status: 'infeasible', relaxations: [], explanation: { conflict: ['s0'] } });
    expect(refused.solution).toBeUndefined();
  });

  it('leaves out no more than the client allows', async () => {
    const steps = [{ rule: RELAXATION.leaveOut, maxCount: 1 }];
    const relaxation = { forbidden: false, steps };
    expect((await solve(day({ first: { skills: ['crane'] }, relaxation }))).status).toBe('relaxed');
    const two = day({ first: { skills: ['crane'] }, relaxation });
    const stops = two.input.stops.map((stop, index) => (index < 2 ? { ...stop, skills: ['crane'] } : stop));
    expect((await solve({ ...two, input: { ...two.input, stops } })).status).toBe('infeasible');
  });

  it('prices what the stops cost that only fit since', async () => {
    const { relaxations, solution } = await solve(day({ vehicle: { maxStops: 5 } }));
    expect(relaxations).toMatchObject([
      { step: 'extend_stop_limit', subjectId: 'van', from: 'at most 5 stops', to: '6 stops' },
    ]);
    expect(relaxations[0]?.price).toBeGreaterThan(0);
    expect(solution?.unserved).toEqual([]);
  });

  it('touches only rules that are there', () => {
    const rules = [RELAXATION.rideTime, RELAXATION.walkingLimit, RELAXATION.distanceLimit, RELAXATION.stopLimit];
    expect(climbed(day({ relaxation: policy(...rules, RELAXATION.breaks, RELAXATION.releaseTime) }))).toEqual([]);
  });

  it('lengthens rides, releases goods, and lets a walker go further', () => {
    const shipment = { id: 'p', pickupStopId: 's1', deliveryStopId: 's0', amount: [], optional: false, prize: 0 };
    const problem = day({
      first: { releaseSeconds: 5400 },
      vehicle: { walking: { profileId: '', maxMeters: 500 } },
      more: { shipments: [{ ...shipment, maxRideSeconds: 600 }] },
      relaxation: policy(RELAXATION.rideTime, RELAXATION.releaseTime, RELAXATION.walkingLimit),
    });
    const steps = climbed(problem);
    const last = steps.at(-1);
    expect(steps.map(({ shipments }) => shipments?.[0]?.maxRideSeconds).slice(0, 3)).toEqual([2400, 4200, 7800]);
    expect(last?.stops[0]?.releaseSeconds).toBe(0);
    expect(last?.vehicles[0]?.walking?.maxMeters).toBe(2500);
  });

  it('lengthens shifts, none into the next one', () => {
    const shifts = [
      { startSeconds: 0, endSeconds: 8 * HOUR },
      { startSeconds: 9 * HOUR, endSeconds: 17 * HOUR },
    ];
    const [first] = climbed(day({ vehicle: { shift: undefined, shifts }, relaxation: policy(RELAXATION.overtime) }));
    expect(first?.vehicles[0]?.shifts).toEqual([
      { startSeconds: 0, endSeconds: 9 * HOUR - 1 },
      { startSeconds: 9 * HOUR, endSeconds: 18 * HOUR },
    ]);
  });

  it('leaves out shipments and groups as a whole', () => {
    const shipment = { id: 'p', pickupStopId: 's0', deliveryStopId: 's1', amount: [], optional: false, prize: 0 };
    const group = { id: 'g', stopIds: ['s2', 's3'], optional: false, prize: 0 };
    const more = { shipments: [shipment], alternatives: [group] };
    const unserved = ['s0', 's1', 's2', 's3', 's4'];
    const [input] = climbed(day({ more, relaxation: policy(RELAXATION.leaveOut) }), unserved);
    expect(input?.shipments?.[0]?.optional).toBe(true);
    expect(input?.alternatives?.[0]?.optional).toBe(true);
    expect(input?.stops.map(({ optional }) => optional)).toEqual([false, false, false, false, true, false]);
  });
});

describe('what a relaxed plan bends', () => {
  it('is said in words with step, subject and message for every rule that a plan can break', () => {
    // Every rule that the verifier of this problem finds broken in an empty and in a mad plan.
    const problem = day({
      first: { timeWindows: [MORNING] },
      vehicle: { maxDistanceMeters: 1, maxDurationSeconds: 1 },
    });
    const visits = problem.input.stops.map(({ id }) => ({
      stopId: id,
      arrivalSeconds: 0,
      startSeconds: -5,
      departureSeconds: 0,
      distanceMeters: 0,
    }));
    const route = { vehicleId: 'van', vehicleIndex: 0, startSeconds: 0, endSeconds: 0, distanceMeters: 0, cost: 0 };
    const routes = [
      { ...route, visits },
      { ...route, vehicleId: 'ghost', visits: [] },
    ];
    for (const plan of [
      { routes: [], unserved: [], cost: 0, distanceMeters: 0, durationSeconds: 0 },
      { routes, unserved: [], cost: 0, distanceMeters: 0, durationSeconds: 0 },
    ]) {
      const broken = verifyRouting(problem, plan).violations.filter(({ kind }) => !isMisstatement(kind));
      const bent = bentRules(problem, plan, new Map());
      expect(bent).toHaveLength(broken.length);
      expect(broken.length).toBeGreaterThan(3);
      for (const { step, from, to, message } of bent) {
        expect([step, from, to, message].every((words) => words.length > 0 && !/undefined|NaN/.test(words))).toBe(true);
      }
    }
    expect(ROUTING_VIOLATION_KINDS.length).toBeGreaterThan(20);
  });
});
