import { FormatError } from './format-error.ts';
import type { Fleet } from './instance.ts';
import type { VrplibSections } from './vrplib-sections.ts';

interface Known {
  /** Node of each depot, from 0. */
  readonly depotNodes: readonly number[];
  /** Capacity dimensions. */
  readonly dimensions: number;
  /** Vehicles where the file names no number. */
  readonly enough: number;
}

/** Vehicles of a VRPLIB file, neighbours that are alike as one: the order stays, since solution files number routes by it. */
export function vrplibFleets(file: VrplibSections, { depotNodes, dimensions, enough }: Known): Fleet[] {
  const { fields, sections } = file;
  const perVehicle = [...sections].filter(([name]) => name === 'CAPACITY' || name.startsWith('VEHICLES_'));
  const longest = Math.max(0, ...perVehicle.map(([, lines]) => lines.length));
  const count = numberField(file, 'VEHICLES') ?? (longest > 0 ? longest : enough);
  if (!(Number.isInteger(count) && count >= 1)) throw new FormatError('VEHICLES must be 1 or more');
  const short = perVehicle.find(([, lines]) => lines.length !== count);
  if (short) throw new FormatError(`${short[0]}_SECTION has ${short[1].length} lines for ${count} vehicles`);

  const valuesOf = (name: string, vehicle: number) => sections.get(name)?.[vehicle]?.values.slice(1);
  const single = (name: string, vehicle: number) => valuesOf(name, vehicle)?.[0] ?? numberField(file, name);
  const depotOf = (node: number) => {
    const index = depotNodes.indexOf(node - 1);
    if (index < 0) throw new FormatError(`a vehicle's depot ${node} is none of DEPOT_SECTION`);
    return index;
  };
  const vehicle = (v: number): Fleet => {
    const allowed = valuesOf('VEHICLES_ALLOWED_CLIENTS', v);
    const capacity = valuesOf('CAPACITY', v) ?? words(fields.get('CAPACITY'));
    return {
      count: 1,
      depot: depotOf(valuesOf('VEHICLES_DEPOT', v)?.[0] ?? (depotNodes[0] as number) + 1),
      capacity: capacity.length > 0 ? capacity.slice(0, dimensions) : [],
      fixedCost: single('VEHICLES_FIXED_COST', v) ?? 0,
      costPerUnit: single('VEHICLES_UNIT_DISTANCE_COST', v) ?? 1,
      maxDistance: single('VEHICLES_MAX_DISTANCE', v),
      // TSPLIB's DISTANCE counts the service times too.
      maxDuration: single('VEHICLES_MAX_DURATION', v) ?? numberField(file, 'DISTANCE'),
      serves: allowed && new Set(allowed.map((node) => node - 1)),
      reloads: (valuesOf('VEHICLES_RELOAD_DEPOT', v) ?? []).map(depotOf),
    };
  };
  if (perVehicle.length === 0) return [{ ...vehicle(0), count }];
  return merged(Array.from({ length: count }, (_, v) => vehicle(v)));
}

function merged(vehicles: readonly Fleet[]): Fleet[] {
  const fleets: Fleet[] = [];
  let before = '';
  for (const vehicle of vehicles) {
    const key = JSON.stringify({ ...vehicle, serves: vehicle.serves && [...vehicle.serves] });
    const last = fleets.at(-1);
    if (last && key === before) fleets[fleets.length - 1] = { ...last, count: last.count + 1 };
    else fleets.push(vehicle);
    before = key;
  }
  return fleets;
}

function numberField({ fields }: VrplibSections, name: string): number | undefined {
  const text = fields.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new FormatError(`${name} is not a number: "${text}"`);
  return value;
}

function words(text: string | undefined): number[] {
  const values = (text ?? '').split(/\s+/).filter(Boolean).map(Number);
  if (values.some((value) => !Number.isFinite(value))) throw new FormatError(`CAPACITY is not a number: "${text}"`);
  return values;
}
