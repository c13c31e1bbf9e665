import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { relaxCompiled } from '#domain/routing/bounds/relaxed-compiled';
import { relaxRouting } from '#domain/routing/bounds/relaxed-routing';
import { compileRouting } from '#domain/routing/compile-routing';
import { solveExactly } from '#domain/routing/exact/solve-exactly';
import { type InstanceShape, randomInstance } from '#domain/routing/random-instance';
import { boundByColumns, canBoundByColumns } from './bound-by-columns.ts';
import { generateColumns } from './generate-columns.ts';

const small: fc.Arbitrary<InstanceShape> = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  stops: fc.integer({ min: 2, max: 8 }),
  vehicles: fc.integer({ min: 1, max: 3 }),
  windows: fc.constantFrom(0, 1),
  optional: fc.constantFrom(0, 0.7),
  skills: fc.boolean(),
  costPerHour: fc.constantFrom(0, 25),
  fixedCost: fc.constantFrom(0, 30),
  maxDurationSeconds: fc.constantFrom(7200, 36_000),
});

const thirty = randomInstance({ seed: 3, stops: 30, vehicles: 5, windows: 1 });

describe('the bound of column generation', () => {
  it('never exceeds the proved least cost, however early it is stopped', () => {
    let proved = 0;
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 400 }), (shape, questions) => {
        const instance = randomInstance(shape);
        const compiled = compileRouting(instance);
        const exact = solveExactly(compiled, neverStop);
        if (!exact || exact.cost >= compiled.missing) return;
        const relaxed = relaxRouting(instance);
        const tolerance = 1e-6 * Math.max(1, exact.cost);
        const whole = generateColumns(relaxed, { stop: neverStop });
        expect(whole.bound).toBeLessThanOrEqual(exact.cost + tolerance);
        expect(whole.isSolved).toBe(true);
        if (whole.bound >= exact.cost - tolerance) proved++;
        expect(generateColumns(relaxed, { stop: afterQuestions(questions) }).bound).toBeLessThanOrEqual(
          exact.cost + tolerance,
        );
        // A plan that is known narrows how many vehicles are thought of.
        const known = { stop: neverStop, known: exact.cost };
        expect(generateColumns(relaxed, known).bound).toBeLessThanOrEqual(exact.cost + tolerance);
        expect(generateColumns(relaxCompiled(compiled), known).bound).toBeLessThanOrEqual(exact.cost + tolerance);
      }),
      { numRuns: 40 },
    );
    expect(proved).toBeGreaterThan(10);
  }, 60_000);

  it('only rises, and is the same each time', () => {
    const relaxed = relaxRouting(thirty);
    const run = () => {
      const bounds: number[] = [];
      const { bound, rounds } = generateColumns(relaxed, {
        stop: neverStop,
        onBound: (value) => bounds.push(value),
      });
      return { bounds, bound, rounds };
    };
    const first = run();
    expect(first.bounds.length).toBeGreaterThan(1);
    expect([...first.bounds].sort((a, b) => a - b)).toEqual(first.bounds);
    expect(run()).toEqual(first);
  });

  it('needs no more rounds when it is given a plan, and ends at the gap that is asked for', () => {
    const relaxed = relaxRouting(thirty);
    const whole = generateColumns(relaxed, { stop: neverStop });
    const known = whole.bound * 1.02;
    const early = boundByColumns(relaxed, { value: known, routes: [] }, { stop: neverStop, gap: 0.1 });
    expect(early.bound).toBeGreaterThanOrEqual(known * 0.9);
    expect(early.rounds).toBeLessThan(whole.rounds);
  });

  it('is not asked for where routes come by a depot to load again, or are too many', () => {
    expect(canBoundByColumns(relaxRouting(thirty))).toBe(true);
    const [vehicle] = thirty.input.vehicles;
    if (!vehicle) throw new Error('the instance has a vehicle');
    const reloading = { ...thirty.input, vehicles: [{ ...vehicle, reload: { depotIds: ['depot'] } }] };
    expect(canBoundByColumns(relaxRouting({ ...thirty, input: reloading }))).toBe(false);
    const many = randomInstance({ seed: 3, stops: 201, vehicles: 5 });
    expect(canBoundByColumns(relaxRouting(many))).toBe(false);
  });

  it('takes vehicles that are listed one by one as one fleet', () => {
    const [vehicle] = thirty.input.vehicles;
    if (!vehicle) throw new Error('the instance has a vehicle');
    const listed = Array.from({ length: 5 }, (_, index) => ({ ...vehicle, id: `v${index}`, count: 1 }));
    const relaxed = relaxRouting({ ...thirty, input: { ...thirty.input, vehicles: listed } });
    const apart = boundByColumns(relaxed, { value: 1e6, routes: [] }, { stop: neverStop });
    const together = generateColumns(relaxRouting(thirty), { stop: neverStop });
    expect(apart.bound).toBeCloseTo(together.bound, 3);
  });
});
