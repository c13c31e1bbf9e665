import { describe, expect, it } from 'vitest';
import { NO_WAY, travelMatrix } from '#domain/geo/travel-matrix';
import type { SolveContext } from '#domain/strategy/solve-outcome';
import { type RoutePlan, type RoutingProblem, type Stop, UNSERVED } from './problem.ts';
import { randomInstance } from './random-instance.ts';
import { solveRouting } from './solve-routing.ts';
import { verifyRouting } from './verify.ts';
import { visitStrategies } from './visit-strategies.ts';

const context = (more: Partial<SolveContext<RoutePlan>> = {}): SolveContext<RoutePlan> => ({
  seed: 1,
  now: () => performance.now(),
  budgetMs: 5000,
  iterations: 200,
  stop: () => false,
  ...more,
});

/** A small day that can be solved, with stops changed and the vehicle too. */
function day(
  change: (stop: Stop, index: number) => Partial<Stop> = () => ({}),
  stops = 6,
  vehicle = {},
): RoutingProblem {
  const { input, travel } = randomInstance({ seed: 11, stops, vehicles: 1, costPerHour: 10 });
  return {
    input: {
      ...input,
      stops: input.stops.map((stop, index) => ({ ...stop, ...change(stop, index) })),
      vehicles: input.vehicles.map((van) => ({ ...van, capacity: [1000, 9000], ...vehicle })),
    },
    travel,
  };
}

const forbidden = (problem: RoutingProblem): RoutingProblem => ({
  ...problem,
  input: { ...problem.input, relaxation: { forbidden: true } },
});

const opens = (startSeconds: number, endSeconds: number) => ({ timeWindows: [{ startSeconds, endSeconds }] });

describe('solving a routing problem', () => {
  it('proves a small one', async () => {
    const outcome = await solveRouting(day(), context());
    expect(outcome).toMatchObject({ status: 'optimal', stopReason: 'optimal', degraded: false, relaxations: [] });
    expect(outcome.bound).toBe(outcome.value);
    expect(outcome.firstAnswerSeconds).toBeGreaterThanOrEqual(0);
  });

  it('gives a checked answer with a bound for a larger one, and streams better and better ones', async () => {
    const problem = randomInstance({ seed: 3, stops: 60, vehicles: 6, windows: 0.5, costPerHour: 10 });
    const values: number[] = [];
    const outcome = await solveRouting(problem, context({ onIncumbent: ({ value }) => values.push(value) }));
    expect(outcome).toMatchObject({ status: 'feasible', stopReason: 'iterations', boundSource: 'arc_relaxation' });
    expect(verifyRouting(problem, outcome.solution as RoutePlan).violations).toEqual([]);
    expect(outcome.bound).toBeGreaterThan(0);
    expect(outcome.bound).toBeLessThan(outcome.value ?? 0);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeCloseTo(outcome.value ?? 0, 6);
  });

  it('keeps the best plan when somebody says stop', async () => {
    const problem = randomInstance({ seed: 3, stops: 60, vehicles: 6 });
    let stopped = false;
    const onIncumbent = () => {
      stopped = true;
    };
    const outcome = await solveRouting(problem, context({ iterations: undefined, stop: () => stopped, onIncumbent }));
    expect(outcome).toMatchObject({ status: 'feasible', stopReason: 'stopped' });
  });

  it('falls back to a later strategy when the engine fails, and says so', async () => {
    const [, ...later] = visitStrategies();
    const broken = {
      name: 'broken',
      share: 0.5,
      run: () => {
        throw new Error('planted');
      },
    };
    const outcome = await solveRouting(day(), context(), [broken, ...later]);
    expect(outcome).toMatchObject({ status: 'feasible', strategy: 'reduced_neighbourhoods', degraded: true });
    expect(outcome.attempts[0]).toMatchObject({ strategy: 'broken', outcome: 'failed', cause: 'planted' });
  });

  it('without any time still gives the emergency answer, labelled degraded', async () => {
    const outcome = await solveRouting(day(), context({ budgetMs: 0 }));
    expect(outcome).toMatchObject({ status: 'feasible', strategy: 'emergency', degraded: true });
    expect(outcome.solution?.unserved).toEqual([]);
  });

  it('refuses a plan whose cost the engine misstates', async () => {
    const liar = visitStrategies().map((strategy) => ({
      ...strategy,
      run: async (...given: Parameters<typeof strategy.run>) => {
        const outcome = await strategy.run(...given);
        return strategy.name === 'construction' ? outcome : { ...outcome, value: (outcome.value ?? 0) - 1 };
      },
    }));
    const outcome = await solveRouting(day(), context(), liar);
    expect(outcome.attempts.map(({ outcome: how }) => how)).toEqual([...Array(4).fill('wrong_answer'), 'answered']);
    expect(outcome.attempts[0]?.cause).toContain('the engine claims a cost');
  });

  it('says what it would cost to serve a stop that is not worth its prize', async () => {
    const outcome = await solveRouting(
      day((_, i) => (i === 0 ? { optional: true, prize: 0.01 } : {})),
      context(),
    );
    const [unserved] = outcome.solution?.unserved ?? [];
    expect(unserved?.id).toBe('s0');
    expect(unserved?.reasons[0]).toMatchObject({ code: UNSERVED.prizeTooLow, closest: 'van' });
    expect(unserved?.reasons[0]?.price).toBeGreaterThan(0.01);
  });
});

