import { FormatError } from './format-error.ts';

/*
 * The part of VROOM's JSON input that is read (its docs/API.md), with what is absent made plain, and what cannot be said refused by name.
 */

export interface VroomPlace {
  /** [longitude, latitude] in degrees. */
  readonly location?: readonly [number, number] | undefined;
  /** Row of the matrices. */
  readonly index?: number | undefined;
}

export interface VroomJob extends VroomPlace {
  readonly id: number;
  readonly description: string;
  readonly service: number;
  readonly delivery: readonly number[];
  readonly pickup: readonly number[];
  readonly skills: readonly number[];
  readonly priority: number;
  readonly windows: readonly (readonly [number, number])[];
}

export interface VroomVehicle {
  readonly id: number;
  readonly profile: string;
  readonly description: string;
  readonly start: VroomPlace;
  /** Absent: the route ends at its last job. */
  readonly end: VroomPlace | undefined;
  readonly capacity: readonly number[];
  readonly skills: readonly number[];
  readonly window: readonly [number, number] | undefined;
  readonly maxTasks: number | undefined;
  readonly maxDistance: number | undefined;
  readonly fixed: number;
  readonly perHour: number;
  readonly perKm: number;
}

export interface VroomMatrix {
  readonly durations: readonly (readonly number[])[];
  readonly distances?: readonly (readonly number[])[] | undefined;
  readonly costs?: readonly (readonly number[])[] | undefined;
}

export interface VroomInput {
  readonly jobs: readonly VroomJob[];
  readonly vehicles: readonly VroomVehicle[];
  readonly matrices: Readonly<Record<string, VroomMatrix>>;
}

type Json = Readonly<Record<string, unknown>>;

const DEFAULT_PER_HOUR = 3_600;

/** Parses the text. Throws `FormatError` for what is wrong; features that are not known are collected in `refused`. */
export function vroomInput(text: string, refused: Set<string>): VroomInput {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError(`it is not JSON: ${(error as Error).message}`);
  }
  const root = object(json, 'the file');
  if (list(root.shipments, 'shipments').length > 0) refused.add('shipments (pickup-and-delivery pairs)');
  const jobs = list(root.jobs, 'jobs').map((job, index) =>
    jobOf(object(job, `jobs[${index}]`), `jobs[${index}]`, refused),
  );
  const vehicles = list(root.vehicles, 'vehicles').map((vehicle, index) =>
    vehicleOf(object(vehicle, `vehicles[${index}]`), `vehicles[${index}]`, refused),
  );
  if (vehicles.length === 0) throw new FormatError('vehicles: there is none');
  if (jobs.length === 0 && refused.size === 0) throw new FormatError('jobs: there is none');
  return { jobs, vehicles, matrices: matricesOf(root) };
}

function jobOf(job: Json, path: string, refused: Set<string>): VroomJob {
  if (number(job.setup, `${path}.setup`, 0) > 0) refused.add('setup times');
  for (const name of ['setup_per_type', 'service_per_type'])
    if (job[name] !== undefined) refused.add(`${name.replaceAll('_', ' ')} of vehicle`);
  return {
    id: number(job.id, `${path}.id`),
    description: typeof job.description === 'string' ? job.description : '',
    location: location(job.location, `${path}.location`),
    index: job.location_index === undefined ? undefined : number(job.location_index, `${path}.location_index`),
    service: number(job.service, `${path}.service`, 0),
    delivery: numbers(job.delivery, `${path}.delivery`),
    pickup: numbers(job.pickup, `${path}.pickup`),
    skills: numbers(job.skills, `${path}.skills`),
    priority: number(job.priority, `${path}.priority`, 0),
    windows: list(job.time_windows, `${path}.time_windows`).map((each, w) => pair(each, `${path}.time_windows[${w}]`)),
  };
}

