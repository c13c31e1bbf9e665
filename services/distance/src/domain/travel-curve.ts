import type { TravelMode } from './travel-mode.ts';

/**
 * What a trip costs as a function of its great-circle length: piecewise linear, so that it grows with the distance
 * everywhere. Segment s holds for crow distances from 2^s to 2^(s+1) metres, segment 0 from 0: which one it is can be
 * read off the number without a comparison. Four numbers a segment, for a trip of d crow metres:
 * deciseconds = [0] + d [1], road metres = [2] + d [3].
 */
export type TravelCurve = Float64Array;

/** 2^25 m is more than half the way around the earth. */
const SEGMENTS = 25;

/** At a crow distance, how much longer the way is, and how fast it is covered door to door. */
interface Knot {
  readonly crowM: number;
  readonly detour: number;
  readonly kmh: number;
}

/** What is believed about a mode before any network answer was seen. */
interface TravelProfile {
  readonly knots: readonly Knot[];
  /** 90th percentile of the relative error of durations. */
  readonly p90RelativeError: number;
}

/*
 * Detour factors: 1.2 to 1.25 in classic urban studies (Newell 1980; O'Sullivan and Morrall 1996), 1.34 on average for
 * cars over 300 European cities (doi 10.1177/23998083231168870), larger on short trips, where one block more weighs,
 * and smaller on long ones. Transit is door to door: short trips are walked, longer ones hold access and waiting.
 */
const PROFILES: Readonly<Record<TravelMode, TravelProfile>> = {
  walk: {
    knots: [
      { crowM: 300, detour: 1.32, kmh: 4.7 },
      { crowM: 1_000, detour: 1.26, kmh: 4.8 },
      { crowM: 10_000, detour: 1.2, kmh: 4.9 },
    ],
    p90RelativeError: 0.25,
  },
  bicycle: {
    knots: [
      { crowM: 500, detour: 1.4, kmh: 12 },
      { crowM: 2_000, detour: 1.3, kmh: 14.5 },
      { crowM: 10_000, detour: 1.25, kmh: 16 },
      { crowM: 50_000, detour: 1.22, kmh: 17 },
    ],
    p90RelativeError: 0.3,
  },
  drive: {
    knots: [
      { crowM: 500, detour: 1.6, kmh: 18 },
      { crowM: 2_000, detour: 1.42, kmh: 24 },
      { crowM: 10_000, detour: 1.34, kmh: 36 },
      { crowM: 30_000, detour: 1.28, kmh: 55 },
      { crowM: 100_000, detour: 1.24, kmh: 78 },
      { crowM: 400_000, detour: 1.2, kmh: 92 },
    ],
    p90RelativeError: 0.4,
  },
  transit: {
    knots: [
      { crowM: 500, detour: 1.32, kmh: 4.8 },
      { crowM: 2_000, detour: 1.35, kmh: 8.5 },
      { crowM: 5_000, detour: 1.4, kmh: 13 },
      { crowM: 10_000, detour: 1.38, kmh: 17 },
      { crowM: 30_000, detour: 1.35, kmh: 28 },
      { crowM: 100_000, detour: 1.3, kmh: 55 },
    ],
    p90RelativeError: 0.5,
  },
};

/** How the curve of a mode is stretched to fit what was seen; 1 and 1 leave it as it is. */
export interface CurveFit {
  readonly durationFactor: number;
  readonly distanceFactor: number;
}

/** The curve of a mode. */
export function travelCurve(mode: TravelMode, fit: CurveFit = { durationFactor: 1, distanceFactor: 1 }): TravelCurve {
  const curve = new Float64Array(SEGMENTS * 4);
  const { knots } = PROFILES[mode];
  for (let s = 0; s < SEGMENTS; s++) {
    const [startM, endM] = [s === 0 ? 0 : 2 ** s, 2 ** (s + 1)];
    const [start, end] = [throughKnots(knots, startM), throughKnots(knots, endM)];
    const slope = (end.deciseconds - start.deciseconds) / (endM - startM);
    const waySlope = (end.meters - start.meters) / (endM - startM);
    const coefficients = [
      (start.deciseconds - startM * slope) * fit.durationFactor,
      slope * fit.durationFactor,
      (start.meters - startM * waySlope) * fit.distanceFactor,
      waySlope * fit.distanceFactor,
    ];
    curve.set(coefficients, s * 4);
  }
  return curve;
}

/** Where in a curve the segment of a crow distance begins. */
export function segmentAt(crowM: number): number {
  return (31 - Math.clz32(crowM | 1)) * 4;
}

/** On straight lines through the origin and the knots; beyond the last as between the last two. */
function throughKnots(knots: readonly Knot[], crowM: number): { deciseconds: number; meters: number } {
  const points = [{ crowM: 0, detour: 1, kmh: 1 }, ...knots].map((knot) => ({
    crowM: knot.crowM,
    meters: knot.crowM * knot.detour,
    deciseconds: ((knot.crowM * knot.detour) / (knot.kmh / 3.6)) * 10,
  }));
  const after = Math.min(points.length - 1, Math.max(1, points.filter((p) => p.crowM < crowM).length));
  const [from, to] = [points[after - 1], points[after]] as [(typeof points)[0], (typeof points)[0]];
  const share = (crowM - from.crowM) / (to.crowM - from.crowM);
  return {
    meters: from.meters + share * (to.meters - from.meters),
    deciseconds: from.deciseconds + share * (to.deciseconds - from.deciseconds),
  };
}

/** What is believed about the error of a mode's durations before any network answer was seen. */
export function priorP90(mode: TravelMode): number {
  return PROFILES[mode].p90RelativeError;
}

/** What a curve says for one crow distance. */
export function travelAt(curve: TravelCurve, crowM: number): { deciseconds: number; meters: number } {
  const s = segmentAt(crowM);
  return {
    deciseconds: (curve[s] as number) + crowM * (curve[s + 1] as number),
    meters: (curve[s + 2] as number) + crowM * (curve[s + 3] as number),
  };
}
