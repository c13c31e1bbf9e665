import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@solveig/kit/json-reader';
import { repoRoot } from '@solveig/local/repo-root';
import { SolveRequest } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { describe, expect, test } from 'vitest';
import { reasonsFor } from '#domain/explain/explain-model';
import { listsOfPlan } from '#domain/explain/plan-lists';
import { routingModel } from '#domain/explain/routing-model';
import { compileRouting } from '#domain/routing/compile-routing';
import type { RoutingProblem } from '#domain/routing/problem';
import { readPlan } from '#domain/routing/read-plan';
import { solveRouting } from '#domain/routing/solve-routing';
import { verifyRouting } from '#domain/routing/verify';
import { findSlots } from '#domain/slots/find-slots';
import { profileTravel, routingTravel } from '../src/workers/routing-travel.ts';

const FOLDER = join(repoRoot(), 'examples/routing');
/** Stops of each example that are taken out and put back. */
const MOST = 12;

function read(file: string): RoutingProblem {
  const bytes = readJson('solveig.solver.v1.SolveRequest', JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  if (!bytes.ok) throw new Error(`${file} is no request`);
  const kind = SolveRequest.decode(bytes.bytes).problem?.kind;
  if (kind?.$case !== 'routing') throw new Error(`${file} is no routing problem`);
  return { input: kind.value, travel: routingTravel(kind.value, []), profileTravel: profileTravel(kind.value, []) };
}

describe('a stop of a plan with rich rules', () => {
  test.each(readdirSync(FOLDER))(
    'that is taken out of the plan of %s finds slots that keep every rule',
    async (file) => {
      const problem = read(file);
      const options = { seed: 1, now: () => performance.now(), budgetMs: 3_000, iterations: 200, stop: () => false };
      const { solution } = await solveRouting(problem, options);
      if (!solution) throw new Error(`${file} has no plan`);
      const compiled = compileRouting(problem);
      const model = routingModel(problem, compiled);
      const { lists, faults } = listsOfPlan(problem.input, compiled, solution);
      expect(faults).toEqual([]);
      const served = lists.flatMap((list) => [...list]).filter((stop) => model.subjectOf(stop)[0] === stop);
      let found = 0;
      for (const stop of served.slice(0, MOST)) {
        const subject = model.subjectOf(stop);
        const routes = lists.map((list) => list.filter((other) => !subject.includes(other)));
        const dayOf = (_: number, seconds: number) => Math.floor(seconds / 86_400);
        const search = { world: model.real, routes, subject, dayOf, perVehicle: 1, most: 3, isOver: () => false };
        const { slots } = findSlots(search);
        for (const slot of slots) {
          const taken = routes.map((route, vehicle) =>
            vehicle === slot.vehicle ? withSlot(route, slot.visits) : route,
          );
          expect(verifyRouting(problem, readPlan(problem, compiled, taken)).violations).toEqual([]);
          found++;
        }
        // Without a slot something of the plan is broken without the stop, or what is locked holds it: then there is a reason.
        const [reason] = reasonsFor(model, routes, stop, () => false);
        expect(reason?.reason.message).toBeTruthy();
      }
      expect(found).toBeGreaterThan(0);
    },
    60_000,
  );
});

/** The route with each visit behind the stop that the slot names. */
function withSlot(route: Int32Array, visits: readonly { readonly stop: number; readonly after: number }[]): Int32Array {
  const longer = [...route];
  for (const { stop, after } of visits) longer.splice(after < 0 ? 0 : longer.indexOf(after) + 1, 0, stop);
  return Int32Array.from(longer);
}
