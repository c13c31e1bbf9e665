import type { ItineraryInput } from '#domain/itinerary/problem';
import type { RoutingInput } from '#domain/routing/problem';
import type { LinearMeasures } from './measure-linear.ts';
import type { PredictionSubject } from './predict.ts';

/** From this share of stops with windows on, a routing problem behaves like those with windows. */
const WINDOWED_FROM = 0.25;

export function routingSubject({ stops }: RoutingInput): PredictionSubject {
  const windowed = stops.reduce((sum, { timeWindows }) => sum + (timeWindows.length > 0 ? 1 : 0), 0);
  const isWindowed = windowed > stops.length * WINDOWED_FROM;
  return { family: isWindowed ? 'routingWindows' : 'routing', size: stops.length };
}

export function itinerarySubject({ places }: ItineraryInput): PredictionSubject {
  return { family: 'itinerary', size: places.length };
}

/** Programs with whole numbers are as hard as those are many; others are compared with a dense one of as many entries. */
export function linearSubject({ integers, entries }: Pick<LinearMeasures, 'integers' | 'entries'>): PredictionSubject {
  if (integers > 0) return { family: 'mip', size: integers };
  return { family: 'lp', size: Math.sqrt(2 * entries) };
}
