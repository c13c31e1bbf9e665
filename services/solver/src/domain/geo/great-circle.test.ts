import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { GreatCircle } from './great-circle.ts';
import { greatCircleMeters, type Location } from './location.ts';
import { PACE } from './pace.ts';
import { mixMatrices } from './travel-matrix.ts';
import { measureOf, mixMeasures } from './travel-measure.ts';

const random = new Random(3);
const places: Location[] = Array.from({ length: 40 }, (_, index) => ({
  latitude: random.unit() * 180 - 90,
  // Some right beside each other, some round the back of the globe.
  longitude: index % 4 === 0 ? 179.9999 : random.unit() * 360 - 180,
}));

describe('travel by great circles', () => {
  it('is the haversine distance times the detour, at the pace of the mode', () => {
    const { detour, speed, waitSeconds } = PACE.drive;
    const travel = new GreatCircle(places, 'drive');
    for (const [a, from] of places.entries()) {
      for (const [b, to] of places.entries()) {
        const meters = greatCircleMeters(from, to) * detour;
        expect(Math.abs(travel.meters(a, b) - meters)).toBeLessThanOrEqual(1);
        if (a === b) expect(travel.seconds(a, b)).toBe(0);
        else expect(Math.abs(travel.seconds(a, b) - (meters / speed + waitSeconds))).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is the same asked leg by leg, as a matrix, and as a part of one', () => {
    const travel = new GreatCircle(places, 'bicycle');
    const matrix = travel.matrix();
    const cell = (of: (a: number, b: number) => number) =>
      Int32Array.from(places.flatMap((_, a) => places.map((__, b) => of(a, b))));
    expect(matrix.durations).toEqual(cell((a, b) => travel.seconds(a, b)));
    expect(matrix.distances).toEqual(cell((a, b) => travel.meters(a, b)));
    const some = [7, 3, 21];
    expect(travel.between(some).distances[1]).toBe(travel.meters(7, 3));
    expect(measureOf(matrix).between(some)).toEqual(travel.between(some));
  });

  it('takes no time and no wait between two stops at one address', () => {
    const travel = new GreatCircle([places[0] as Location, places[0] as Location], 'drive');
    expect([travel.seconds(0, 1), travel.meters(0, 1)]).toEqual([0, 0]);
  });

  it('mixes modes leg by leg as it mixes matrices', () => {
    const near = places.map(({ latitude, longitude }) => ({ latitude: latitude / 4000, longitude: longitude / 9000 }));
    const walk = new GreatCircle(near, 'walk');
    const drive = new GreatCircle(near, 'drive');
    const mixed = mixMeasures(walk, drive, 1200);
    const matrix = mixMatrices(walk.matrix(), drive.matrix(), 1200);
    expect(mixed.between([...near.keys()])).toEqual(matrix);
    expect(matrix.durations).not.toEqual(drive.matrix().durations);
    for (let cell = 0; cell < near.length ** 2; cell++) {
      const [a, b] = [Math.floor(cell / near.length), cell % near.length];
      expect([mixed.seconds(a, b), mixed.meters(a, b)]).toEqual([matrix.durations[cell], matrix.distances[cell]]);
    }
  });
});
