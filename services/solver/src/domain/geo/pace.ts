import type { MatrixMode } from './travel-mode.ts';

/** Coarse on purpose: for what must be known before, or without, travel data. */
export interface Pace {
  /** Metres a second on the way. */
  readonly speed: number;
  /** How much longer the way is than the straight line. */
  readonly detour: number;
  /** Before each ride. */
  readonly waitSeconds: number;
}

/**
 * What is assumed where nobody measures the way: emergency answers, quotes, and
 * `great_circle` problems. Walking 4.5 km/h, cycling 14.4 km/h after 1 min for
 * the lock, driving 28.8 km/h after 2 min for getting in and parking (a city's
 * mean; too slow for motorways), transit 21.6 km/h after 7 min of waiting.
 */
export const PACE: Readonly<Record<MatrixMode, Pace>> = {
  walk: { speed: 1.25, detour: 1.3, waitSeconds: 0 },
  bicycle: { speed: 4, detour: 1.3, waitSeconds: 60 },
  transit: { speed: 6, detour: 1.4, waitSeconds: 420 },
  drive: { speed: 8, detour: 1.4, waitSeconds: 120 },
};
