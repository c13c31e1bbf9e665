import { cellsBetween } from '#domain/geo/travel-measure';
import { type CompiledRouting, FAR } from '#domain/routing/compiled';
import { fastMap } from './fast-map.ts';
import type { LargeProblem, Lost } from './large-problem.ts';

/** Whether a compiled problem can be cut: its stops are not tied to each other and its routes have no rules of their own kind. */
export function canDivide({ bonds, rules, walking, stops, vehicles }: CompiledRouting): boolean {
  return !bonds && !rules && !walking && stops > 0 && vehicles > 0;
}

/** Cuts a compiled problem: parts get their rows of its arrays. Places are drawn from its matrix. `canDivide` must hold. */
export class DividedCompiled implements LargeProblem {
  readonly stops: number;
  readonly vehicles: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  readonly type: Int32Array;
  readonly bunch: Int32Array;
  readonly #whole: CompiledRouting;

  constructor(whole: CompiledRouting) {
    const { size, distances, durations, location } = whole;
    this.#whole = whole;
    this.stops = whole.stops;
    this.vehicles = whole.vehicles;
    this.type = whole.type;
    this.bunch = Int32Array.from({ length: whole.stops }, (_, stop) => stop);
    const cells = distances.some((meters) => meters > 0 && meters < FAR) ? distances : durations;
    const nowhere = size - 1;
    const plane = fastMap(nowhere, (a, b) => {
      const there = cells[a * size + b] as number;
      const back = cells[b * size + a] as number;
      return Math.min(there, back) < FAR ? Math.min(there, back) : 0;
    });
    const at = (axis: Float64Array, place: number) => axis[place] ?? 0;
    this.x = Float64Array.from(location, (place) => at(plane.x, place));
    this.y = Float64Array.from(location, (place) => at(plane.y, place));
    // An open start is at home where it ends.
    const homes = whole.start.map((start, vehicle) => (start === nowhere ? (whole.end[vehicle] as number) : start));
    this.homeX = Float64Array.from(homes, (place) => at(plane.x, place));
    this.homeY = Float64Array.from(homes, (place) => at(plane.y, place));
  }

  part(stops: Int32Array, vehicles: Int32Array): CompiledRouting {
    const whole = this.#whole;
    const { size, dims } = whole;
    const places = this.#places(stops, vehicles);
    const at = new Map(places.map((place, index) => [place, index]));
    const placed = (column: Int32Array) => column.map((place) => at.get(place) as number);
    const types = [...new Set(Array.from(vehicles, (vehicle) => whole.type[vehicle] as number))];
    const ofVehicles = (column: Int32Array) => vehicles.map((vehicle) => column[vehicle] as number);
    const money = (column: Float64Array) => Float64Array.from(vehicles, (vehicle) => column[vehicle] as number);
    return {
      ...whole,
      stops: stops.length,
      vehicles: vehicles.length,
      size: places.length,
      durations: cellsBetween(whole.durations, size, places),
      distances: cellsBetween(whole.distances, size, places),
      location: placed(stops.map((stop) => whole.location[stop] as number)),
      service: stops.map((stop) => whole.service[stop] as number),
      required: Uint8Array.from(stops, (stop) => whole.required[stop] as number),
      prize: Float64Array.from(stops, (stop) => whole.prize[stop] as number),
      demand: rows(whole.demand, stops, dims),
      type: vehicles.map((vehicle) => types.indexOf(whole.type[vehicle] as number)),
      start: placed(ofVehicles(whole.start)),
      end: placed(ofVehicles(whole.end)),
      shiftStart: ofVehicles(whole.shiftStart),
      shiftEnd: ofVehicles(whole.shiftEnd),
      maxDistance: ofVehicles(whole.maxDistance),
      maxDuration: ofVehicles(whole.maxDuration),
      maxStops: ofVehicles(whole.maxStops),
      walkingBudget: ofVehicles(whole.walkingBudget),
      capacity: rows(whole.capacity, vehicles, dims),
      fixedCost: money(whole.fixedCost),
      perMeter: money(whole.perMeter),
      perTravelSecond: money(whole.perTravelSecond),
      perSecond: money(whole.perSecond),
      types: types.length,
      ...this.#windows(stops, types),
    };
  }

  withTied(stops: readonly number[]): Int32Array {
    return Int32Array.from(stops);
  }

  lost(routeOf: Int32Array): Lost {
    const { required, prize } = this.#whole;
    let prizes = 0;
    let missing = 0;
    routeOf.forEach((vehicle, stop) => {
      if (vehicle !== -1) return;
      if (required[stop] === 1) missing++;
      else prizes += prize[stop] as number;
    });
    return { prizes, missing };
  }

  /** Rows of the matrices, nowhere last. */
  #places(stops: Int32Array, vehicles: Int32Array): number[] {
    const { start, end, location, size } = this.#whole;
    const places = new Set<number>();
    for (const vehicle of vehicles) places.add(start[vehicle] as number).add(end[vehicle] as number);
    for (const stop of stops) places.add(location[stop] as number);
    places.delete(size - 1);
    return [...places, size - 1];
  }

  #windows(stops: Int32Array, types: readonly number[]) {
    const whole = this.#whole;
    const allowed = new Uint8Array(types.length * stops.length);
    const windowFrom = new Int32Array(types.length * stops.length + 1);
    const picked: number[] = [];
    let cell = 0;
    for (const type of types) {
      for (const stop of stops) {
        const from = type * whole.stops + stop;
        allowed[cell] = whole.allowed[from] as number;
        for (let w = whole.windowFrom[from] as number; w < (whole.windowFrom[from + 1] as number); w++) picked.push(w);
        windowFrom[++cell] = picked.length;
      }
    }
    const of = (column: Int32Array) => Int32Array.from(picked, (window) => column[window] as number);
    const { windowOpen, windowClose, bareOpen } = whole;
    return {
      allowed,
      windowFrom,
      windowOpen: of(windowOpen),
      windowClose: of(windowClose),
      bareOpen: bareOpen && of(bareOpen),
    };
  }
}

function rows(cells: Int32Array, members: Int32Array, width: number): Int32Array {
  const out = new Int32Array(members.length * width);
  members.forEach((member, row) => {
    for (let d = 0; d < width; d++) out[row * width + d] = cells[member * width + d] as number;
  });
  return out;
}