function vehicleOf(vehicle: Json, path: string, refused: Set<string>): VroomVehicle {
  const costs = object(vehicle.costs ?? {}, `${path}.costs`);
  if (list(vehicle.breaks, `${path}.breaks`).length > 0) refused.add('breaks');
  if (list(vehicle.steps, `${path}.steps`).length > 0) refused.add('given routes (steps)');
  if (vehicle.max_travel_time !== undefined) refused.add('limits on travel time (max_travel_time)');
  if (number(vehicle.speed_factor, `${path}.speed_factor`, 1) !== 1) refused.add('speed factors');
  if (number(costs.per_task_hour, `${path}.costs.per_task_hour`, 0) !== 0) refused.add('costs per hour of service');
  const start = placeOf(vehicle, 'start', path);
  if (!start) refused.add('vehicles without a start');
  const optional = (name: string) =>
    vehicle[name] === undefined ? undefined : number(vehicle[name], `${path}.${name}`);
  return {
    id: number(vehicle.id, `${path}.id`),
    profile: typeof vehicle.profile === 'string' ? vehicle.profile : 'car',
    description: typeof vehicle.description === 'string' ? vehicle.description : '',
    start: start ?? {},
    end: placeOf(vehicle, 'end', path),
    capacity: numbers(vehicle.capacity, `${path}.capacity`),
    skills: numbers(vehicle.skills, `${path}.skills`),
    window: vehicle.time_window === undefined ? undefined : pair(vehicle.time_window, `${path}.time_window`),
    maxTasks: optional('max_tasks'),
    maxDistance: optional('max_distance'),
    fixed: number(costs.fixed, `${path}.costs.fixed`, 0),
    perHour: number(costs.per_hour, `${path}.costs.per_hour`, DEFAULT_PER_HOUR),
    perKm: number(costs.per_km, `${path}.costs.per_km`, 0),
  };
}

function placeOf(vehicle: Json, name: 'start' | 'end', path: string): VroomPlace | undefined {
  const index = vehicle[`${name}_index`];
  if (vehicle[name] === undefined && index === undefined) return undefined;
  return {
    location: location(vehicle[name], `${path}.${name}`),
    index: index === undefined ? undefined : number(index, `${path}.${name}_index`),
  };
}

function matricesOf(root: Json): Record<string, VroomMatrix> {
  if (root.matrix !== undefined) return { car: { durations: table(root.matrix, 'matrix') } };
  const entries = Object.entries(object(root.matrices ?? {}, 'matrices'));
  return Object.fromEntries(
    entries.map(([profile, value]) => {
      const path = `matrices.${profile}`;
      const given = object(value, path);
      const optional = (name: string) =>
        given[name] === undefined ? undefined : table(given[name], `${path}.${name}`);
      const matrix: VroomMatrix = {
        durations: table(given.durations, `${path}.durations`),
        distances: optional('distances'),
        costs: optional('costs'),
      };
      return [profile, matrix];
    }),
  );
}

function table(value: unknown, path: string): number[][] {
  const rows = list(value, path).map((row, index) => numbers(row, `${path}[${index}]`));
  const wrong = rows.findIndex((row) => row.length !== rows.length);
  if (wrong >= 0 || rows.length === 0) throw new FormatError(`${path} is not square: row ${Math.max(0, wrong)}`);
  return rows;
}

function object(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FormatError(`${path} is no object`);
  return value as Json;
}

function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new FormatError(`${path} is no list`);
  return value;
}

function numbers(value: unknown, path: string): number[] {
  return list(value, path).map((each, index) => number(each, `${path}[${index}]`));
}

function number(value: unknown, path: string, absent?: number): number {
  if (value === undefined && absent !== undefined) return absent;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new FormatError(`${path} is no number`);
  return value;
}

function pair(value: unknown, path: string): readonly [number, number] {
  const [from, to, ...more] = numbers(value, path);
  if (from === undefined || to === undefined || more.length > 0) throw new FormatError(`${path} needs two numbers`);
  return [from, to];
}

function location(value: unknown, path: string): readonly [number, number] | undefined {
  return value === undefined ? undefined : pair(value, path);
}
