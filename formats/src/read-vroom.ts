import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { UnsupportedFeature } from './format-error.ts';
import { type VroomInput, type VroomPlace, type VroomTask, type VroomVehicle, vroomInput } from './vroom-input.ts';
import { VroomTravel } from './vroom-travel.ts';

export interface VroomProblem {
  readonly input: VroomInput;
  readonly problem: Routing;
  /** Subtracted from the file's times, which may count from 1970. */
  readonly originSeconds: number;
  /** What does not mean quite the same; for people. */
  readonly notes: readonly string[];
}

/** Times above are taken to count from 1970. */
const LATEST_SECONDS = 300_000_000;

/** A stop is called by its task's number, halves of shipments with a letter: they may have a number that a job has too. */
export const taskStopId = ({ type, id }: Pick<VroomTask, 'type' | 'id'>): string =>
  type === 'job' ? String(id) : `${type === 'pickup' ? 'p' : 'd'}${id}`;

/**
 * VROOM's JSON input as a routing problem. Jobs and shipments are optional as they are there: as many as possible are served, those of higher
 * priority first, which prizes above all costs say. Throws `FormatError`, and `UnsupportedFeature` with all that the model cannot say.
 */
export function readVroom(text: string): VroomProblem {
  const refused = new Set<string>();
  const input = vroomInput(text, refused);
  const { shipments, vehicles } = input;
  const tasks = tasksOf(input);
  const depots = depotsOf(vehicles);
  const travel = new VroomTravel(input, [...depots, ...tasks], refused);
  if (refused.size > 0) throw new UnsupportedFeature([...refused]);

  const originSeconds = originOf(input);
  const dimensions = Math.max(0, ...vehicles.map(({ capacity }) => capacity.length));
  const loads = (amounts: readonly number[]) => Array.from({ length: dimensions }, (_, d) => amounts[d] ?? 0);
  const window = ([from, to]: readonly [number, number]) => ({
    startSeconds: from - originSeconds,
    endSeconds: to - originSeconds,
  });
  const prize = prizeUnit(input, travel);
  const problem = Routing.fromPartial({
    stops: tasks.map((task) => ({
      id: taskStopId(task),
      name: task.description,
      location: travel.locationOf(task),
      demand: loads(task.delivery),
      pickup: loads(task.pickup).some((load) => load > 0) ? loads(task.pickup) : [],
      serviceSeconds: task.service,
      setupSeconds: task.setup,
      serviceSecondsByType: task.serviceByType,
      setupSecondsByType: task.setupByType,
      timeWindows: task.windows.map(window),
      skills: task.skills.map(String),
      optional: task.type === 'job',
      prize: task.type === 'job' ? prize * (1 + task.priority) : 0,
    })),
    shipments: shipments.map(({ amount, priority, pickup, delivery }) => ({
      id: `${taskStopId(pickup)} ${taskStopId(delivery)}`,
      pickupStopId: taskStopId(pickup),
      deliveryStopId: taskStopId(delivery),
      amount: loads(amount),
      optional: true,
      // Two tasks, as VROOM counts.
      prize: 2 * prize * (1 + priority),
    })),
    depots: depots.map((place, index) => ({ id: depotId(index), location: travel.locationOf(place) })),
    vehicles: vehicles.map((vehicle) => ({
      id: String(vehicle.id),
      type: vehicle.type,
      startDepotId: depotId(findPlace(depots, vehicle.start)),
      endDepotId: vehicle.end ? depotId(findPlace(depots, vehicle.end)) : '',
      openEnd: vehicle.end === undefined,
      capacity: vehicle.capacity.length > 0 ? loads(vehicle.capacity) : [],
      shift: vehicle.window && window(vehicle.window),
      skills: vehicle.skills.map(String),
      maxStops: vehicle.maxTasks,
      maxDistanceMeters: vehicle.maxDistance,
      maxTravelSeconds: vehicle.maxTravelTime,
      breaks: vehicle.breaks.map(({ id, service, windows }) => ({
        id: String(id),
        durationSeconds: service,
        windows: (windows.length > 0 ? windows : [vehicle.window ?? ([0, LATEST_SECONDS] as const)]).map(window),
      })),
      fixedCost: vehicle.fixed,
      ...travel.costsOf(vehicle),
    })),
    givenRoutes: vehicles
      .filter(({ steps }) => steps.length > 0)
      .map(({ id, steps }) => ({ vehicleId: String(id), stopIds: steps.map(taskStopId) })),
    capacityDimensions: Array.from({ length: dimensions }, (_, d) => `load${d + 1}`),
    ...travel.ofProblem(),
  });
  return { input, problem, originSeconds, notes: notesOf(vehicles) };
}

/** Stops in the order of the problem. */
function tasksOf({ jobs, shipments }: VroomInput): VroomTask[] {
  return [...jobs, ...shipments.flatMap(({ pickup, delivery }) => [pickup, delivery])];
}

function notesOf(vehicles: readonly VroomVehicle[]): string[] {
  const hasBreaks = vehicles.some(({ breaks }) => breaks.length > 0);
  return hasBreaks ? ['a route that is over when a break may last begin needs no break, in VROOM it does'] : [];
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

function originOf(input: VroomInput): number {
  const windows = [
    ...tasksOf(input).flatMap(({ windows }) => windows),
    ...input.vehicles.flatMap(({ window, breaks }) => [
      ...(window ? [window] : []),
      ...breaks.flatMap(({ windows }) => windows),
    ]),
  ];
  const isCalendar = windows.some(([, to]) => to > LATEST_SECONDS);
  return isCalendar ? Math.min(...windows.map(([from]) => from)) : 0;
}

/** More than any plan costs, so that no job is left out to save. */
function prizeUnit(input: VroomInput, travel: VroomTravel): number {
  const { vehicles } = input;
  const fixed = vehicles.reduce((sum, vehicle) => sum + vehicle.fixed, 0);
  return Math.ceil(1 + fixed + travel.dearestLeg() * (tasksOf(input).length + vehicles.length));
}
