import type { TravelMode } from './travel-mode.ts';

/**
 * What a trip costs as a function of its great-circle length: piecewise linear through a few knots, so that it grows
 * with the distance everywhere. Segment s holds for crow distances in (startM[s], startM[s+1]].
 */
export interface TravelCurve {
  readonly startM: Float64Array;
  /** Deciseconds at the start of a segment, and deciseconds a metre of crow distance within it. */
  readonly decisecondsAt: Float64Array;
  readonly decisecondsPerMeter: Float64Array;
  /** Road metres at the start of a segment, and road metres a metre of crow distance within it. */
  readonly metersAt: Float64Array;
  readonly metersPerMeter: Float64Array;
}

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
  const { knots } = PROFILES[mode];
  const curve: TravelCurve = {
    startM: new Float64Array(knots.length),
    decisecondsAt: new Float64Array(knots.length),
    decisecondsPerMeter: new Float64Array(knots.length),
    metersAt: new Float64Array(knots.length),
    metersPerMeter: new Float64Array(knots.length),
  };
  let before = { crowM: 0, meters: 0, deciseconds: 0 };
  knots.forEach(({ crowM, detour, kmh }, s) => {
    const road = crowM * detour;
    const after = {
      crowM,
      meters: road * fit.distanceFactor,
      deciseconds: (road / (kmh / 3.6)) * 10 * fit.durationFactor,
    };
    curve.startM[s] = before.crowM;
    curve.metersAt[s] = before.meters;
    curve.decisecondsAt[s] = before.deciseconds;
    curve.metersPerMeter[s] = (after.meters - before.meters) / (crowM - before.crowM);
    curve.decisecondsPerMeter[s] = (after.deciseconds - before.deciseconds) / (crowM - before.crowM);
    before = after;
  });
  return curve;
}

/** What is believed about the error of a mode's durations before any network answer was seen. */
export function priorP90(mode: TravelMode): number {
  return PROFILES[mode].p90RelativeError;
}

/** What a curve says for one crow distance. */
export function travelAt(curve: TravelCurve, crowM: number): { deciseconds: number; meters: number } {
  let s = curve.startM.length - 1;
  while (s > 0 && crowM <= (curve.startM[s] as number)) s--;
  const within = crowM - (curve.startM[s] as number);
  return {
    deciseconds: (curve.decisecondsAt[s] as number) + within * (curve.decisecondsPerMeter[s] as number),
    meters: (curve.metersAt[s] as number) + within * (curve.metersPerMeter[s] as number),
  };
}
