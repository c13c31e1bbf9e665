import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import { gridOf } from './cost-grid.ts';
import type { RelaxedFleet, RelaxedProblem } from './relaxed-problem.ts';

/** The relaxation of a compiled problem: each stop a task, as wide as its windows together. */
export function relaxCompiled(p: CompiledRouting): RelaxedProblem {
  const fleets: RelaxedFleet[] = [];
  const nowhere = p.size - 1;
  for (let first = 0; first < p.vehicles; ) {
    const type = p.type[first] as number;
    let after = first + 1;
    while (after < p.vehicles && p.type[after] === type) after++;
    const v = first;
    const shift = [p.shiftStart[v] as number, p.shiftEnd[v] as number] as const;
    fleets.push({
      count: after - first,
      fixedCost: p.fixedCost[v] as number,
      perMeter: p.perMeter[v] as number,
      perTravelSecond: p.perTravelSecond[v] as number,
      perSecond: p.perSecond[v] as number,
      start: p.start[v] === nowhere ? -1 : (p.start[v] as number),
      end: p.end[v] === nowhere ? -1 : (p.end[v] as number),
      between: [],
      ride: p,
      walk: p.walking && { legs: { ...p.walking, size: p.size }, legMeters: p.walking.legMeters },
      capacity: Array.from(p.capacity.subarray(v * p.dims, (v + 1) * p.dims)),
      reloads: false,
      shift,
      maxSeconds: Math.min(shift[1] - shift[0], p.maxDuration[v] as number),
      maxMeters: p.maxDistance[v] as number,
      maxStops: Math.min(p.maxStops[v] as number, UNLIMITED),
      serves: p.allowed.subarray(type * p.stops, (type + 1) * p.stops),
      service: p.service,
      setup: new Int32Array(p.stops),
      ...hullOf(p, type),
    });
    first = after;
  }
  const optional = Array.from(p.prize).filter((_, stop) => p.required[stop] === 0);
  const money = [p.fixedCost, p.perMeter, p.perTravelSecond, p.perSecond].flatMap((column) => [...new Set(column)]);
  return {
    stops: p.stops,
    dims: p.dims,
    location: p.location,
    deliveries: p.demand,
    pickups: new Int32Array(p.demand.length),
    task: Int32Array.from({ length: p.stops }, (_, stop) => stop),
    tasks: p.stops,
    loss: Float64Array.from(p.prize, (prize, stop) => (p.required[stop] === 1 ? Number.POSITIVE_INFINITY : prize)),
    fleets,
    grid: gridOf([...money, ...optional]),
  };
}

/** By stop: when service may start first and last with this type of vehicle. */
function hullOf(p: CompiledRouting, type: number): { open: Int32Array; close: Int32Array } {
  const open = new Int32Array(p.stops);
  const close = new Int32Array(p.stops).fill(-1);
  for (let stop = 0; stop < p.stops; stop++) {
    const cell = type * p.stops + stop;
    const from = p.windowFrom[cell] as number;
    const to = p.windowFrom[cell + 1] as number;
    if (from === to) continue;
    open[stop] = p.windowOpen[from] as number;
    close[stop] = p.windowClose[to - 1] as number;
  }
  return { open, close };
}
