import type { Place } from './place.ts';
import { segmentAt, type TravelCurve } from './travel-curve.ts';

const EARTH_RADIUS_M = 6_371_008.8;
/** Up to this chord (about 1,270 km) the series is exact to 1e-11; beyond, asin is called. */
const SERIES_CHORD_SQUARED = 0.04;

/** Places as points on the unit sphere, one element a place. */
export interface UnitVectors {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export function unitVectors(places: readonly Place[]): UnitVectors {
  const vectors = {
    x: new Float64Array(places.length),
    y: new Float64Array(places.length),
    z: new Float64Array(places.length),
  };
  const radians = Math.PI / 180 / 1e5;
  places.forEach(({ latE5, lonE5 }, i) => {
    const lat = latE5 * radians;
    const lon = lonE5 * radians;
    vectors.x[i] = Math.cos(lat) * Math.cos(lon);
    vectors.y[i] = Math.cos(lat) * Math.sin(lon);
    vectors.z[i] = Math.sin(lat);
  });
  return vectors;
}

/**
 * Great-circle metres for the square of a chord of the unit sphere: 2 R asin(chord / 2). The chord keeps its digits
 * for near points, where the arc cosine of a dot product loses them. Short chords use the series of asin(x) / x.
 */
export function arcMeters(chordSquared: number): number {
  if (chordSquared > SERIES_CHORD_SQUARED) {
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chordSquared) / 2));
  }
  const h = chordSquared / 4;
  const series = 1 + h * (1 / 6 + h * (3 / 40 + h * (5 / 112 + h * (35 / 1152 + h * (63 / 2816)))));
  return EARTH_RADIUS_M * Math.sqrt(chordSquared) * series;
}

/** Great-circle metres between two of the points. */
export function crowMeters({ x, y, z }: UnitVectors, from: number, to: number): number {
  const dx = (x[from] as number) - (x[to] as number);
  const dy = (y[from] as number) - (y[to] as number);
  const dz = (z[from] as number) - (z[to] as number);
  return arcMeters(dx * dx + dy * dy + dz * dz);
}

/** Where estimates are written: planes of equal length, one element a cell. */
export interface EstimateTarget {
  /** Deciseconds. */
  readonly durations: Int32Array;
  /** Metres. */
  readonly distances: Int32Array;
  readonly provenance: Uint8Array;
}

export interface RowEstimate {
  /** Point that the row starts from. */
  readonly from: number;
  /** Index of the row's first cell in the target. */
  readonly offset: number;
  /** Only cells that carry this mark are written ... */
  readonly missing: number;
  /** ... and carry this one afterwards. */
  readonly code: number;
}

/** Estimates the cells of one row, to every point, that are marked missing. Gives how many they were. */
export function estimateRow(
  target: EstimateTarget,
  vectors: UnitVectors,
  curve: TravelCurve,
  row: RowEstimate,
): number {
  const { durations, distances, provenance } = target;
  const { x, y, z } = vectors;
  const { from, offset, missing, code } = row;
  const x0 = x[from] as number;
  const y0 = y[from] as number;
  const z0 = z[from] as number;
  let written = 0;
  for (let to = 0; to < x.length; to++) {
    const cell = offset + to;
    if (provenance[cell] !== missing) continue;
    const dx = (x[to] as number) - x0;
    const dy = (y[to] as number) - y0;
    const dz = (z[to] as number) - z0;
    const crowM = arcMeters(dx * dx + dy * dy + dz * dz);
    // As `travelAt` does. Truncating after adding a half rounds; Math.round costs more.
    const s = segmentAt(crowM);
    durations[cell] = ((curve[s] as number) + crowM * (curve[s + 1] as number) + 0.5) | 0;
    distances[cell] = ((curve[s + 2] as number) + crowM * (curve[s + 3] as number) + 0.5) | 0;
    provenance[cell] = code;
    written++;
  }
  return written;
}
