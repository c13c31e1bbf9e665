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

export const PACE: Readonly<Record<MatrixMode, Pace>> = {
  walk: { speed: 1.25, detour: 1.3, waitSeconds: 0 },
  bicycle: { speed: 4, detour: 1.3, waitSeconds: 60 },
  transit: { speed: 6, detour: 1.4, waitSeconds: 420 },
  drive: { speed: 8, detour: 1.4, waitSeconds: 120 },
};
