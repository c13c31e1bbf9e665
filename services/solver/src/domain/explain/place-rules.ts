import type { CompiledRouting } from '#domain/routing/compiled';
import type { RoutingInput } from '#domain/routing/problem';
import { LOCK, RELATION } from '#domain/routing/problem-rules';
import type { RouteLists } from '#domain/routing/search-state';

interface NumberedRelation {
  readonly kind: number;
  /** In order. */
  readonly stops: readonly number[];
}

/**
 * What of a routing problem forbids a place beside what one route alone tells:
 * relations, alternatives and locks, read from the raw problem.
 */
export class PlaceRules {
  readonly #relations: readonly NumberedRelation[];
  readonly #groups: readonly (readonly number[])[];
  /** By stop: the vehicle that serves it, -1 for none. */
  readonly #server: Int32Array;
  /** By vehicle: nothing may join. */
  readonly #closed: Uint8Array;
  /** By stop: the vehicle that it may not leave, -1 when it is free. */
  readonly #home: Int32Array;
  readonly #locks = new Map<number, LockedRoute>();

  constructor(input: RoutingInput, compiled: CompiledRouting, routes: RouteLists) {
    const numbers = new Map(input.stops.map(({ id }, index) => [id, index]));
    const numbered = (ids: readonly string[]) => ids.flatMap((id) => numbers.get(id) ?? []);
    this.#relations = (input.relations ?? []).map(({ kind, stopIds }) => ({ kind, stops: numbered(stopIds) }));
    this.#groups = (input.alternatives ?? []).map(({ stopIds }) => numbered(stopIds));
    this.#server = new Int32Array(input.stops.length).fill(-1);
    routes.forEach((route, vehicle) => {
      for (const stop of route) this.#server[stop] = vehicle;
    });
    this.#closed = new Uint8Array(compiled.vehicles);
    this.#home = new Int32Array(input.stops.length).fill(-1);
    const firstOfType = firstVehicles(compiled);
    const types = new Map(input.vehicles.map(({ id }, index) => [id, index]));
    for (const { vehicleId, vehicleIndex, stopIds, lock, lockedStops } of input.givenRoutes ?? []) {
      const type = types.get(vehicleId);
      const vehicle = type === undefined ? undefined : (firstOfType[type] as number) + vehicleIndex;
      if (vehicle === undefined || compiled.type[vehicle] !== type) continue;
      const stops = numbered(stopIds);
      const beginning = stops.slice(0, lockedStops);
      const order = lock === LOCK.order || lock === LOCK.route ? stops : [];
      if (lock === LOCK.route) this.#closed[vehicle] = 1;
      for (const stop of lock === LOCK.none ? beginning : stops) this.#home[stop] = vehicle;
      const isWhole = lock === LOCK.route;
      if (order.length > 0 || beginning.length > 0) this.#locks.set(vehicle, { order, beginning, isWhole });
    }
  }

  /** Whether the vehicle may serve these stops at all, as the other routes are. */
  mayJoin(vehicle: number, stops: readonly number[]): boolean {
    const isAtHome = (stop: number) => this.#home[stop] === vehicle;
    if (this.#closed[vehicle] === 1 && !stops.every(isAtHome)) return false;
    if (stops.some((stop) => this.#home[stop] !== -1 && !isAtHome(stop))) return false;
    const servedElsewhere = (stop: number) => {
      const server = this.#server[stop] as number;
      return server >= 0 && server !== vehicle && !stops.includes(stop);
    };
    const isTied = ({ kind, stops: members }: NumberedRelation) =>
      kind !== RELATION.differentRoutes &&
      members.some((stop) => stops.includes(stop)) &&
      members.some(servedElsewhere);
    return !this.#relations.some(isTied) && !this.hasOtherServed(stops);
  }

  /** Whether one of the stops is an alternative to one that is served. */
  hasOtherServed(stops: readonly number[]): boolean {
    return this.#groups.some(
      (group) =>
        group.some((stop) => stops.includes(stop)) &&
        group.some((stop) => !stops.includes(stop) && (this.#server[stop] as number) >= 0),
    );
  }

  /** Whether a route in this order keeps the relations of its stops, and what of it is locked. */
  keeps(vehicle: number, route: Int32Array): boolean {
    const lock = this.#locks.get(vehicle);
    if (lock && !isKept(lock, route)) return false;
    if (this.#relations.length === 0) return true;
    const at = new Map<number, number>();
    for (const [place, stop] of route.entries()) at.set(stop, place);
    return this.#relations.every(({ kind, stops }) => {
      const places = stops.flatMap((stop) => at.get(stop) ?? []);
      if (kind === RELATION.differentRoutes) return places.length < 2;
      if (kind === RELATION.order) return places.every((place, i) => i === 0 || place > (places[i - 1] as number));
      if (kind === RELATION.sequence)
        return places.every((place, i) => i === 0 || place === (places[i - 1] as number) + 1);
      return true;
    });
  }
}

/** What of a given route may not change. */
interface LockedRoute {
  /** Stops that keep their order. */
  readonly order: readonly number[];
  /** The route begins with exactly these. */
  readonly beginning: readonly number[];
  /** Nothing leaves: it has all of `order`. */
  readonly isWhole: boolean;
}

function isKept({ order, beginning, isWhole }: LockedRoute, route: Int32Array): boolean {
  if (beginning.some((stop, place) => route[place] !== stop)) return false;
  if (isWhole && order.some((stop) => !route.includes(stop))) return false;
  const places = order.map((stop) => route.indexOf(stop)).filter((place) => place >= 0);
  return places.every((place, i) => i === 0 || place > (places[i - 1] as number));
}

/** Whether the problem has rules of this kind at all. */
export function hasPlaceRules({ relations, alternatives, givenRoutes }: RoutingInput): boolean {
  return [relations, alternatives, givenRoutes].some((list) => (list?.length ?? 0) > 0);
}

/** By type: its first vehicle. */
export function firstVehicles(compiled: CompiledRouting): number[] {
  const first: number[] = [];
  for (let vehicle = compiled.vehicles - 1; vehicle >= 0; vehicle--) first[compiled.type[vehicle] as number] = vehicle;
  return first;
}
