import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { GreatCircle } from './great-circle.ts';
import { greatCircleMeters, type Location } from './location.ts';
import { PACE } from './pace.ts';
import { mixMatrices } from './travel-matrix.ts';
import { matrixBetween, measureOf, mixMeasures } from './travel-measure.ts';

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
    expect(travel.matrix()).toEqual(matrixBetween(travel, [...places.keys()]));
    const some = [7, 3, 21];
    expect(travel.matrix(some)).toEqual(matrixBetween(travel, some));
    expect(matrixBetween(measureOf(travel.matrix()), some)).toEqual(travel.matrix(some));
  });

  it('takes no time and no wait between two stops at one address', () => {
    const travel = new GreatCircle([places[0] as Location, places[0] as Location], 'drive');
    expect([travel.seconds(0, 1), travel.meters(0, 1)]).toEqual([0, 0]);
  });

  it('mixes modes leg by leg as it mixes matrices', () => {
    const near = places.map(({ latitude, longitude }) => ({ latitude: latitude / 4000, longitude: longitude / 9000 }));
    const walk = new GreatCircle(near, 'walk');
    const drive = new GreatCircle(near, 'drive');
    const mixed = matrixBetween(mixMeasures(walk, drive, 1200), [...near.keys()]);
    expect(mixed).toEqual(mixMatrices(walk.matrix(), drive.matrix(), 1200));
    expect(mixed.durations).not.toEqual(drive.matrix().durations);
  });
});
