import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { FormatError, UnsupportedFeature } from './format-error.ts';
import { type VroomPricing, vroomPricing } from './vroom-costs.ts';
import { type VroomInput, type VroomMatrix, type VroomPlace, type VroomVehicle, vroomInput } from './vroom-input.ts';

export interface VroomProblem {
  readonly input: VroomInput;
  readonly problem: Routing;
  /** Subtracted from the file's times, which may count from 1970. */
  readonly originSeconds: number;
  /** What does not mean quite the same; for people. */
  readonly notes: readonly string[];
}

const MODES: Readonly<Record<string, TravelMode>> = {
  car: TravelMode.TRAVEL_MODE_DRIVE,
  driving: TravelMode.TRAVEL_MODE_DRIVE,
  bike: TravelMode.TRAVEL_MODE_BICYCLE,
  bicycle: TravelMode.TRAVEL_MODE_BICYCLE,
  foot: TravelMode.TRAVEL_MODE_WALK,
  walking: TravelMode.TRAVEL_MODE_WALK,
};
/** Times above are taken to count from 1970. */
const LATEST_SECONDS = 300_000_000;
/** No detour is longer, by any road. */
const LONGEST_KM = 40_000;
const LONGEST_HOURS = 1_000;

/**
 * VROOM's JSON input as a routing problem. Jobs are optional as they are there: as many as possible are served, those of higher priority
 * first, which prizes above all costs say. Throws `FormatError`, and `UnsupportedFeature` with all that the model cannot say.
 */
export function readVroom(text: string): VroomProblem {
  const refused = new Set<string>();
  const input = vroomInput(text, refused);
  const { jobs, vehicles, matrices } = input;
  const profiles = [...new Set(vehicles.map(({ profile }) => profile))];
  if (profiles.length > 1) refused.add(`several profiles (${profiles.join(', ')})`);
  const isDelivering = jobs.some(({ delivery }) => delivery.some((amount) => amount > 0));
  const isCollecting = jobs.some(({ pickup }) => pickup.some((amount) => amount > 0));
  if (isDelivering && isCollecting) refused.add('pickups mixed with deliveries on one route');
  const profile = profiles[0] ?? 'car';
  const matrix = matrices[profile];
  const mode = MODES[profile];
  if (!matrix && mode === undefined) refused.add(`the profile ${profile} without a matrix`);
  const pricing = vroomPricing(vehicles, matrix, refused);
  if (refused.size > 0) throw new UnsupportedFeature([...refused]);

  const originSeconds = originOf(input);
  const depots = depotsOf(vehicles);
  const dimensions = Math.max(0, ...vehicles.map(({ capacity }) => capacity.length));
  const loads = (amounts: readonly number[]) => Array.from({ length: dimensions }, (_, d) => amounts[d] ?? 0);
  const window = ([from, to]: readonly [number, number]) => ({
    startSeconds: from - originSeconds,
    endSeconds: to - originSeconds,
  });
  const prize = prizeUnit(input, matrix, pricing);
  const problem = Routing.fromPartial({
    stops: jobs.map((job) => ({
      id: String(job.id),
      name: job.description,
      location: locationOf(job, matrix),
      demand: loads(isCollecting ? job.pickup : job.delivery),
      serviceSeconds: job.service,
      timeWindows: job.windows.map(window),
      skills: job.skills.map(String),
      optional: true,
      prize: prize * (1 + job.priority),
    })),
    depots: depots.map((place, index) => ({ id: depotId(index), location: locationOf(place, matrix) })),
    vehicles: vehicles.map((vehicle) => ({
      id: String(vehicle.id),
      startDepotId: depotId(findPlace(depots, vehicle.start)),
      endDepotId: vehicle.end ? depotId(findPlace(depots, vehicle.end)) : '',
      openEnd: vehicle.end === undefined,
      capacity: vehicle.capacity.length > 0 ? loads(vehicle.capacity) : [],
      shift: vehicle.window && window(vehicle.window),
      skills: vehicle.skills.map(String),
      maxStops: vehicle.maxTasks,
      maxDistanceMeters: vehicle.maxDistance,
      fixedCost: vehicle.fixed,
      costPerKm: pricing.costPerKm(vehicle),
      costPerHour: pricing.costPerHour(vehicle),
    })),
    capacityDimensions: Array.from({ length: dimensions }, (_, d) => `load${d + 1}`),
    travelMode: mode ?? TravelMode.TRAVEL_MODE_DRIVE,
    matrix: matrix && cellsOf([...depots, ...jobs], matrix, pricing),
  });
  return { input, problem, originSeconds, notes: pricing.notes };
}

const depotId = (index: number): string => `depot${index + 1}`;

/** Places where vehicles start or end, each once. */
function depotsOf(vehicles: readonly VroomVehicle[]): VroomPlace[] {
  const places: VroomPlace[] = [];
  for (const { start, end } of vehicles)
    for (const place of end ? [start, end] : [start]) if (findPlace(places, place) < 0) places.push(place);
  return places;
}

function findPlace(places: readonly VroomPlace[], { index, location }: VroomPlace): number {
  return places.findIndex(
    (other) => other.index === index && other.location?.[0] === location?.[0] && other.location?.[1] === location?.[1],
  );
}

function locationOf({ location }: VroomPlace, matrix: VroomMatrix | undefined) {
  if (location) return { longitude: location[0], latitude: location[1] };
  if (!matrix) throw new FormatError('a location is missing, and there is no matrix');
  return undefined;
}

function cellsOf(places: readonly VroomPlace[], matrix: VroomMatrix, { cell }: VroomPricing) {
  const size = matrix.durations.length;
  const rows = places.map(({ index }) => {
    if (index === undefined) throw new FormatError('with matrices every place needs its location_index');
    if (!(Number.isInteger(index) && index >= 0 && index < size))
      throw new FormatError(`the matrix has no row ${index}`);
    return index;
  });
  const durationsSeconds = rows.flatMap((from) => rows.map((to) => matrix.durations[from]?.[to] ?? -1));
  const distancesMeters = rows.flatMap((from) => rows.map((to) => cell?.(from, to) ?? -1));
  return { durationsSeconds, distancesMeters };
}

function originOf({ jobs, vehicles }: VroomInput): number {
  const windows = [
    ...jobs.flatMap(({ windows }) => windows),
    ...vehicles.flatMap(({ window }) => (window ? [window] : [])),
  ];
  const isCalendar = windows.some(([, to]) => to > LATEST_SECONDS);
  return isCalendar ? Math.min(...windows.map(([from]) => from)) : 0;
}

/** More than any plan costs, so that no job is left out to save. */
function prizeUnit(
  { jobs, vehicles }: VroomInput,
  matrix: VroomMatrix | undefined,
  { cell, costPerKm }: VroomPricing,
): number {
  const fixed = vehicles.reduce((sum, vehicle) => sum + vehicle.fixed, 0);
  const most = (of: (vehicle: VroomVehicle) => number) => Math.max(...vehicles.map(of));
  let longest = most(({ perKm, perHour }) => LONGEST_KM * perKm + LONGEST_HOURS * perHour);
  if (matrix && cell) {
    let meters = 0;
    const size = matrix.durations.length;
    for (let from = 0; from < size; from++) for (let to = 0; to < size; to++) meters = Math.max(meters, cell(from, to));
    longest = (most(costPerKm) * meters) / 1_000;
  }
  return Math.ceil(1 + fixed + longest * (jobs.length + vehicles.length));
}
