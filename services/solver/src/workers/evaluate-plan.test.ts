import { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { describe, expect, it } from 'vitest';
import { evenTravel } from '#domain/routing/verify/even-plan';
import { evaluatePlan } from './evaluate-plan.ts';

const evenMatrix = (places: number, seconds: number) => {
  const { durations, distances } = evenTravel(places, { seconds, meters: 1000 });
  return { durations_seconds: [...durations], distances_meters: [...distances] };
};

/** Two depots and three stops; legs take 100 s, and 80 s for what is fast. */
const PROBLEM = {
  stops: ['a', 'b', 'c'].map((id) => ({ id, service_seconds: 10, demand: [4] })),
  depots: [{ id: 'x' }, { id: 'y', loading_seconds: 50 }],
  vehicles: [{ id: 'v', capacity: [4], reload: { depot_ids: ['y'] }, profile_id: 'fast' }],
  capacity_dimensions: ['kg'],
  profiles: [{ id: 'fast', speed_factor: 1.25, matrix: evenMatrix(5, 100) }],
  alternatives: [{ id: 'either', stop_ids: ['b', 'c'] }],
};

const evaluate = (routing: object, plan: object) => {
  const problem = { kind: { $case: 'routing' as const, value: Routing.fromJSON(routing) } };
  const answer = evaluatePlan({ problem, plan: Solution.fromJSON({ routing: plan }), travel: [] });
  if (!answer.response) throw new Error('it has no response');
  return answer.response;
};

describe('evaluating a plan of a rich routing problem', () => {
  it("times visits and events from their order alone, by the vehicle's profile", () => {
    const route = {
      vehicle_id: 'v',
      visits: [{ stop_id: 'a' }, { stop_id: 'b' }],
      events: [{ kind: 'KIND_RELOAD', visits_before: 1, depot_id: 'y' }],
    };
    const { feasible, violations, value, costParts } = evaluate(PROBLEM, { routes: [route] });
    expect(violations).toEqual([]);
    expect([feasible, value]).toEqual([true, 4]);
    expect(costParts).toContainEqual({ name: 'time', amount: 0, quantity: 4 * 80 + 50 + 20, unit: 's' });
  });

  it('says in the problem what the plan lacks, and in the plan what is wrong there', () => {
    const { feasible, violations } = evaluate(PROBLEM, { routes: [{ vehicle_id: 'v', visits: [{ stop_id: 'a' }] }] });
    expect(feasible).toBe(false);
    expect(violations).toMatchObject([{ path: 'problem.routing.alternatives[0]', rule: 'ALTERNATIVES_UNSERVED' }]);
    const full = evaluate(PROBLEM, { routes: [{ vehicle_id: 'v', visits: [{ stop_id: 'a' }, { stop_id: 'b' }] }] });
    expect(full.violations).toMatchObject([
      { path: 'plan.routing.routes[0]', rule: 'CAPACITY_EXCEEDED', amount: 4, unit: 'kg' },
    ]);
  });
});
