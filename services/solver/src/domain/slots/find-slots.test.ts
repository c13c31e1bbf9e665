import { describe, expect, it } from 'vitest';
import { listsOfPlan } from '#domain/explain/plan-lists';
import { routingModel } from '#domain/explain/routing-model';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem, Stop } from '#domain/routing/problem';
import { randomInstance } from '#domain/routing/random-instance';
import { readPlan } from '#domain/routing/read-plan';
import { solveRouting } from '#domain/routing/solve-routing';
import { verifyRouting } from '#domain/routing/verify';
import { type FoundSlot, findSlots } from './find-slots.ts';

const never = () => false;
const context = { budgetMs: 10_000, seed: 1, iterations: 200, now: () => performance.now(), stop: never };

/** A solved day of deliveries, the last stop of which is not served yet. */
async function dayOf(
  seed: number,
  last: Partial<Stop>,
  more: object = {},
): Promise<RoutingProblem & { plan: number[][] }> {
  const whole = randomInstance({ seed, stops: 25, vehicles: 4, windows: 0.5, costPerHour: 12, ...more });
  const stops = whole.input.stops.map((stop, index) =>
    index === 24 ? { ...stop, optional: true, prize: 0, ...last } : stop,
  );
  const problem = { ...whole, input: { ...whole.input, stops } };
  const outcome = await solveRouting(problem, context);
  if (!outcome.solution) throw new Error('the day has no plan');
  const compiled = compileRouting(problem);
  const { lists } = listsOfPlan(problem.input, compiled, outcome.solution);
  return { ...problem, plan: lists.map((list) => [...list].filter((stop) => stop !== 24)) };
}

function slotsOf({ plan, ...problem }: RoutingProblem & { plan: number[][] }, perVehicle = 3) {
  const compiled = compileRouting(problem);
  const answer = findSlots({
    world: routingModel(problem, compiled).real,
    routes: plan.map((list) => Int32Array.from(list)),
    subject: [24],
    dayOf: (_, seconds) => Math.floor(seconds / 86_400),
    perVehicle,
    most: 50,
    isOver: never,
  });
  return { compiled, ...answer };
}

/** What the verifier says to the plan with the slot taken, when the new stop may start within `window` only. */
function taken(
  { plan, ...problem }: RoutingProblem & { plan: number[][] },
  slot: FoundSlot,
  window?: [number, number],
) {
  const stops = problem.input.stops.map((stop, index) =>
    index === 24 && window ? { ...stop, timeWindows: [{ startSeconds: window[0], endSeconds: window[1] }] } : stop,
  );
  const changed = { ...problem, input: { ...problem.input, stops } };
  const routes = plan.map((list, vehicle) => {
    if (vehicle !== slot.vehicle) return Int32Array.from(list);
    const at = list.indexOf(slot.visits[0]?.after ?? -1) + 1;
    return Int32Array.from([...list.slice(0, at), 24, ...list.slice(at)]);
  });
  return verifyRouting(changed, readPlan(changed, compileRouting(changed), routes));
}

describe('findSlots', { timeout: 30_000 }, () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'gives slots that the verifier accepts at the cost that was said, cheapest first (%d)',
    async (seed) => {
      const day = await dayOf(seed, {});
      const before = verifyRouting(
        day,
        readPlan(
          day,
          compileRouting(day),
          day.plan.map((list) => Int32Array.from(list)),
        ),
      ).cost;
      const { slots } = slotsOf(day);
      expect(slots.length).toBeGreaterThan(0);
      for (const slot of slots) {
        const { violations, cost } = taken(day, slot);
        expect(violations).toEqual([]);
        expect(cost - before).toBeCloseTo(slot.cost, 6);
      }
      expect(slots.map(({ cost }) => cost)).toEqual(slots.map(({ cost }) => cost).sort((a, b) => a - b));
    },
  );

  it.each([11, 12, 13, 14])('promises starts that hold at both ends and not beyond (%d)', async (seed) => {
    const day = await dayOf(seed, { timeWindows: [] }, { maxDurationSeconds: 6 * 3600 });
    for (const slot of slotsOf(day, 2).slots) {
      const { earliestSeconds, latestSeconds } = slot.visits[0] as (typeof slot.visits)[number];
      for (const at of [earliestSeconds, latestSeconds]) expect(taken(day, slot, [at, at]).violations).toEqual([]);
      expect(() => taken(day, slot, [latestSeconds + 60, 1e6])).toThrow('breaks a rule');
      expect(() => taken(day, slot, [0, earliestSeconds - 60])).toThrow('breaks a rule');
    }
  });

  it('says when each vehicle could come, also outside the windows of the stop', async () => {
    const day = await dayOf(3, { timeWindows: [{ startSeconds: 1, endSeconds: 2 }] });
    const { slots, times } = slotsOf(day);
    expect(slots).toEqual([]);
    expect(times.length).toBeGreaterThan(0);
    for (const { ranges } of times) {
      for (const [index, { earliest, latest }] of ranges.entries()) {
        expect(latest).toBeGreaterThanOrEqual(earliest);
        expect(earliest).toBeGreaterThan(ranges[index - 1]?.latest ?? 0);
      }
    }
  });

  it('gives at most so many slots for a vehicle and day, and of idle vehicles alike only one', async () => {
    const day = await dayOf(4, {});
    const idle = { ...day, plan: day.plan.map((list, vehicle) => (vehicle < 2 ? list : [])) };
    const { slots } = slotsOf(idle, 2);
    for (const { vehicle } of slots) {
      expect(slots.filter((other) => other.vehicle === vehicle).length).toBeLessThanOrEqual(2);
    }
    expect(slots.filter(({ newRoute }) => newRoute)).toHaveLength(1);
  });

  it('leaves routes alone that break a rule as they are', async () => {
    const day = await dayOf(5, {});
    const shift = { startSeconds: 8 * 3600, endSeconds: 8 * 3600 + 60 };
    const late = { ...day, input: { ...day.input, vehicles: day.input.vehicles.map((v) => ({ ...v, shift })) } };
    const { slots, broken } = slotsOf(late);
    expect(slots).toEqual([]);
    expect(broken).toEqual(day.plan.flatMap((list, vehicle) => (list.length > 0 ? [vehicle] : [])));
  });
});
