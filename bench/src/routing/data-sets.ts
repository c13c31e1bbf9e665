import type { InstanceFormat } from '@solveig/formats/read-instance';
import type { RoundingName } from '@solveig/formats/rounding';

/** What `bks.json` says about one instance; fields differ by set. */
export type BestEntry = Readonly<Record<string, number | string | readonly number[] | object | undefined>>;

/** What to compare an instance with, and how it has to be read for that. */
export interface Reference {
  /** In the file's unit; undefined when nobody knows. */
  readonly best: number | undefined;
  /** The field of `bks.json` that it is from. */
  readonly field: string;
  /** Absent: as the file itself says. */
  readonly rounding?: RoundingName;
  /** Routes that may be driven, where the reference is for so many. */
  readonly routes?: number | undefined;
}

/** A folder of instances. */
export interface DataSet {
  readonly format: InstanceFormat;
  readonly extension: '.vrp' | '.txt';
  readonly reference: (entry: BestEntry) => Reference;
}

/** The published value is `perUnit` times a value in the file's unit. */
function published(rounding: RoundingName, perUnit: number): DataSet {
  return {
    format: 'vrplib',
    extension: '.vrp',
    reference: (entry) => ({ best: scaled(entry.bks, perUnit), field: 'bks', rounding }),
  };
}

function scaled(value: unknown, perUnit: number): number | undefined {
  return typeof value === 'number' ? Number((value / perUnit).toFixed(6)) : undefined;
}

/** Above this a cost of hfvrp-pessoa is published in 1/100,000, below in units; files hold 1/100. */
const FINE_FROM = 1e8;

/** Proven optima hold for lengths cut after one decimal; where there are none, the best known distance in floating point. */
function solomonReference(entry: BestEntry): Reference {
  return typeof entry.opt_1dec_trunc === 'number'
    ? { best: entry.opt_1dec_trunc, field: 'opt_1dec_trunc', rounding: 'dimacs' }
    : { best: scaled(entry.dist_only_double, 1), field: 'dist_only_double', rounding: 'double' };
}

/** These values are for the fewest vehicles first: a plan of more vehicles may drive less, and its gap be below zero. */
function fewestVehicles(entry: BestEntry): Reference {
  return { best: scaled(entry.hier_distance, 1), field: 'hier_distance', rounding: 'double' };
}

/** With one route, for which optima are proved; else with as many as it takes to visit all. */
function orienteeringReference(entry: BestEntry): Reference {
  return typeof entry.opt_m1 === 'number'
    ? { best: entry.opt_m1, field: 'opt_m1', routes: 1 }
    : { best: scaled(entry.bks_m_all, 1), field: 'bks_m_all' };
}

const SOLOMON = { format: 'solomon', extension: '.txt', reference: fewestVehicles } as const satisfies DataSet;
const LI_LIM = { format: 'li-lim', extension: '.txt', reference: fewestVehicles } as const satisfies DataSet;

/** The public sets by the names of their folders. */
export const DATA_SETS: Readonly<Record<string, DataSet>> = {
  'cvrp-x': published('round', 1),
  'cvrp-xxl': published('round', 1),
  'vrptw-solomon100': { format: 'solomon', extension: '.txt', reference: solomonReference },
  'vrptw-gh1000-dimacs': published('dimacs', 1),
  'vrptw-gh200': SOLOMON,
  'vrptw-gh400': SOLOMON,
  'pcvrptw-gh1000': published('dimacs', 10),
  'mdvrp-cordeau': {
    format: 'cordeau',
    extension: '.txt',
    reference: (entry) => ({ best: scaled(entry.bks, 1), field: 'bks', rounding: 'double' }),
  },
  'mdvrptw-vidal': published('exact', 1_000),
  'sdvrptw-cordeau-vidal': published('exact', 1_000),
  'vrpb-queiroga-large': published('round', 1),
  'hfvrp-pessoa': {
    format: 'vrplib',
    extension: '.vrp',
    reference: ({ bks }) => ({
      best: scaled(bks, Number(bks) >= FINE_FROM ? 1_000 : 0.01),
      field: 'bks',
      rounding: 'exact',
    }),
  },
  'gvrp-bektas': published('round', 1),
  'mtvrptwr-yang': published('dimacs', 10),
  'pdptw-lilim100': LI_LIM,
  'pdptw-lilim200': LI_LIM,
  'pdptw-lilim400': LI_LIM,
  'pdptw-lilim1000': LI_LIM,
  toptw: { format: 'toptw', extension: '.txt', reference: orienteeringReference },
};
