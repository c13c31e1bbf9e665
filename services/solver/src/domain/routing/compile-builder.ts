import { type CompiledRouting, HORIZON, UNLIMITED, type WalkingLegs } from './compiled.ts';
import { longestSeconds } from './longest-route.ts';
import { longestLeg, paddedPair } from './padded-matrices.ts';

/** One stop, before it becomes columns of arrays. */
export interface StopSpec {
  readonly location: number;
  readonly serviceSeconds: number;
  readonly demand: readonly number[];
  readonly required: boolean;
  readonly prize: number;
}

/** One type of vehicle. Absent limits are none. */
export interface VehicleSpec {
  readonly count: number;
  /** So many of them are named by given routes and needed one by one. Default 0. */
  readonly named?: number | undefined;
  /** Matrix location, or -1 for an open start or end. */
  readonly start: number;
  readonly end: number;
  readonly shift: readonly [number, number];
  readonly maxDistance?: number | undefined;
  readonly maxDuration?: number | undefined;
  readonly maxStops?: number | undefined;
  readonly walkingBudget?: number | undefined;
  readonly capacity?: readonly number[] | undefined;
  readonly fixedCost: number;
  readonly perMeter: number;
  readonly perTravelSecond: number;
  readonly perSecond: number;
  /** Windows in which service of stop s may start; empty means never. The third number is the opening where no setup is needed. */
  readonly windows: (stop: number) => readonly StartWindow[];
  readonly serves: (stop: number) => boolean;
}

export interface CompileSpec {
  readonly size: number;
  /** Negative where there is no way. */
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  readonly walking?: WalkingLegs | undefined;
  readonly dims: number;
  readonly stops: readonly StopSpec[];
  readonly vehicleTypes: readonly VehicleSpec[];
}

type StartWindow = readonly [open: number, close: number, bareOpen?: number];

/** Lays a problem out in flat arrays. */
export function compileArrays(spec: CompileSpec): CompiledRouting {
  const size = spec.size + 1;
  const stops = spec.stops.length;
  // More vehicles of a type than stops can never be used.
  const counts = spec.vehicleTypes.map((type) => Math.min(type.count, Math.max(1, stops, type.named ?? 0)));
  const fleet = spec.vehicleTypes.flatMap((type, index) =>
    Array<[VehicleSpec, number]>(counts[index] as number).fill([type, index]),
  );
  const column = (read: (type: VehicleSpec) => number) => Int32Array.from(fleet, ([type]) => read(type));
  const money = (read: (type: VehicleSpec) => number) => Float64Array.from(fleet, ([type]) => read(type));
  const nowhere = (location: number) => (location < 0 ? spec.size : location);
  const windows = layWindows(spec);
  const { durations, distances } = paddedPair(spec, spec.size);
  const service = Int32Array.from(spec.stops, (stop) => stop.serviceSeconds);
  const missing = penaltyAbove(spec, { distances, stops, durations, service, ...windows });
  const walking = spec.walking && {
    ...paddedPair(spec.walking, spec.size),
    legMeters: spec.walking.legMeters,
  };
  return {
    stops,
    vehicles: fleet.length,
    dims: spec.dims,
    size,
    durations,
    distances,
    walking,
    location: Int32Array.from(spec.stops, (stop) => stop.location),
    service,
    required: Uint8Array.from(spec.stops, (stop) => (stop.required ? 1 : 0)),
    prize: Float64Array.from(spec.stops, (stop) => (stop.required ? missing : stop.prize)),
    demand: Int32Array.from(spec.stops.flatMap((stop) => fill(stop.demand, spec.dims, 0))),
    type: Int32Array.from(fleet, ([, index]) => index),
    start: column((type) => nowhere(type.start)),
    end: column((type) => nowhere(type.end)),
    shiftStart: column((type) => type.shift[0]),
    shiftEnd: column((type) => Math.min(type.shift[1], HORIZON)),
    maxDistance: column((type) => type.maxDistance ?? UNLIMITED),
    maxDuration: column((type) => type.maxDuration ?? UNLIMITED),
    maxStops: column((type) => type.maxStops ?? UNLIMITED),
    walkingBudget: column((type) => type.walkingBudget ?? UNLIMITED),
    capacity: Int32Array.from(fleet.flatMap(([type]) => fill(type.capacity ?? [], spec.dims, UNLIMITED))),
    fixedCost: money((type) => type.fixedCost),
    perMeter: money((type) => type.perMeter),
    perTravelSecond: money((type) => type.perTravelSecond),
    perSecond: money((type) => type.perSecond),
    types: spec.vehicleTypes.length,
    ...windows,
    scan: windows.several || walking !== undefined,
    missing,
  };
}

function fill(values: readonly number[], length: number, otherwise: number): number[] {
  return Array.from({ length }, (_, index) => values[index] ?? otherwise);
}

function layWindows(spec: CompileSpec) {
  const stops = spec.stops.length;
  const allowed = new Uint8Array(spec.vehicleTypes.length * stops);
  const windowFrom = new Int32Array(spec.vehicleTypes.length * stops + 1);
  const open: number[] = [];
  const bare: number[] = [];
  const close: number[] = [];
  let several = false;
  let cell = 0;
  for (const type of spec.vehicleTypes) {
    for (let stop = 0; stop < stops; stop++) {
      const windows = merged(type.windows(stop));
      for (const [from, to, bareFrom] of windows) {
        open.push(from);
        bare.push(bareFrom ?? from);
        close.push(Math.min(to, HORIZON));
      }
      several ||= windows.length > 1;
      allowed[cell] = windows.length > 0 && type.serves(stop) ? 1 : 0;
      windowFrom[++cell] = open.length;
    }
  }
  const bareOpen = bare.some((from, index) => from !== open[index]) ? Int32Array.from(bare) : undefined;
  return {
    allowed,
    windowFrom,
    windowOpen: Int32Array.from(open),
    windowClose: Int32Array.from(close),
    bareOpen,
    several,
  };
}

/** Sorted, with windows that touch or overlap made one. */
function merged(windows: readonly StartWindow[]): StartWindow[] {
  if (windows.length < 2) return [...windows];
  const out: [number, number, number][] = [];
  for (const [from, to, bare = from] of [...windows].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out.at(-1);
    if (last && from <= last[1] + 1) {
      last[1] = Math.max(last[1], to);
      last[2] = Math.min(last[2], bare);
    } else out.push([from, to, bare]);
  }
  return out;
}

/** Above the cost of every plan: each stop's dearest way in and out, every vehicle's fixed cost and whole shift, all prizes. */
function penaltyAbove(
  spec: CompileSpec,
  laid: Parameters<typeof longestSeconds>[0] & Pick<CompiledRouting, 'distances'>,
): number {
  const meters = longestLeg(laid.distances);
  const seconds = longestLeg(laid.durations);
  const longest = longestSeconds(laid);
  let dearest = 0;
  let total = 1;
  for (const type of spec.vehicleTypes) {
    const leg = type.perMeter * meters + type.perTravelSecond * seconds;
    const work = type.perSecond * Math.min(type.maxDuration ?? HORIZON, type.shift[1] - type.shift[0], longest);
    dearest = Math.max(dearest, leg);
    total += Math.min(type.count, spec.stops.length) * (type.fixedCost + work + leg);
  }
  total += dearest * (spec.stops.length + 1);
  for (const stop of spec.stops) total += stop.required ? 0 : stop.prize;
  return 2 ** Math.ceil(Math.log2(total));
}
