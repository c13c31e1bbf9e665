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

/** A job, or one half of a shipment. */
export interface VroomTask extends VroomPlace {
  readonly type: 'job' | 'pickup' | 'delivery';
  /** Unique among the tasks of its type. */
  readonly id: number;
  readonly description: string;
  readonly setup: number;
  readonly service: number;
  readonly setupByType: Readonly<Record<string, number>>;
  readonly serviceByType: Readonly<Record<string, number>>;
  readonly delivery: readonly number[];
  readonly pickup: readonly number[];
  readonly skills: readonly number[];
  readonly priority: number;
  readonly windows: readonly (readonly [number, number])[];
}

export interface VroomShipment {
  readonly amount: readonly number[];
  readonly priority: number;
  readonly pickup: VroomTask;
  readonly delivery: VroomTask;
}

export interface VroomBreak {
  readonly id: number;
  readonly service: number;
  readonly windows: readonly (readonly [number, number])[];
}

/** One step of a given route. */
export interface VroomStep {
  readonly type: VroomTask['type'];
  readonly id: number;
}

export interface VroomVehicle {
  readonly id: number;
  readonly profile: string;
  readonly speedFactor: number;
  readonly type: string;
  readonly description: string;
  readonly start: VroomPlace;
  /** Absent: the route ends at its last job. */
  readonly end: VroomPlace | undefined;
  readonly capacity: readonly number[];
  readonly skills: readonly number[];
  readonly window: readonly [number, number] | undefined;
  readonly maxTasks: number | undefined;
  readonly maxDistance: number | undefined;
  readonly maxTravelTime: number | undefined;
  readonly breaks: readonly VroomBreak[];
  /** Jobs and halves of shipments of the route to start from. */
  readonly steps: readonly VroomStep[];
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
  readonly jobs: readonly VroomTask[];
  readonly shipments: readonly VroomShipment[];
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
  const jobs = list(root.jobs, 'jobs').map((job, index) =>
    taskOf(object(job, `jobs[${index}]`), `jobs[${index}]`, 'job'),
  );
  const shipments = list(root.shipments, 'shipments').map((shipment, index) =>
    shipmentOf(object(shipment, `shipments[${index}]`), `shipments[${index}]`),
  );
  const vehicles = list(root.vehicles, 'vehicles').map((vehicle, index) =>
    vehicleOf(object(vehicle, `vehicles[${index}]`), `vehicles[${index}]`, refused),
  );
  if (vehicles.length === 0) throw new FormatError('vehicles: there is none');
  if (jobs.length + shipments.length === 0) throw new FormatError('jobs, shipments: there is none');
  return { jobs, shipments, vehicles, matrices: matricesOf(root) };
}

function taskOf(task: Json, path: string, type: VroomTask['type']): VroomTask {
  return {
    type,
    id: number(task.id, `${path}.id`),
    description: typeof task.description === 'string' ? task.description : '',
    location: location(task.location, `${path}.location`),
    index: task.location_index === undefined ? undefined : number(task.location_index, `${path}.location_index`),
    setup: number(task.setup, `${path}.setup`, 0),
    service: number(task.service, `${path}.service`, 0),
    setupByType: byType(task.setup_per_type, `${path}.setup_per_type`),
    serviceByType: byType(task.service_per_type, `${path}.service_per_type`),
    delivery: numbers(task.delivery, `${path}.delivery`),
    pickup: numbers(task.pickup, `${path}.pickup`),
    skills: numbers(task.skills, `${path}.skills`),
    priority: number(task.priority, `${path}.priority`, 0),
    windows: windowsOf(task, path),
  };
}

/** Skills and priority are those of both halves. */
function shipmentOf(shipment: Json, path: string): VroomShipment {
  const skills = numbers(shipment.skills, `${path}.skills`);
  const priority = number(shipment.priority, `${path}.priority`, 0);
  const half = (type: 'pickup' | 'delivery') => ({
    ...taskOf(object(shipment[type], `${path}.${type}`), `${path}.${type}`, type),
    skills,
    priority: 0,
  });
  return {
    amount: numbers(shipment.amount, `${path}.amount`),
    priority,
    pickup: half('pickup'),
    delivery: half('delivery'),
  };
}

function windowsOf(of: Json, path: string): (readonly [number, number])[] {
  return list(of.time_windows, `${path}.time_windows`).map((each, w) => pair(each, `${path}.time_windows[${w}]`));
}

function byType(value: unknown, path: string): Record<string, number> {
  const entries = Object.entries(object(value ?? {}, path));
  return Object.fromEntries(entries.map(([type, seconds]) => [type, number(seconds, `${path}.${type}`)]));
}

function vehicleOf(vehicle: Json, path: string, refused: Set<string>): VroomVehicle {
  const costs = object(vehicle.costs ?? {}, `${path}.costs`);
  if (number(costs.per_task_hour, `${path}.costs.per_task_hour`, 0) !== 0) refused.add('costs per hour of service');
  const start = placeOf(vehicle, 'start', path);
  if (!start) refused.add('vehicles without a start');
  const optional = (name: string) =>
    vehicle[name] === undefined ? undefined : number(vehicle[name], `${path}.${name}`);
  return {
    id: number(vehicle.id, `${path}.id`),
    profile: typeof vehicle.profile === 'string' ? vehicle.profile : 'car',
    speedFactor: number(vehicle.speed_factor, `${path}.speed_factor`, 1),
    type: typeof vehicle.type === 'string' ? vehicle.type : '',
    description: typeof vehicle.description === 'string' ? vehicle.description : '',
    start: start ?? {},
    end: placeOf(vehicle, 'end', path),
    capacity: numbers(vehicle.capacity, `${path}.capacity`),
    skills: numbers(vehicle.skills, `${path}.skills`),
    window: vehicle.time_window === undefined ? undefined : pair(vehicle.time_window, `${path}.time_window`),
    maxTasks: optional('max_tasks'),
    maxDistance: optional('max_distance'),
    maxTravelTime: optional('max_travel_time'),
    breaks: breaksOf(vehicle, path, refused),
    steps: stepsOf(vehicle, path),
    fixed: number(costs.fixed, `${path}.costs.fixed`, 0),
    perHour: number(costs.per_hour, `${path}.costs.per_hour`, DEFAULT_PER_HOUR),
    perKm: number(costs.per_km, `${path}.costs.per_km`, 0),
  };
}

function breaksOf(vehicle: Json, path: string, refused: Set<string>): VroomBreak[] {
  return list(vehicle.breaks, `${path}.breaks`).map((each, index) => {
    const place = `${path}.breaks[${index}]`;
    const given = object(each, place);
    if (given.max_load !== undefined) refused.add('breaks with a limit on the load (max_load)');
    return {
      id: number(given.id, `${place}.id`),
      service: number(given.service, `${place}.service`, 0),
      windows: windowsOf(given, place),
    };
  });
}

/** Starts, ends and breaks find their own place. */
function stepsOf(vehicle: Json, path: string): VroomStep[] {
  return list(vehicle.steps, `${path}.steps`).flatMap((each, index) => {
    const place = `${path}.steps[${index}]`;
    const { type, id } = object(each, place);
    if (type !== 'job' && type !== 'pickup' && type !== 'delivery') return [];
    return [{ type, id: number(id, `${place}.id`) }];
  });
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
