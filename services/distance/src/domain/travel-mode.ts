/** The ways of moving that a matrix can be asked for; the index of each is its number in cache keys. */
export const TRAVEL_MODES = ['walk', 'bicycle', 'drive', 'transit'] as const;

export type TravelMode = (typeof TRAVEL_MODES)[number];
