import { FormatError } from './format-error.ts';
import type { Customer, Depot, Fleet, Instance, Lengths, Window } from './instance.ts';
import { atLeast } from './number-lines.ts';
import type { RoundingName } from './rounding.ts';
import { readEdgeWeights } from './vrplib-edge-weights.ts';
import { vrplibFleets } from './vrplib-fleets.ts';
import { type VrplibSections, vrplibSections } from './vrplib-sections.ts';

const ROUNDING_BY_TYPE: Readonly<Record<string, RoundingName>> = {
  VRPTW: 'dimacs',
  PCVRPTW: 'dimacs',
  MTVRPTWR: 'dimacs',
  MDVRPTW: 'exact',
  SDVRPTW: 'exact',
  HFVRP: 'exact',
  PDPTW: 'exact',
};

/** Sections that say something about the problem and are read; any other is refused, for it would be left out unseen. */
const READ = new Set(
  (
    'NODE_COORD EDGE_WEIGHT DEMAND BACKHAUL SERVICE_TIME TIME_WINDOW RELEASE_TIME PRIZE MUTUALLY_EXCLUSIVE_GROUP DEPOT ' +
    'CAPACITY VEHICLES_DEPOT VEHICLES_ALLOWED_CLIENTS VEHICLES_FIXED_COST VEHICLES_UNIT_DISTANCE_COST ' +
    'VEHICLES_MAX_DISTANCE VEHICLES_MAX_DURATION VEHICLES_RELOAD_DEPOT DISPLAY_DATA'
  ).split(' '),
);
/** Limits that would go unseen too. */
const REFUSED_FIELDS = ['VEHICLES_MAX_RELOADS', 'VEHICLES_MAX_NUM_CLIENTS'];

/**
 * Reads VRPLIB text: TSPLIB's CVRP and the sections by which PyVRP's dialect says time windows, prizes, backhauls, depots and
 * fleets (its `supported_vrplib_fields`). A customer's number is that of its node less one, as solution files count.
 */
export function readVrplib(text: string): Instance {
  const file = vrplibSections(text);
  refuseUnread(file);
  const size = dimensionOf(file);
  const depotNodes = depotsOf(file, size);
  const demand = loads(file, 'DEMAND', size);
  const backhaul = loads(file, 'BACKHAUL', size);
  const dimensions = dimensionsOf(file, demand, backhaul);
  const windows = windowsOf(file, size);
  const service = perNode(file, 'SERVICE_TIME', size);
  const release = perNode(file, 'RELEASE_TIME', size);
  const prize = file.sections.has('PRIZE') ? perNode(file, 'PRIZE', size) : undefined;
  const customers: Customer[] = [];
  for (let node = 0; node < size; node++) {
    if (depotNodes.includes(node)) continue;
    customers.push({
      number: node,
      place: node,
      demand: demand?.[node] ?? [],
      backhaul: (backhaul?.[node] ?? []).some((load) => load > 0) ? (backhaul?.[node] as number[]) : [],
      service: service[node] as number,
      window: windows?.[node],
      release: release[node] as number,
      prize: prize && (prize[node] as number) > 0 ? prize[node] : undefined,
    });
  }
  const type = (file.fields.get('TYPE') ?? '').toUpperCase();
  const backhaulsLast = type === 'VRPB';
  const depots = depotNodes.map((place): Depot => ({ place, window: windows?.[place] }));
  return {
    name: file.name,
    lengths: lengthsOf(file, size),
    depots,
    customers,
    fleets: fleetsOf(file, { depotNodes, customers, backhaulsLast, dimensions }),
    dimensions,
    groups: groupsOf(file, size),
    backhaulsLast,
    rounding: ROUNDING_BY_TYPE[type] ?? 'round',
    objective: 'cost',
  };
}

function refuseUnread({ fields, sections }: VrplibSections): void {
  const unread = [...sections.keys()].filter((name) => !READ.has(name));
  if (unread.length > 0) throw new FormatError(`the section ${unread[0]}_SECTION is not known`);
  const limit = REFUSED_FIELDS.find((name) => fields.has(name));
  if (limit) throw new FormatError(`the field ${limit} is not known`);
}

function dimensionOf({ fields, sections }: VrplibSections): number {
  const size = Number(fields.get('DIMENSION') ?? sections.get('NODE_COORD')?.length);
  if (!Number.isInteger(size) || size < 2)
    throw new FormatError('DIMENSION must say how many nodes there are: 2 or more');
  return size;
}

