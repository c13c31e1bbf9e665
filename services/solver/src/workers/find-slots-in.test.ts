import { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { describe, expect, it } from 'vitest';
import { areSlotsQuick } from './are-slots-quick.ts';
import { slotsIn } from './find-slots-in.ts';

const idOf = (i: number) => `s${i}`;

function day(stops: number, more: object = {}): Problem {
  const value = {
    stops: Array.from({ length: stops }, (_, i) => ({
      id: idOf(i),
      location: { latitude: 52 + i / 1000, longitude: 5 },
    })),
    depots: [{ id: 'depot', location: { latitude: 52, longitude: 5 } }],
    vehicles: [{ id: 'van', costPerKm: 1 }],
    greatCircle: true,
    ...more,
  };
  return Problem.fromPartial({ kind: { $case: 'routing', value } });
}

/** All but the first stop, in routes of some size. */
function plan(stops: number, size: number): Solution {
  const ids = Array.from({ length: stops - 1 }, (_, i) => ({ stopId: idOf(i + 1) }));
  const routes = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ({
    vehicleId: 'van',
    vehicleIndex: index,
    visits: ids.slice(index * size, (index + 1) * size),
  }));
  return Solution.fromPartial({ kind: { $case: 'routing', value: { routes } } });
}

describe('slots', () => {
  it('say so when the time was up before every place was tried', () => {
    const asked = { problem: day(9), plan: plan(9, 8), travel: [], subjectId: idOf(0), perVehicle: 1, most: 20 };
    const cut = slotsIn({ ...asked, budgetMs: 0 }).response;
    expect(cut).toMatchObject({ slots: [], placesTried: 0, warnings: [expect.stringMatching(/^The time was up/)] });
    expect(slotsIn({ ...asked, budgetMs: 10_000 }).response).toMatchObject({ slots: [{}], warnings: [] });
  });

  it('are found where requests are heard only when that takes next to no time', () => {
    expect(areSlotsQuick(day(800), plan(800, 20))).toBe(true);
    expect(areSlotsQuick(day(800), plan(800, 799))).toBe(true);
    expect(areSlotsQuick(day(1_400), plan(1_400, 20))).toBe(false);
    const breaks = [{ id: 'lunch', durationSeconds: 1800 }];
    const vehicles = [{ id: 'van', breaks }];
    expect(areSlotsQuick(day(800, { vehicles }), plan(800, 20))).toBe(true);
    expect(areSlotsQuick(day(800, { vehicles }), plan(800, 799))).toBe(false);
    const shipments = [{ id: 'p', pickupStopId: 's0', deliveryStopId: 's1', amount: [] }];
    expect(areSlotsQuick(day(800, { shipments }), plan(800, 799))).toBe(false);
  });
});
