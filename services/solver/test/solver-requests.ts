import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';

export const SANTIAGO = { latitude: -33.4372, longitude: -70.6506 };

/** A day in Santiago. */
export function itinerary(places = 10, more: object = {}): Problem {
  return Problem.fromPartial({
    kind: {
      $case: 'itinerary',
      value: {
        places: Array.from({ length: places }, (_, i) => ({
          id: `p${i}`,
          location: {
            latitude: SANTIAGO.latitude + ((i * 37) % 11) / 500,
            longitude: SANTIAGO.longitude + ((i * 53) % 13) / 500,
          },
          visitSeconds: 1800,
          importance: 1 + (i % 10),
        })),
        days: [{ date: '2026-12-04', startSeconds: 32_400, endSeconds: 72_000, start: SANTIAGO }],
        ...more,
      },
    },
  });
}

/** Three stops and a van. */
export function routing(more: object = {}): Problem {
  return Problem.fromPartial({
    kind: {
      $case: 'routing',
      value: {
        stops: [1, 2, 3].map((i) => ({
          id: `s${i}`,
          location: { latitude: SANTIAGO.latitude + i / 100, longitude: SANTIAGO.longitude },
        })),
        depots: [{ id: 'depot', location: SANTIAGO }],
        vehicles: [{ id: 'van' }],
        travelMode: TravelMode.TRAVEL_MODE_DRIVE,
        ...more,
      },
    },
  });
}

export const request = (problem: Problem | undefined, options: object = {}) => ({
  problem,
  problemBlobId: '',
  options: { templateId: '', budgetMillis: 15_000, maxIterations: 200, ...options },
});
