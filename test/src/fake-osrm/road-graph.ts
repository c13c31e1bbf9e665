/** How a city of the fake is drawn. */
export interface CityPlan {
  readonly seed: number;
  /** Crossings along each side of the mainland. */
  readonly side: number;
  /** Metres between neighbouring crossings. */
  readonly blockM: number;
  /** South-west corner, degrees. */
  readonly south: number;
  readonly west: number;
  /** Bridges over the river that runs from south to north through the middle. */
  readonly bridges: number;
  /** Islands of 3 x 3 crossings east of the city, without any bridge. */
  readonly islands: number;
}

export const DEFAULT_CITY: CityPlan = {
  seed: 1,
  side: 40,
  blockM: 150,
  south: -33.47,
  west: -70.68,
  bridges: 3,
  islands: 2,
};

/** A directed road graph. Edges out of node v are firstEdge[v] up to firstEdge[v + 1]. */
export interface RoadGraph {
  readonly plan: CityPlan;
  readonly nodes: number;
  /** Degrees, one element a node. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Which land a node is on: 0 the city, then the islands. */
  readonly land: Uint8Array;
  readonly firstEdge: Int32Array;
  readonly target: Int32Array;
  readonly lengthM: Float64Array;
  readonly kmh: Float64Array;
  /** 1 where only feet may go, against a one-way street. */
  readonly footOnly: Uint8Array;
}

interface Edge {
  from: number;
  to: number;
  lengthM: number;
  kmh: number;
  footOnly: boolean;
}

const METERS_A_DEGREE = 111_195;

/**
 * A grid city: every fourth street is a fast two-way avenue, the streets between are one-way in alternating
 * directions, a river cuts the city in two, and the islands have roads but no way to them.
 */
export function drawCity(overrides: Partial<CityPlan> = {}): RoadGraph {
  const plan = { ...DEFAULT_CITY, ...overrides };
  const random = seededRandom(plan.seed);
  const mainland = plan.side ** 2;
  const nodes = mainland + plan.islands * 9;
  const graph = {
    latitude: new Float64Array(nodes),
    longitude: new Float64Array(nodes),
    land: new Uint8Array(nodes),
  };
  const place = (node: number, row: number, column: number) => {
    // Streets are not ruled lines: crossings lie up to a tenth of a block off.
    const wobble = () => (random() - 0.5) * 0.2;
    graph.latitude[node] = plan.south + ((row + wobble()) * plan.blockM) / METERS_A_DEGREE;
    const metersALongitude = METERS_A_DEGREE * Math.cos((plan.south * Math.PI) / 180);
    graph.longitude[node] = plan.west + ((column + wobble()) * plan.blockM) / metersALongitude;
  };
  for (let node = 0; node < mainland; node++) place(node, Math.floor(node / plan.side), node % plan.side);
  for (let island = 0; island < plan.islands; island++) {
    for (let i = 0; i < 9; i++) {
      const node = mainland + island * 9 + i;
      place(node, island * 8 + Math.floor(i / 3), plan.side + 6 + (i % 3));
      graph.land[node] = island + 1;
    }
  }
  const edges = [...cityStreets(plan, random), ...islandStreets(plan, mainland)];
  for (const edge of edges) edge.lengthM = lengthOf(graph, edge);
  return { plan, nodes, ...graph, ...adjacency(nodes, edges) };
}

function cityStreets(plan: CityPlan, random: () => number): Edge[] {
  const { side } = plan;
  const river = Math.floor(side / 2);
  const bridgeRows = new Set<number>();
  while (bridgeRows.size < Math.min(plan.bridges, side)) bridgeRows.add(Math.floor(random() * side));
  const edges: Edge[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const node = row * side + column;
      const crossesRiver = column + 1 === river;
      if (column + 1 < side && (!crossesRiver || bridgeRows.has(row))) {
        edges.push(...street(node, node + 1, crossesRiver ? 0 : row, side));
      }
      if (row + 1 < side) edges.push(...street(node, node + side, column, side));
    }
  }
  return edges;
}

function islandStreets(plan: CityPlan, mainland: number): Edge[] {
  return Array.from({ length: plan.islands }, (_, island) => {
    const first = mainland + island * 9;
    return Array.from({ length: 9 }, (_, i) => [
      ...(i % 3 < 2 ? street(first + i, first + i + 1, 0, 3) : []),
      ...(i < 6 ? street(first + i, first + i + 3, 0, 3) : []),
    ]).flat();
  }).flat();
}

/** A block of the street with this number: avenues and the outermost streets are two-way. */
function street(a: number, b: number, number: number, side: number): Edge[] {
  const isTwoWay = number % 4 === 0 || number === side - 1;
  const isReversed = number % 2 === 1;
  const kmh = number % 4 === 0 ? 50 : 30;
  const [from, to] = isReversed ? [b, a] : [a, b];
  return [
    { from, to, lengthM: 0, kmh, footOnly: false },
    { from: to, to: from, lengthM: 0, kmh, footOnly: !isTwoWay },
  ];
}

function lengthOf({ latitude, longitude }: Pick<RoadGraph, 'latitude' | 'longitude'>, { from, to }: Edge): number {
  return metersBetween(
    { latitude: latitude[from] as number, longitude: longitude[from] as number },
    { latitude: latitude[to] as number, longitude: longitude[to] as number },
  );
}

/** Metres between near points, on a plane that touches the earth there. */
export function metersBetween(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const y = (a.latitude - b.latitude) * METERS_A_DEGREE;
  const x = (a.longitude - b.longitude) * METERS_A_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(x, y);
}

function adjacency(
  nodes: number,
  edges: Edge[],
): Pick<RoadGraph, 'firstEdge' | 'target' | 'lengthM' | 'kmh' | 'footOnly'> {
  edges.sort((a, b) => a.from - b.from);
  const firstEdge = new Int32Array(nodes + 1);
  for (const { from } of edges) firstEdge[from + 1] = (firstEdge[from + 1] as number) + 1;
  for (let node = 0; node < nodes; node++) {
    firstEdge[node + 1] = (firstEdge[node + 1] as number) + (firstEdge[node] as number);
  }
  return {
    firstEdge,
    target: Int32Array.from(edges, (e) => e.to),
    lengthM: Float64Array.from(edges, (e) => e.lengthM),
    kmh: Float64Array.from(edges, (e) => e.kmh),
    footOnly: Uint8Array.from(edges, (e) => (e.footOnly ? 1 : 0)),
  };
}

/** Numbers in [0, 1) that depend on the seed only (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