describe('when not everything fits', () => {
  it('names one reason at a time for an optional stop', async () => {
    const reasonOf = async (problem: RoutingProblem) => {
      const { solution } = await solveRouting(problem, context());
      return solution?.unserved.find(({ id }) => id === 's0')?.reasons.map(({ code }) => code);
    };
    const optional = { optional: true, prize: 500 };
    const first = (more: Partial<Stop>) => day((_, i) => (i === 0 ? { ...optional, ...more } : {}));
    expect(await reasonOf(first(opens(0, 60)))).toEqual([UNSERVED.timeWindow]);
    expect(await reasonOf(first({ skills: ['crane'] }))).toEqual([UNSERVED.skill]);
    expect(await reasonOf(first({ demand: [5000, 1] }))).toEqual([UNSERVED.capacity]);
    expect(await reasonOf(first({ serviceSeconds: 40_000 }))).toEqual([UNSERVED.workingTime]);
    expect(await reasonOf(day((_, i) => (i === 0 ? { ...optional, prize: 0.001 } : {}), 6, { maxStops: 5 }))).toEqual([
      UNSERVED.stopLimit,
    ]);
  });

  it('says that a stop cannot be reached', async () => {
    const problem = day((_, i) => (i === 0 ? { optional: true, prize: 500 } : {}));
    const { size, durations } = problem.travel;
    for (let other = 0; other < size; other++) if (other !== 1) durations[other * size + 1] = -1;
    const { solution } = await solveRouting(problem, context());
    expect(solution?.unserved[0]).toMatchObject({ id: 's0', reasons: [{ code: UNSERVED.unreachable }] });
  });

  it('never drives where only metres or only seconds are known', async () => {
    const problem = day((_, i) => (i === 0 ? { optional: true, prize: 500 } : {}));
    const { size, distances } = problem.travel;
    for (let other = 0; other < size; other++) if (other !== 1) distances[other * size + 1] = -1;
    const outcome = await solveRouting(problem, context());
    expect(outcome).toMatchObject({ status: 'optimal', strategy: 'ruin_and_recreate' });
    expect(outcome.solution?.unserved.map(({ id }) => id)).toEqual(['s0']);
  });

  it('widens the window of a mandatory stop by no more than it needs, and prices it', async () => {
    const problem = day((_, i) => (i === 0 ? opens(7 * 3600, 7.5 * 3600) : {}));
    const outcome = await solveRouting(problem, context());
    expect(outcome.status).toBe('relaxed');
    expect(outcome.relaxations).toHaveLength(1);
    expect(outcome.relaxations[0]).toMatchObject({ step: 'widen_time_windows', subjectId: 's0', from: '7:00-7:30' });
    expect(outcome.relaxations[0]?.price).toBeGreaterThan(0);
    expect(outcome.solution?.unserved).toEqual([]);
    expect(outcome.explanation?.conflict).toEqual(['s0']);
    const bent = verifyRouting(problem, outcome.solution as RoutePlan).violations;
    expect(bent.map(({ kind }) => kind)).toEqual(['window_missed']);
  });

  it('climbs the ladder in order: working time only after windows, dropping last', async () => {
    const long = await solveRouting(
      day((_, i) => (i === 0 ? { serviceSeconds: 31_000 } : {})),
      context(),
    );
    expect(long.relaxations.map(({ step }) => step)).toEqual(['extend_working_time']);
    const never = await solveRouting(
      day((_, i) => (i === 0 ? { skills: ['crane'] } : {})),
      context(),
    );
    expect(never.relaxations).toMatchObject([{ step: 'drop_stops', subjectId: 's0' }]);
    expect(never.solution?.unserved[0]?.reasons[0]?.code).toBe(UNSERVED.skill);
  });

  it('with relaxing forbidden gives the conflict set, and no plan', async () => {
    const outcome = await solveRouting(
      forbidden(day((_, i) => (i < 2 ? opens(8.5 * 3600, 8.5 * 3600) : {}))),
      context(),
    );
    expect(outcome).toMatchObject({ status: 'infeasible', stopReason: 'infeasible', relaxations: [] });
    expect(outcome.explanation?.conflict).toEqual(['s0', 's1']);
    expect(outcome.solution).toBeUndefined();
  });

  it('knows that loads exceed the whole fleet', async () => {
    const outcome = await solveRouting(forbidden(day(() => ({}), 6, { capacity: [10, 9000] })), context());
    expect(outcome).toMatchObject({ status: 'infeasible', explanation: { conflict: ['capacity:kg'] } });
  });

  it('does not call a problem infeasible where a stop can be reached past another', async () => {
    // One-way streets from the depot to s0, on to s1, and back.
    const size = 3;
    const cells = Array.from({ length: size * size }, () => NO_WAY);
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const)
      cells[from * size + to] = 60;
    for (let place = 0; place < size; place++) cells[place * size + place] = 0;
    const { input } = day(() => ({ setupSeconds: 60 }), 2);
    const outcome = await solveRouting(forbidden({ input, travel: travelMatrix(cells, cells) }), context());
    expect(['unknown', 'feasible', 'optimal']).toContain(outcome.status);
    expect(outcome.explanation?.conflict ?? []).toEqual([]);
  });

  it('says unknown when there is neither a plan nor a proof', async () => {
    const problem = forbidden(randomInstance({ seed: 3, stops: 40, vehicles: 1, windows: 0.9 }));
    const outcome = await solveRouting(problem, context({ iterations: 50 }));
    expect(['unknown', 'infeasible']).toContain(outcome.status);
    if (outcome.status === 'unknown') expect(outcome.explanation?.conflict).toEqual([]);
    expect(outcome.solution).toBeUndefined();
  });
});
