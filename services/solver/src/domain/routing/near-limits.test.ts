import { describe, expect, it } from 'vitest';
import { travelMatrix } from '#domain/geo/travel-matrix';
import type { RoutePlan, RoutingInput, RoutingProblem, Stop, Vehicle } from './problem.ts';
import { solveRouting } from './solve-routing.ts';
import { validateRouting } from './validate.ts';
import { evenTravel, stopOf, vehicleOf } from './verify/even-plan.ts';
import { verifyRouting } from './verify.ts';

const MOST_SECONDS = 400_000_000;
const MOST_METERS = 900_000_000;
const MOST_AMOUNT = 1e12;
const MOST_LOAD = 1_000_000_000;

interface Extreme {
  readonly stops: number;
  readonly leg?: { readonly seconds: number; readonly meters: number };
  readonly stop?: Partial<Stop> | ((index: number) => Partial<Stop>);
  readonly vehicle?: Partial<Vehicle>;
}

/** One depot and stops between which every leg is the same. */
function extreme({ stops, leg = { seconds: 100, meters: 1000 }, stop = {}, vehicle = {} }: Extreme): RoutingProblem {
  const { durations, distances } = evenTravel(stops + 1, leg);
  const input: RoutingInput = {
    stops: Array.from({ length: stops }, (_, i) => stopOf(`s${i}`, typeof stop === 'function' ? stop(i) : stop)),
    depots: [{ id: 'x' }],
    vehicles: [vehicleOf('van', vehicle)],
    capacityDimensions: ['kg'],
    travelMode: 2,
    matrix: { durationsSeconds: [...durations], distancesMeters: [...distances] },
  };
  return { input, travel: travelMatrix(durations, distances) };
}

const solve = (problem: RoutingProblem) =>
  solveRouting(problem, { seed: 1, now: () => performance.now(), budgetMs: 5000, iterations: 50, stop: () => false });

const dear = { fixedCost: MOST_AMOUNT, costPerKm: MOST_AMOUNT, costPerHour: MOST_AMOUNT };

describe('a problem near the limits', () => {
  const whole: readonly [string, Extreme, number][] = [
    ['the longest way that there is, and back', { stops: 1, leg: { seconds: 100, meters: MOST_METERS } }, 1.8e6],
    ['the highest costs', { stops: 5, vehicle: dear }, MOST_AMOUNT * (1 + 6 + 650 / 3600)],
    ['the highest prizes', { stops: 5, vehicle: dear, stop: { optional: true, prize: MOST_AMOUNT } }, 5 * MOST_AMOUNT],
    [
      'the largest loads, delivered and collected',
      {
        stops: 2,
        vehicle: { capacity: [MOST_LOAD] },
        stop: (i) => (i === 0 ? { demand: [MOST_LOAD / 2] } : { pickup: [MOST_LOAD / 2] }),
      },
      3,
    ],
    [
      'the latest windows',
      {
        stops: 3,
        vehicle: { shift: { startSeconds: 0, endSeconds: MOST_SECONDS } },
        stop: { timeWindows: [{ startSeconds: MOST_SECONDS - 1000, endSeconds: MOST_SECONDS }] },
      },
      4,
    ],
    [
      'the highest prices of lateness',
      {
        stops: 2,
        stop: {
          softWindow: {
            startSeconds: 0,
            endSeconds: 0,
            costPerSecondEarly: MOST_AMOUNT,
            costPerSecondLate: MOST_AMOUNT,
          },
        },
      },
      MOST_AMOUNT * 310 + 3,
    ],
  ];
  it.each(whole)('is solved to the digit: %s', async (_, shape, cost) => {
    const problem = extreme(shape);
    expect(validateRouting(problem.input)).toEqual([]);
    const { solution, value } = await solve(problem);
    expect(verifyRouting(problem, solution as RoutePlan).violations).toEqual([]);
    expect(Math.abs((value ?? 0) - cost) / cost).toBeLessThan(1e-9);
  });

  const beyond: readonly [string, Extreme][] = [
    ['metres', { stops: 2, leg: { seconds: 100, meters: MOST_METERS } }],
    ['seconds on the way', { stops: 6, leg: { seconds: 340_000_000, meters: 10 } }],
    ['seconds at stops', { stops: 8, stop: { serviceSeconds: MOST_SECONDS } }],
    [
      'seconds with a price of waiting',
      { stops: 5, leg: { seconds: MOST_SECONDS, meters: 1 }, vehicle: { costPerWaitingHour: 1 } },
    ],
  ];
  it.each(beyond)('never gives a plan of more %s than 32 bits hold', async (_, shape) => {
    const problem = extreme(shape);
    const { solution } = await solve(problem);
    const plan = solution as RoutePlan | undefined;
    expect(plan ? verifyRouting(problem, plan, { partial: true }).violations : []).toEqual([]);
    for (const figure of [plan?.distanceMeters ?? 0, plan?.durationSeconds ?? 0]) {
      expect(figure).toBeGreaterThanOrEqual(0);
      expect(figure).toBeLessThan(2 ** 31);
    }
  });

  it('is refused when no plan could be written', () => {
    const { input } = extreme({ stops: 12, leg: { seconds: 300_000_000, meters: 10 } });
    expect(validateRouting(input)).toMatchObject([{ path: 'matrix.durations_seconds', reason: 'OUT_OF_RANGE' }]);
  });
});
