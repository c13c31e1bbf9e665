import { type MatrixMode, TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { RoutingInput } from './problem.ts';
import type { Profile } from './problem-rules.ts';

/** More places than this get no matrix when they are measured by great circles: it would take 200 MB. */
export const MOST_DENSE_PLACES = 5000;

/** Modes in which the travel of a problem must be measured, each once; none when it brings all of it. */
export function measuredModes(input: RoutingInput): MatrixMode[] {
  const modes: MatrixMode[] = [];
  if (!input.matrix && usesOwnTravel(input)) modes.push(...modesOf(input.travelMode));
  for (const profile of usedProfiles(input)) if (!profile.matrix) modes.push(...modesOf(profile.travelMode));
  if (walksWithoutProfile(input)) modes.push('walk');
  return [...new Set(modes)];
}

/** What a `TravelMode` is made of: mixed walks the short legs and drives the others. */
export function modesOf(travelMode: number): MatrixMode[] {
  if (travelMode === TRAVEL_MODE.walk) return ['walk'];
  if (travelMode === TRAVEL_MODE.bicycle) return ['bicycle'];
  if (travelMode === TRAVEL_MODE.transit) return ['transit'];
  return travelMode === TRAVEL_MODE.mixed ? ['walk', 'drive'] : ['drive'];
}

/** Profiles that some vehicle names. */
export function usedProfiles({ profiles = [], vehicles }: RoutingInput): Profile[] {
  if (profiles.length === 0) return [];
  const named = new Set(vehicles.flatMap(({ profileId, walking }) => [profileId ?? '', walking?.profileId ?? '']));
  return profiles.filter(({ id }) => named.has(id));
}

/** Whether some vehicle travels by the problem's own mode or matrix. */
export function usesOwnTravel({ vehicles }: RoutingInput): boolean {
  return vehicles.length === 0 || vehicles.some(({ profileId }) => !profileId);
}

export function walksWithoutProfile({ vehicles }: RoutingInput): boolean {
  return vehicles.some(({ walking }) => walking !== undefined && walking.profileId === '');
}

/** Whether its places are too many for a matrix, so that legs are computed one by one. */
export function isWithoutMatrix({ greatCircle, matrix, depots, stops }: RoutingInput): boolean {
  return greatCircle === true && !matrix && depots.length + stops.length > MOST_DENSE_PLACES;
}
