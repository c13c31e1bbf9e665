import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_TURNS, fairOrder, type WaitingGroup } from './fair-order.ts';
import { PRIORITY_TOKENS, type PriorityToken } from './job-state.ts';

interface Pick {
  tenant: string;
  priority: PriorityToken;
  n: number;
}

/** Tenants that always have more to send: their jobs are numbered from what they were served already. */
function backlog(
  tenants: readonly string[],
  priorities: readonly PriorityToken[],
  depth: number,
): WaitingGroup<Pick>[] {
  return tenants.flatMap((tenant) =>
    priorities.map((priority) => ({
      tenant,
      priority,
      jobs: Array.from({ length: depth }, (_, n) => ({ tenant, priority, n })),
    })),
  );
}

/** Serves `total` jobs in calls of `step`, as the dispatcher does; gives them in order. */
function serve(
  groups: (step: number) => WaitingGroup<Pick>[],
  total: number,
  step: number,
  weight: (t: string) => number,
) {
  let turns = FIRST_TURNS;
  const served: Pick[] = [];
  while (served.length < total) {
    const order = fairOrder(groups(step), step, weight, turns);
    turns = order.turns;
    served.push(...order.picks);
  }
  return served;
}

const tenantNames = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 6 });

test('tenants that always wait are served by weight, however few jobs a call takes', () => {
  fc.assert(
    fc.property(
      tenantNames,
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 }),
      (tenants, step, weights) => {
        const weightOf = (t: string) => weights[tenants.indexOf(t)] ?? 1;
        const total = Math.ceil(40 * tenants.reduce((sum, t) => sum + weightOf(t), 0));
        const served = serve((s) => backlog(tenants, ['norm'], s + 1), total, step, weightOf);
        const visits = tenants.map((t) => served.filter((p) => p.tenant === t).length / weightOf(t));
        // Nobody is further ahead than one visit and the part of a job that is still owed.
        const owed = Math.max(...tenants.map((t) => 1 / weightOf(t)));
        expect(Math.max(...visits) - Math.min(...visits)).toBeLessThanOrEqual(2 + owed);
      },
    ),
  );
});

test('low gets at least a tenth and norm a fifth of the turns while urgent jobs always wait', () => {
  fc.assert(
    fc.property(tenantNames, fc.integer({ min: 1, max: 13 }), (tenants, step) => {
      const served = serve(
        (s) => backlog(tenants, PRIORITY_TOKENS, s + 1),
        200,
        step,
        () => 1,
      ).slice(0, 200);
      const count = (priority: PriorityToken) => served.filter((p) => p.priority === priority).length;
      expect(count('low')).toBe(20);
      expect(count('norm')).toBe(40);
      expect(count('hi')).toBe(140);
    }),
  );
});

test('it never leaves a turn unused, never picks twice and keeps each queue in order', () => {
  const group = fc.record({
    tenant: fc.constantFrom('a', 'b', 'c'),
    priority: fc.constantFrom(...PRIORITY_TOKENS),
    size: fc.nat(5),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(group, { selector: (g) => `${g.tenant} ${g.priority}` }),
      fc.nat(30),
      (groups, count) => {
        const waiting = groups.flatMap((g) => backlog([g.tenant], [g.priority], g.size));
        const { picks } = fairOrder(waiting, count, () => 0.3);
        const all = waiting.reduce((total, g) => total + g.jobs.length, 0);
        expect(picks.length).toBe(Math.min(count, all));
        for (const g of waiting) {
          const mine = picks.filter((p) => p.tenant === g.tenant && p.priority === g.priority);
          expect(mine).toEqual(g.jobs.slice(0, mine.length));
        }
      },
    ),
  );
});

test('a tenant with one job is served within one round, behind any backlog of another', () => {
  const flood = { tenant: 'flood', priority: 'norm' as const, jobs: Array.from({ length: 1000 }, (_, n) => n) };
  const single = { tenant: 'single', priority: 'norm' as const, jobs: [-1] };
  const first = fairOrder([flood], 5, () => 1);
  const { picks } = fairOrder([flood, single], 2, () => 1, first.turns);
  expect(picks).toContain(-1);
});
