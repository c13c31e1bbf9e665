import type { Location } from '#domain/geo/location';
import type { TravelMatrix } from '#domain/geo/travel-matrix';
import type { TravelMeasure } from '#domain/geo/travel-measure';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { usedProfiles, usesOwnTravel } from '#domain/routing/measured-modes';
import { type Depot, type RoutingInput, type RoutingProblem, type Vehicle, WALK } from '#domain/routing/problem';
import { bunchesOf, membersOf } from './bunches-of.ts';
import type { LargeProblem, Lost } from './large-problem.ts';

/** A routing problem whose travel is computed leg by leg. */
export interface MeasuredRouting {
  readonly input: RoutingInput;
  /** Between depots and stops, depots first. */
  readonly travel: TravelMeasure;
  /** Of profiles and walking legs, as in `RoutingProblem`. */
  readonly profileTravel: ReadonlyMap<string, TravelMeasure>;
}

interface Unit {
  readonly stops: readonly number[];
  readonly optional: boolean;
  readonly prize: number;
  readonly isGroup: boolean;
}

/** Cuts a routing problem whose places have locations: parts are made of the raw request and compiled like any other. */
export class DividedRouting implements LargeProblem {
  readonly stops: number;
  readonly vehicles: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  readonly type: Int32Array;
  readonly bunch: Int32Array;
  readonly #problem: MeasuredRouting;
  readonly #depots: Map<string, number>;
  readonly #stopNumbers: Map<string, number>;
  readonly #bunches: ReadonlyMap<number, readonly number[]>;

