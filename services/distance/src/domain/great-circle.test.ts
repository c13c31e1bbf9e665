import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arcMeters, crowMeters, estimateRow, unitVectors } from './great-circle.ts';
import { MISSING } from './matrix-planes.ts';
import { type Place, placeOf } from './place.ts';
import { travelAt, travelCurve } from './travel-curve.ts';
import { TRAVEL_MODES } from './travel-mode.ts';

const EARTH_RADIUS_M = 6_371_008.8;

/** The textbook formula (Sinnott 1984), for comparison. */
function haversineMeters(a: Place, b: Place): number {
  const radians = Math.PI / 180 / 1e5;
  const dLat = (a.latE5 - b.latE5) * radians;
  const dLon = (a.lonE5 - b.lonE5) * radians;
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(a.latE5 * radians) * Math.cos(b.latE5 * radians) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

const anyPlace = fc
  .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
  .map(([latitude, longitude]) => placeOf(latitude, longitude));

/** Pairs at every scale, from a metre to half the earth. */
const anyPair = fc
  .tuple(anyPlace, fc.double({ min: 0, max: 7, noNaN: true }), fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }))
  .map(([a, scale, angle]): [Place, Place] => {
    const reach = 10 ** scale;
    const lat = Math.max(-9e6, Math.min(9e6, Math.round(a.latE5 + reach * Math.sin(angle))));
    const lon = Math.max(-18e6, Math.min(18e6 - 1, Math.round(a.lonE5 + reach * Math.cos(angle))));
    return [a, { latE5: lat, lonE5: lon }];
  });

describe('great-circle distances', () => {
  it('agree with the haversine formula to a hundredth of a millimetre or 1e-10 at every scale', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const expected = haversineMeters(a, b);
        // Haversine itself loses digits towards the antipodes.
        const tolerance = expected > 19_000_000 ? 1 : Math.max(1e-5, expected * 1e-10);
        expect(Math.abs(crowMeters(unitVectors([a, b]), 0, 1) - expected)).toBeLessThan(tolerance);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are continuous where the series hands over to the arc sine', () => {
    const below = arcMeters(0.04 * (1 - 1e-12));
    const above = arcMeters(0.04 * (1 + 1e-12));
    expect(Math.abs(above - below)).toBeLessThan(1e-4);
  });

  it('are half the circumference between antipodes', () => {
    expect(crowMeters(unitVectors([placeOf(0, 0), placeOf(0, 180)]), 0, 1)).toBeCloseTo(Math.PI * EARTH_RADIUS_M, 3);
  });
});

describe('estimates', () => {
  const places = [placeOf(-33.437, -70.6506), placeOf(-33.4263, -70.6344), placeOf(-33.0472, -71.6127)];

  it('write only missing cells and follow the curve of the mode', () => {
    const target = {
      durations: new Int32Array(3).fill(-7),
      distances: new Int32Array(3).fill(-7),
      provenance: Uint8Array.from([3, MISSING, MISSING]),
    };
    const vectors = unitVectors(places);
    const curve = travelCurve('drive');
    expect(estimateRow(target, vectors, curve, { from: 0, offset: 0, missing: MISSING, code: 2 })).toBe(2);
    expect([...target.provenance]).toEqual([3, 2, 2]);
    expect(target.durations[0]).toBe(-7);
    for (const to of [1, 2]) {
      const { deciseconds, meters } = travelAt(curve, crowMeters(vectors, 0, to));
      expect(target.durations[to]).toBe(Math.round(deciseconds));
      expect(target.distances[to]).toBe(Math.round(meters));
    }
  });

  it('grow with the distance and are never shorter than the crow flies, in every mode', () => {
    for (const mode of TRAVEL_MODES) {
      const curve = travelCurve(mode);
      fc.assert(
        fc.property(
          fc.double({ min: 1, max: 2e6, noNaN: true }),
          fc.double({ min: 1, max: 1e5, noNaN: true }),
          (crowM, more) => {
            const near = travelAt(curve, crowM);
            const far = travelAt(curve, crowM + more);
            expect(far.deciseconds).toBeGreaterThan(near.deciseconds);
            expect(far.meters).toBeGreaterThan(near.meters);
            expect(near.meters).toBeGreaterThanOrEqual(crowM);
          },
        ),
      );
    }
  });
});