function depotsOf({ sections }: VrplibSections, size: number): number[] {
  const named = (sections.get('DEPOT') ?? []).flatMap(({ values }) => [...values]).filter((value) => value !== -1);
  const nodes = named.length > 0 ? named.map((node) => node - 1) : [0];
  const wrong = nodes.find((node) => !(Number.isInteger(node) && node >= 0 && node < size));
  if (wrong !== undefined) throw new FormatError(`DEPOT_SECTION names node ${wrong + 1}, there are ${size}`);
  return nodes;
}

/** The lines of a section by node, each without its node number. */
function byNode({ sections }: VrplibSections, name: string, size: number, width: number): number[][] | undefined {
  const lines = sections.get(name);
  if (!lines) return undefined;
  const found: number[][] = new Array(size);
  for (const entry of lines) {
    const [node = 0, ...values] = atLeast(entry, width + 1, `a line of ${name}_SECTION`);
    if (!(Number.isInteger(node) && node >= 1 && node <= size))
      throw new FormatError(`there is no node ${node}`, entry.line);
    found[node - 1] = values;
  }
  for (let node = 0; node < size; node++)
    if (!found[node]) throw new FormatError(`${name}_SECTION says nothing about node ${node + 1}`);
  return found;
}

function loads(file: VrplibSections, name: string, size: number): number[][] | undefined {
  return byNode(file, name, size, 1);
}

function dimensionsOf(file: VrplibSections, ...tables: (number[][] | undefined)[]): string[] {
  const width = Math.max(0, ...tables.map((rows) => Math.max(0, ...(rows ?? []).map((row) => row.length))));
  const isLimited = file.fields.has('CAPACITY') || file.sections.has('CAPACITY');
  if (width === 0 || !isLimited) return [];
  return width === 1 ? ['load'] : Array.from({ length: width }, (_, d) => `load${d + 1}`);
}

/** One number a node: a section, or the same for all customers by a field. */
function perNode(file: VrplibSections, name: string, size: number): number[] {
  const rows = byNode(file, name, size, 1);
  const same = Number(file.fields.get(name) ?? 0);
  if (!Number.isFinite(same)) throw new FormatError(`${name} is not a number`);
  return rows ? rows.map((row) => row[0] as number) : new Array(size).fill(same);
}

function windowsOf(file: VrplibSections, size: number): Window[] | undefined {
  return byNode(file, 'TIME_WINDOW', size, 2)?.map(([from, to]) => ({ from: from as number, to: to as number }));
}

function groupsOf({ sections }: VrplibSections, size: number): number[][] {
  return (sections.get('MUTUALLY_EXCLUSIVE_GROUP') ?? []).map(({ values, line }) => {
    const members = values.slice(1).map((node) => node - 1);
    if (members.some((node) => !(node >= 0 && node < size))) throw new FormatError('a group names no node', line);
    return members;
  });
}

function lengthsOf(file: VrplibSections, size: number): Lengths {
  const type = file.fields.get('EDGE_WEIGHT_TYPE') ?? 'EUC_2D';
  if (type === 'EXPLICIT') return readEdgeWeights(file, size);
  if (type !== 'EUC_2D' && type !== 'CEIL_2D') throw new FormatError(`EDGE_WEIGHT_TYPE ${type} is not known`);
  const places = byNode(file, 'NODE_COORD', size, 2);
  if (!places) throw new FormatError('there is no NODE_COORD_SECTION');
  return {
    kind: 'euclidean',
    places: places.map(([x, y]) => [x as number, y as number] as const),
    up: type === 'CEIL_2D',
  };
}

interface FleetNeeds {
  readonly depotNodes: readonly number[];
  readonly customers: readonly Customer[];
  readonly backhaulsLast: boolean;
  readonly dimensions: readonly string[];
}

function fleetsOf(file: VrplibSections, needs: FleetNeeds): Fleet[] {
  return vrplibFleets(file, {
    depotNodes: needs.depotNodes,
    dimensions: needs.dimensions.length,
    enough: enough(file, needs),
  });
}

/**
 * A number of vehicles that never binds where the fleet is free. Two routes whose loads fit together can be joined at no cost
 * where the triangle inequality holds, so some optimum has all routes but one more than half full; with backhauls
 * every route needs a delivery.
 */
function enough({ fields }: VrplibSections, { customers, backhaulsLast, dimensions }: FleetNeeds): number {
  const capacity = Number(fields.get('CAPACITY'));
  if (backhaulsLast) return customers.filter(({ backhaul }) => backhaul.length === 0).length;
  if (dimensions.length !== 1 || !(capacity > 0)) return customers.length;
  const total = customers.reduce((sum, { demand }) => sum + (demand[0] ?? 0), 0);
  return Math.min(customers.length, Math.ceil((2 * total) / capacity) + 1);
}