  constructor(problem: MeasuredRouting) {
    const { input } = problem;
    this.#problem = problem;
    this.stops = input.stops.length;
    this.type = Int32Array.from(input.vehicles.flatMap(({ count = 1 }, index) => Array<number>(count).fill(index)));
    this.vehicles = this.type.length;
    this.#depots = new Map(input.depots.map(({ id }, index) => [id, index]));
    this.#stopNumbers = new Map(input.stops.map(({ id }, index) => [id, index]));
    this.bunch = bunchesOf(input, this.#stopNumbers);
    this.#bunches = membersOf(this.bunch);
    const flat = flatMap(input.depots[0]?.location);
    const at = input.stops.map(({ location }) => flat(location));
    this.x = Float64Array.from(at, ([x]) => x);
    this.y = Float64Array.from(at, ([, y]) => y);
    const homes = input.vehicles.map((vehicle) => flat(input.depots[this.#startOf(vehicle)]?.location));
    this.homeX = Float64Array.from(this.type, (type) => homes[type]?.[0] ?? 0);
    this.homeY = Float64Array.from(this.type, (type) => homes[type]?.[1] ?? 0);
  }

  part(stops: Int32Array, vehicles: Int32Array): CompiledRouting {
    return compileRouting(this.problemOf(stops, vehicles));
  }

  /** The part as a routing problem with its own matrices. Vehicles keep their ids, so that `vehicleIndex` counts within the part. */
  problemOf(stops: Int32Array, vehicles: Int32Array): RoutingProblem {
    const { input, travel, profileTravel } = this.#problem;
    const fleet = this.#fleetOf(vehicles);
    const used = [...new Set(fleet.flatMap((vehicle) => this.#depotsOf(vehicle)))].sort((a, b) => a - b);
    const places = Int32Array.from([...used, ...Array.from(stops, (stop) => input.depots.length + stop)]);
    const part: RoutingInput = {
      ...input,
      matrix: undefined,
      depots: used.map((depot) => input.depots[depot] as Depot),
      stops: Array.from(stops, (stop) => input.stops[stop] as RoutingInput['stops'][number]),
      vehicles: fleet,
      ...this.#rulesWithin(new Set(stops)),
    };
    const own = usesOwnTravel(part) ? travel.between(places) : undefined;
    const profiles = new Map<string, TravelMatrix>();
    for (const { id } of usedProfiles(part)) profiles.set(id, between(profileTravel, id, places));
    if (profileTravel.has(WALK)) profiles.set(WALK, between(profileTravel, WALK, places));
    const any = own ?? profiles.values().next().value;
    if (!any) throw new Error('a part without any travel');
    return { input: part, travel: any, profileTravel: profiles.size === 0 ? undefined : profiles };
  }

  /** The stops with all that are tied to them, each once. */
  withTied(stops: readonly number[]): Int32Array {
    const all = new Set<number>();
    for (const stop of stops) {
      all.add(stop);
      for (const tied of this.#bunches.get(this.bunch[stop] as number) ?? []) all.add(tied);
    }
    return Int32Array.from(all);
  }

  lost(routeOf: Int32Array): Lost {
    let prizes = 0;
    let missing = 0;
    for (const unit of this.#units(routeOf)) {
      if (unit.optional) prizes += unit.prize;
      else missing += unit.isGroup ? 1 : unit.stops.length;
    }
    return { prizes, missing };
  }

  /** Ids of the stops that are left out; of a group only when none of its stops is served. */
  idsOfLost(routeOf: Int32Array): string[] {
    const { stops } = this.#problem.input;
    const numbers = [...this.#units(routeOf)].flatMap((unit) => unit.stops);
    return numbers.sort((a, b) => a - b).map((stop) => stops[stop]?.id ?? '');
  }

  /** What is left out as one: a shipment, a group of alternatives, or a stop. */
  *#units(routeOf: Int32Array): Generator<Unit> {
    const { stops, shipments = [], alternatives = [] } = this.#problem.input;
    const grouped = new Uint8Array(shipments.length + alternatives.length === 0 ? 0 : stops.length);
    const isLost = (members: readonly number[]) => {
      for (const member of members) grouped[member] = 1;
      return members.every((member) => routeOf[member] === -1);
    };
    for (const { pickupStopId, deliveryStopId, optional, prize } of shipments) {
      const members = this.#numbersOf([pickupStopId, deliveryStopId]);
      if (isLost(members)) yield { stops: members, optional, prize, isGroup: false };
    }
    for (const { stopIds, optional, prize } of alternatives) {
      const members = this.#numbersOf(stopIds);
      if (isLost(members)) yield { stops: members, optional, prize, isGroup: true };
    }
    for (let stop = 0; stop < stops.length; stop++) {
      if (routeOf[stop] !== -1 || grouped[stop] === 1) continue;
      const { optional = false, prize = 0 } = stops[stop] ?? {};
      yield { stops: [stop], optional, prize, isGroup: false };
    }
  }

  #numbersOf(ids: readonly string[]): number[] {
    return ids.map((id) => this.#stopNumbers.get(id) as number);
  }

  /** Vehicles of one type as one entry; depots are named, because the first one may not be in the part. */
  #fleetOf(vehicles: Int32Array): Vehicle[] {
    const { input } = this.#problem;
    const counts = new Map<number, number>();
    for (const vehicle of vehicles) {
      const type = this.type[vehicle] as number;
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return [...counts].map(([type, count]) => {
      const vehicle = input.vehicles[type] as Vehicle;
      return { ...vehicle, count, startDepotId: input.depots[this.#startOf(vehicle)]?.id ?? '' };
    });
  }

  #startOf({ startDepotId }: Vehicle): number {
    return this.#depots.get(startDepotId) ?? 0;
  }

  #depotsOf(vehicle: Vehicle): number[] {
    const { endDepotId, reload, breaks = [], overnight } = vehicle;
    const named = [
      endDepotId,
      ...(reload?.depotIds ?? []),
      ...breaks.flatMap(({ depotIds }) => depotIds),
      ...(overnight?.depotIds ?? []),
    ];
    const others = named.flatMap((id) => this.#depots.get(id) ?? []);
    return [this.#startOf(vehicle), ...others];
  }

  /** Rules between stops, as far as they are in the part. */
  #rulesWithin(stops: ReadonlySet<number>): Pick<RoutingInput, 'shipments' | 'alternatives' | 'relations'> {
    const { shipments = [], alternatives = [], relations = [] } = this.#problem.input;
    const has = (id: string) => stops.has(this.#stopNumbers.get(id) as number);
    return {
      shipments: shipments.filter(({ pickupStopId, deliveryStopId }) => has(pickupStopId) && has(deliveryStopId)),
      alternatives: alternatives.filter(({ stopIds }) => stopIds.every(has)),
      relations: relations
        .map((relation) => ({ ...relation, stopIds: relation.stopIds.filter(has) }))
        .filter(({ stopIds }) => stopIds.length > 1),
    };
  }
}

function between(travel: ReadonlyMap<string, TravelMeasure>, id: string, places: Int32Array): TravelMatrix {
  const measure = travel.get(id);
  if (!measure) throw new Error(`there is no travel of the profile ${id}`);
  return measure.between(places);
}

const METERS_A_DEGREE = 111_195;

/** Longitudes and latitudes as metres east and north of a middle (equirectangular): good enough to say what is near. */
function flatMap(middle: Location | undefined): (location: Location | undefined) => [number, number] {
  const { latitude = 0, longitude = 0 } = middle ?? {};
  const shrink = Math.max(0.05, Math.cos((latitude * Math.PI) / 180));
  return (location) => {
    if (!location) return [0, 0];
    const east = ((location.longitude - longitude + 540) % 360) - 180;
    return [east * METERS_A_DEGREE * shrink, (location.latitude - latitude) * METERS_A_DEGREE];
  };
}
