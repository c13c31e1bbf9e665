import { serviceOf, setupOf } from '#domain/routing/compile-rules';
import { FAR, HORIZON, UNLIMITED } from '#domain/routing/compiled';
import {
  type Depot,
  type RoutingInput,
  type RoutingProblem,
  type Stop,
  type Vehicle,
  WALK,
} from '#domain/routing/problem';
import type { TimeWindow } from '#domain/routing/problem-rules';
import { gridOf } from './cost-grid.ts';
import type { LegTable, RelaxedFleet, RelaxedProblem } from './relaxed-problem.ts';

const DEFAULT_LEG_METERS = 1200;

/**
 * The relaxation of a routing problem, read from the request. Left out are
 * relations, unloading orders, ride times, breaks, driving rules, nights,
 * overtime, waiting, soft windows, release times, opening hours, balance, locks
 * and the price of change: all of them only make plans dearer or fewer.
 */
export function relaxRouting({ input, travel, profileTravel }: RoutingProblem): RelaxedProblem {
  const dims = input.capacityDimensions.length;
  const { stops, depots } = input;
  const tables = new LegTables(travel, profileTravel ?? new Map(), input);
  const windows = stops.map(({ timeWindows }) => hullOf(timeWindows));
  const open = Int32Array.from(windows, ([from]) => from);
  const close = Int32Array.from(windows, ([, to]) => to);
  const byStop = new StopColumns(stops);
  const depotNumbers = new Map(depots.map((depot, index) => [depot.id, index]));
  const fleets = input.vehicles.map((vehicle): RelaxedFleet => {
    const start = depotNumbers.get(vehicle.startDepotId) ?? 0;
    const end = vehicle.openEnd ? -1 : (depotNumbers.get(vehicle.endDepotId) ?? start);
    const passed = passedDepots(vehicle);
    return {
      count: Math.min(vehicle.count ?? 1, Math.max(1, stops.length)),
      ...pricesOf(vehicle),
      start,
      end,
      between: [...new Set(passed.flatMap((id) => depotNumbers.get(id) ?? []))],
      ...tables.of(vehicle),
      capacity: Array.from({ length: dims }, (_, d) => vehicle.capacity[d] ?? UNLIMITED),
      reloads: vehicle.reload !== undefined,
      ...timesOf(vehicle, depots[start], depots[end]),
      serves: byStop.serves(vehicle),
      service: byStop.service(vehicle),
      setup: byStop.setup(vehicle),
      open,
      close,
    };
  });
  return {
    stops: stops.length,
    dims,
    location: Int32Array.from(stops, (_, index) => depots.length + index),
    deliveries: loads(
      stops.map(({ demand }) => demand),
      dims,
    ),
    pickups: loads(
      stops.map(({ pickup }) => pickup ?? []),
      dims,
    ),
    ...tasksOf(input),
    fleets,
    grid: gridOfInput(input, fleets),
  };
}

/** Depots where a route may be on its way. */
function passedDepots({ reload, breaks, overnight }: Vehicle): string[] {
  return [
    ...(reload?.depotIds ?? []),
    ...(breaks ?? []).flatMap(({ depotIds }) => depotIds),
    ...(overnight?.depotIds ?? []),
  ];
}

/** With no cost given at all, a kilometre costs 1. */
function pricesOf(vehicle: Vehicle) {
  const { fixedCost, costPerKm, costPerHour, costPerTravelHour, costPerWaitingHour } = vehicle;
  const isFree = fixedCost === 0 && [costPerKm, costPerHour, costPerTravelHour, costPerWaitingHour].every(isAbsent);
  return {
    fixedCost,
    perMeter: (costPerKm ?? (isFree ? 1 : 0)) / 1000,
    perTravelSecond: (costPerTravelHour ?? 0) / 3600,
    perSecond: (costPerHour ?? 0) / 3600,
  };
}

function isAbsent(price: number | undefined): boolean {
  return price === undefined;
}

/** Limits of a whole route; those of its shifts add up. */
function timesOf(vehicle: Vehicle, start: Depot | undefined, end: Depot | undefined) {
  const shifts = vehicle.shifts?.length ? vehicle.shifts : [vehicle.shift ?? { startSeconds: 0, endSeconds: HORIZON }];
  const [first, last] = hullOf(shifts);
  const leaves = Math.max(first, start?.timeWindow?.startSeconds ?? 0);
  const returns = Math.min(last, HORIZON, end?.timeWindow?.endSeconds ?? HORIZON);
  const longest = vehicle.maxDurationSeconds ?? UNLIMITED;
  const maxSeconds = shifts.reduce(
    (sum, { startSeconds, endSeconds }) => sum + Math.min(longest, endSeconds - startSeconds),
    0,
  );
  const inAll = (limit: number | undefined) => Math.min(UNLIMITED, (limit ?? UNLIMITED) * shifts.length);
  return {
    shift: [leaves, returns] as const,
    maxSeconds: Math.min(maxSeconds, Math.max(0, returns - leaves)),
    maxMeters: inAll(vehicle.maxDistanceMeters),
    maxStops: inAll(vehicle.maxStops),
  };
}

function hullOf(windows: readonly TimeWindow[]): readonly [number, number] {
  if (windows.length === 0) return [0, HORIZON];
  const first = Math.min(...windows.map(({ startSeconds }) => startSeconds));
  return [first, Math.min(HORIZON, Math.max(...windows.map(({ endSeconds }) => endSeconds)))];
}

function loads(amounts: readonly (readonly number[])[], dims: number): Int32Array {
  const rows = new Int32Array(amounts.length * dims);
  amounts.forEach((row, stop) => {
    for (let d = 0; d < dims; d++) rows[stop * dims + d] = row[d] ?? 0;
  });
  return rows;
}

