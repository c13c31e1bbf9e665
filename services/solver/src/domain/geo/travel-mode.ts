/** Numbers of `TravelMode` in the contract. */
export const TRAVEL_MODE = { unspecified: 0, walk: 1, drive: 2, transit: 3, bicycle: 4, mixed: 5 } as const;

/** A way of moving that a matrix can be asked for. */
export type MatrixMode = 'walk' | 'drive' | 'transit' | 'bicycle';
