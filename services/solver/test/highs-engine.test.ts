import { createRequire } from 'node:module';
import fc from 'fast-check';
import loadHighs from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { LinearBuilder } from '#domain/linear/linear-builder';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { type LinearProblem, objectiveOf } from '#domain/linear/problem';
import { readLinear } from '#domain/linear/read-linear';
import { solveLinear } from '#domain/linear/solve-linear';
import { verifyLinear } from '#domain/linear/verify-linear';
import { loadHighsEngine, modelData } from '../src/engines/highs-engine.ts';
import { hardMip } from './hard-mip.ts';

let engine: LinearSolver;
beforeAll(async () => {
  engine = await loadHighsEngine(createRequire(import.meta.url).resolve('highs/runtime'));
});

const fromLp = (value: string): LinearProblem => {
  const { problem, violations } = readLinear({ form: { $case: 'lpText', value } });
  if (!problem) throw new Error(JSON.stringify(violations));
  return problem;
};
const solve = (problem: LinearProblem, more: { budgetMs?: number; stop?: () => boolean; iterations?: number } = {}) =>
  solveLinear(problem, engine, {
    seed: 1,
    now: () => performance.now(),
    budgetMs: more.budgetMs ?? 5000,
    stop: more.stop ?? (() => false),
    iterations: more.iterations,
  });

const WORKSHOP = `Maximize
 profit: 30 chairs + 50 tables + 5
Subject To
 wood: chairs + 2 tables <= 40
 paint: 2 chairs + tables <= 50
End`;

describe('a linear program', () => {
  it('that maximises is solved with duals per unit of the bound that holds', async () => {
    const outcome = await solve(fromLp(WORKSHOP));
    expect(outcome).toMatchObject({
      status: 'optimal',
      stopReason: 'optimal',
      strategy: 'highs',
      boundSource: 'lp_duality',
    });
    expect(outcome.value).toBeCloseTo(1105, 6);
    expect(outcome.bound).toBeCloseTo(1105, 6);
    expect(outcome.solution?.duals?.[0]).toBeCloseTo(70 / 3, 6);
    const more = await solve(fromLp(WORKSHOP.replace('<= 40', '<= 41')));
    expect((more.value ?? 0) - (outcome.value ?? 0)).toBeCloseTo(70 / 3, 6);
  });

  it('without limit is unbounded, and says so', async () => {
    const outcome = await solve(fromLp('Maximize\n x\nSubject To\n c: x - y <= 1\nEnd'));
    expect(outcome).toMatchObject({ status: 'unbounded', stopReason: 'optimal' });
  });

  it('without rows or with an empty row is solved', async () => {
    expect(await solve(fromLp('Minimize\n x\nSubject To\nBounds\n x >= 3\nEnd'))).toMatchObject({
      status: 'optimal',
      value: 3,
    });
    expect(await solve(fromLp('Minimize\n x\nSubject To\n c: 0 x >= -1\nEnd'))).toMatchObject({
      status: 'optimal',
      value: 0,
    });
    expect(await solve(fromLp('Minimize\n x\nSubject To\n c: 0 x >= 1\nEnd'))).toMatchObject({ status: 'infeasible' });
  });

  it('that is infeasible names rows and bounds that stand against each other, and no others', async () => {
    const outcome = await solve(
      fromLp(
        'Minimize\n x\nSubject To\n a: x + y >= 9\n b: x - z <= 3\n c: y + z <= 2\nBounds\n x <= 6\n z <= 50\nEnd',
      ),
    );
    expect(outcome.status).toBe('infeasible');
    expect([...(outcome.explanation?.conflict ?? [])].sort()).toEqual(['a', 'bounds of x', 'bounds of z', 'c']);
  });
});