/** Stops of a group share a task; each end of a shipment is a task that loses half of its prize. */
function tasksOf({ stops, alternatives = [], shipments = [] }: RoutingInput) {
  const numbers = new Map(stops.map(({ id }, index) => [id, index]));
  const task = new Int32Array(stops.length).fill(-1);
  const loss: number[] = [];
  const lossOf = (optional: boolean, prize: number) => (optional ? prize : Number.POSITIVE_INFINITY);
  const addTask = (ids: readonly string[], lost: number) => {
    for (const id of ids) task[numbers.get(id) ?? -1] = loss.length;
    loss.push(lost);
  };
  for (const { stopIds, optional, prize } of alternatives) addTask(stopIds, lossOf(optional, prize));
  for (const { pickupStopId, deliveryStopId, optional, prize } of shipments) {
    for (const id of [pickupStopId, deliveryStopId]) addTask([id], lossOf(optional, prize / 2));
  }
  stops.forEach(({ id, optional, prize }, index) => {
    if ((task[index] as number) < 0) addTask([id], lossOf(optional, prize));
  });
  return { task, tasks: loss.length, loss: Float64Array.from(loss) };
}

/** Where prices are all paid for whole amounts; rules with prices of their own give none. */
function gridOfInput(input: RoutingInput, fleets: readonly RelaxedFleet[]): number {
  const hasOtherPrices =
    input.balance !== undefined ||
    input.change !== undefined ||
    input.stops.some(({ softWindow }) => softWindow !== undefined) ||
    input.vehicles.some(({ overtime, costPerWaitingHour }) => overtime !== undefined || !!costPerWaitingHour);
  if (hasOtherPrices) return 0;
  const prizes = [...input.stops, ...(input.alternatives ?? []), ...(input.shipments ?? [])].flatMap(
    ({ optional, prize }) => (optional ? [prize] : []),
  );
  const money = fleets.flatMap((fleet) => [fleet.fixedCost, fleet.perMeter, fleet.perTravelSecond, fleet.perSecond]);
  return gridOf([...new Set([...prizes, ...money])]);
}

/** Columns by stop, one for all vehicles that have it alike. */
class StopColumns {
  readonly #stops: readonly Stop[];
  readonly #namesVehicles: boolean;
  readonly #kept = new Map<string, Uint8Array | Int32Array>();

  constructor(stops: readonly Stop[]) {
    this.#stops = stops;
    this.#namesVehicles = stops.some(({ vehicleIds }) => vehicleIds?.length);
  }

  serves({ id, skills }: Vehicle): Uint8Array {
    const key = JSON.stringify(['serves', skills, this.#namesVehicles ? id : '']);
    const has = new Set(skills);
    return this.#column(key, () =>
      Uint8Array.from(this.#stops, ({ skills: needed, vehicleIds }) => {
        const isNamed = !vehicleIds?.length || vehicleIds.includes(id);
        return isNamed && needed.every((skill) => has.has(skill)) ? 1 : 0;
      }),
    );
  }

  service(vehicle: Vehicle): Int32Array {
    return this.#column(`service ${vehicle.type ?? ''}`, () =>
      Int32Array.from(this.#stops, (stop) => serviceOf(stop, vehicle)),
    );
  }

  setup(vehicle: Vehicle): Int32Array {
    return this.#column(`setup ${vehicle.type ?? ''}`, () =>
      Int32Array.from(this.#stops, (stop) => setupOf(stop, vehicle)),
    );
  }

  #column<T extends Uint8Array | Int32Array>(key: string, make: () => T): T {
    const known = this.#kept.get(key) as T | undefined;
    if (known) return known;
    const column = make();
    this.#kept.set(key, column);
    return column;
  }
}

/** Travel by profile and speed. */
class LegTables {
  readonly #own: LegTable;
  readonly #profiles: ReadonlyMap<string, LegTable>;
  readonly #speeds: ReadonlyMap<string, number>;
  readonly #kept = new Map<string, LegTable>();

  constructor(own: LegTable, profiles: ReadonlyMap<string, LegTable>, input: RoutingInput) {
    this.#own = own;
    this.#profiles = profiles;
    this.#speeds = new Map((input.profiles ?? []).map(({ id, speedFactor }) => [id, speedFactor ?? 1]));
  }

  of({ profileId, walking }: Vehicle): Pick<RelaxedFleet, 'ride' | 'walk'> {
    const ride = this.#table(profileId ?? '');
    if (!walking) return { ride };
    const legs = this.#table(walking.profileId || WALK);
    return { ride, walk: { legs, legMeters: walking.maxLegMeters ?? DEFAULT_LEG_METERS } };
  }

  #table(id: string): LegTable {
    if (id === '') return this.#own;
    const known = this.#kept.get(id);
    if (known) return known;
    const made = faster(this.#profiles.get(id) ?? unmeasured(this.#own), this.#speeds.get(id) ?? 1);
    this.#kept.set(id, made);
    return made;
  }
}

/** Travel that nobody measured: as short as can be. */
function unmeasured({ size }: LegTable): LegTable {
  return { size, durations: new Int32Array(size * size), distances: new Int32Array(size * size) };
}

/** Divided seconds, rounded down: nobody rounds them lower. */
function faster(table: LegTable, factor: number): LegTable {
  if (factor === 1) return table;
  const durations = table.durations.map((seconds) =>
    seconds < 0 || seconds >= FAR ? seconds : Math.floor(seconds / factor),
  );
  return { ...table, durations };
}