describe('a mixed-integer program', () => {
  it('is proved optimal with bound and whole numbers', async () => {
    const outcome = await solve(
      fromLp(WORKSHOP.replace('End', 'Generals\n chairs tables\nEnd').replace('50\n', '49\n')),
    );
    expect(outcome).toMatchObject({ status: 'optimal', boundSource: 'branch_and_bound' });
    expect(outcome.value).toBe(outcome.bound);
    expect([...(outcome.solution?.values ?? [])].every(Number.isInteger)).toBe(true);
  });

  it('that only whole numbers make infeasible has an irreducible conflict', async () => {
    const outcome = await solve(
      fromLp(
        'Minimize\n x\nSubject To\n odd: 2 x + 2 y = 3\n extra: x + w <= 8\n more: w + y <= 9\nGenerals\n x y w\nEnd',
      ),
    );
    expect(outcome.status).toBe('infeasible');
    expect(outcome.explanation?.conflict).toEqual(['odd']);
    expect(outcome.explanation?.summary).toMatch(/whole numbers/);
  });

  it('that is unbounded is told from one that is infeasible', async () => {
    expect(await solve(fromLp('Maximize\n x\nSubject To\n c: x - y <= 1\nGenerals\n x y\nEnd'))).toMatchObject({
      status: 'unbounded',
    });
    const both = fromLp('Maximize\n x\nSubject To\n c: x - y <= 1\n d: 2 w = 3\nGenerals\n x y w\nEnd');
    expect(await solve(both)).toMatchObject({ status: 'infeasible', explanation: { conflict: ['d'] } });
  });

  it('that is hard ends within 100 ms of a stop and keeps its incumbent', async () => {
    let askedMs = 0;
    const problem = hardMip(60, 40, 7);
    const began = performance.now();
    const stop = () => {
      if (askedMs === 0 && performance.now() - began > 700) askedMs = performance.now();
      return askedMs > 0;
    };
    const outcome = await solve(problem, { stop, budgetMs: 60_000 });
    const endedMs = performance.now();
    expect(outcome).toMatchObject({ status: 'feasible', stopReason: 'stopped', strategy: 'highs' });
    expect(outcome.bound).toBeDefined();
    expect(endedMs - askedMs).toBeLessThan(100);
    expect(verifyLinear(problem, outcome.solution?.values ?? new Float64Array(), outcome.value ?? Number.NaN)).toEqual(
      [],
    );
  });

  it('that is hard answers within its budget', async () => {
    const began = performance.now();
    const outcome = await solve(hardMip(60, 40, 8), { budgetMs: 1500 });
    expect(outcome).toMatchObject({ status: 'feasible', stopReason: 'time' });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('with a node budget gives the same answer twice', async () => {
    const first = await solve(hardMip(25, 12, 3), { iterations: 5, budgetMs: 60_000 });
    const second = await solve(hardMip(25, 12, 3), { iterations: 5, budgetMs: 60_000 });
    expect(first.stopReason).toBe('iterations');
    expect(second.solution?.values).toEqual(first.solution?.values);
  });
});

it('every answer keeps every rule, and conflicts are real', { timeout: 60_000 }, async () => {
  const small = fc.integer({ min: -4, max: 6 });
  const program = fc.record({
    cost: fc.array(small, { minLength: 3, maxLength: 3 }),
    rows: fc.array(fc.record({ a: fc.array(small, { minLength: 3, maxLength: 3 }), limit: small, up: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    }),
    whole: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(program, async ({ cost, rows, whole }) => {
      const names = ['x', 'y', 'z'];
      const columns = names.map((name, i) => ({
        name,
        objective: cost[i] as number,
        upperBound: 9,
        integer: whole[i] as boolean,
        free: false,
      }));
      const { problem } = readLinear({
        form: {
          $case: 'arrays',
          value: {
            sense: 1,
            objectiveOffset: 0,
            columns,
            rows: rows.map((row, r) => ({
              name: `r${r}`,
              terms: names.map((column, i) => ({ column, coefficient: row.a[i] as number })),
              ...(row.up ? { upperBound: row.limit } : { lowerBound: row.limit }),
            })),
          },
        },
      });
      if (!problem) throw new Error('not read');
      const outcome = await solve(problem);
      expect(['optimal', 'feasible', 'infeasible']).toContain(outcome.status);
      if (outcome.solution) {
        expect(verifyLinear(problem, outcome.solution.values, objectiveOf(problem, outcome.solution.values))).toEqual(
          [],
        );
      } else expect(outcome.explanation?.conflict.length).toBeGreaterThan(0);
    }),
    { numRuns: 120, seed: 5 },
  );
});

it('an engine that threw is loaded anew and solves again', async () => {
  const broken = { ...fromLp(WORKSHOP), indices: Int32Array.of(0, 9, 0, 1) };
  const options = { stop: () => false, timeLimitMs: 1000, seed: 1, gap: 0 };
  expect(() => engine.solve(broken, options)).toThrow(/HiGHS failed/);
  expect(() => engine.solve(fromLp(WORKSHOP), options)).toThrow(/not loaded anew/);
  await engine.renew();
  expect(engine.solve(fromLp(WORKSHOP), options).status).toBe('solved');
});

it('reads the text that HiGHS writes as HiGHS reads it itself', { timeout: 60_000 }, async () => {
  const highs = await loadHighs({ locateFile: () => createRequire(import.meta.url).resolve('highs/runtime') });
  for (let seed = 1; seed <= 12; seed++) {
    const problem = mixedProblem(seed);
    using model = highs.createModel({
      ...modelData(problem),
      colNames: problem.columnNames,
      rowNames: problem.rowNames,
    });
    const lpText = model.exportModel('lp');
    const mpsText = new TextDecoder().decode(model.exportModel('mps'));
    for (const form of [{ $case: 'lpText', value: lpText } as const, { $case: 'mpsText', value: mpsText } as const]) {
      const { problem: read, violations } = readLinear({ form });
      expect(violations).toEqual([]);
      if (!read) return;
      expect(read.sense).toBe(problem.sense);
      // The LP format numbers columns by their first appearance.
      const order = problem.columnNames.map((name) => read.columnNames.indexOf(name));
      const inOrder = (values: Float64Array | Uint8Array) =>
        order.map((column) => Number(values[column]).toPrecision(9));
      const own = (values: Float64Array | Uint8Array) => [...values].map((value) => Number(value).toPrecision(9));
      expect(inOrder(read.cost)).toEqual(own(problem.cost));
      expect(inOrder(read.lower)).toEqual(own(problem.lower));
      expect(inOrder(read.upper)).toEqual(own(problem.upper));
      expect(inOrder(read.integer)).toEqual(own(problem.integer));
      // In the LP format HiGHS writes a range as two rows.
      if (form.$case === 'mpsText') {
        expect(own(read.rowLower)).toEqual(own(problem.rowLower));
        expect(own(read.rowUpper)).toEqual(own(problem.rowUpper));
      }
      const [first, second] = [await solve(problem), await solve(read)];
      expect(second.status).toBe(first.status);
      if (first.value !== undefined) expect(second.value).toBeCloseTo(first.value, 5);
    }
  }
});

/** A small program with every sort of bound and row. */
function mixedProblem(seed: number): LinearProblem {
  const random = new Random(seed);
  const builder = new LinearBuilder();
  builder.sense = seed % 2 === 0 ? 1 : -1;
  for (let c = 0; c < 6; c++) {
    const column = builder.column(`x${c}`);
    builder.cost[column] = random.below(20) - 8;
    builder.integer[column] = random.below(2) === 0;
    const kind = random.below(4);
    builder.upper[column] = 5 + random.below(20);
    if (kind === 1) builder.lower[column] = -3;
    if (kind === 2) builder.lower[column] = Number.NEGATIVE_INFINITY;
    if (kind === 3) builder.lower[column] = builder.upper[column] as number;
  }
  for (let r = 0; r < 5; r++) {
    const row = builder.rows[builder.row(`row${r}`)] as { lower: number; upper: number };
    for (let c = 0; c < 6; c++) if (random.below(3) > 0) builder.addTerm(r, c, random.below(9) + 1);
    const kind = random.below(4);
    const limit = 10 + random.below(80);
    if (kind !== 0) row.upper = limit;
    if (kind === 0 || kind === 3) row.lower = kind === 0 ? -limit : limit - 8;
    if (kind === 2) row.lower = limit;
  }
  return builder.build(0);
}
