import { onlyAlternatives } from '#domain/routing/bonds/only-alternatives';
import { type CompiledRouting, FAR, HORIZON, UNLIMITED } from '#domain/routing/compiled';
import { Tasks } from './tasks.ts';
import { turnedMatrix } from './turned-matrix.ts';

/**
 * A compiled problem as the fast search reads it. Every leg has one integer
 * length (metres or seconds, whichever the cost counts; seconds when it counts
 * neither) and every vehicle a price for a unit of it. Matrices are kept in both directions, so that all
 * that concerns one stop lies in one row of each.
 */
export interface SearchProblem {
  readonly problem: CompiledRouting;
  readonly size: number;
  /** Length from row to column, and from column to row; one array when symmetric. */
  readonly legs: Int32Array;
  readonly legsInto: Int32Array;
  /** Seconds from row to column, and from column to row. */
  readonly seconds: Int32Array;
  readonly secondsInto: Int32Array;
  /** Price of a unit of length, by vehicle. */
  readonly rate: Float64Array;
  /** The same for comparing places: another one only where no way costs. */
  readonly guide: Float64Array;
  /** Whether no way costs anything: prizes count, or vehicles. */
  readonly isFree: boolean;
  /** Load dimensions, at least one; a limit on stops is one of them. */
  readonly dims: number;
  /** stops x dims. */
  readonly demand: Int32Array;
  /** vehicles x dims. */
  readonly capacity: Int32Array;
  /** Whether some time can be missed at all. */
  readonly clocked: boolean;
  /** Whether some leg is no way, `FAR` long: routes never hold one, even where no time can be missed. */
  readonly barred: boolean;
  /** Whether the time between leaving and coming back costs or is limited. */
  readonly timed: boolean;
  /** Whether some vehicle has a limit on its metres. */
  readonly limited: boolean;
  /** One load and one type of vehicle that may serve every stop. */
  readonly simple: boolean;
  /** types x stops: the window in which service may start. */
  readonly open: Int32Array;
  readonly close: Int32Array;
  readonly tasks: Tasks;
}

/** Larger matrices are not turned: two copies of this one take 290 MB. */
const MOST_PLACES = 6000;

/** Whether the fast search can express the problem: one window a stop, no ties but alternatives, legs that are not mixed, cost by metres or by seconds on the way but not both, and matrices that may be kept twice. */
export function canExpress(problem: CompiledRouting): boolean {
  if (problem.scan || problem.size > MOST_PLACES || (problem.bonds && !onlyAlternatives(problem))) return false;
  return isZero(problem.perTravelSecond) || isZero(problem.perMeter);
}

/** Lays the problem out for the fast search; `canExpress` must hold. */
export function searchProblem(problem: CompiledRouting): SearchProblem {
  const { size, stops, types } = problem;
  const bySeconds = isZero(problem.perMeter);
  const rate = bySeconds ? problem.perTravelSecond : problem.perMeter;
  const isFree = isZero(rate) && isZero(problem.perSecond);
  const legs = bySeconds ? problem.durations : problem.distances;
  const legsInto = turnedMatrix(legs, size);
  const open = new Int32Array(types * stops);
  const close = new Int32Array(types * stops);
  for (let cell = 0; cell < types * stops; cell++) {
    const window = problem.windowFrom[cell] as number;
    if (window === problem.windowFrom[cell + 1]) continue;
    open[cell] = problem.windowOpen[window] as number;
    close[cell] = problem.windowClose[window] as number;
  }
  const carried = loads(problem);
  const seconds = sameCells(legs, problem.durations) ? legs : problem.durations;
  return {
    problem,
    size,
    legs,
    legsInto,
    seconds,
    secondsInto: seconds === legs ? legsInto : turnedMatrix(seconds, size),
    rate,
    guide: isFree ? rate.slice() : rate,
    isFree,
    ...carried,
    simple: carried.dims === 1 && types === 1 && !problem.allowed.includes(0),
    clocked: isClocked(problem, open, close),
    barred: legs.includes(FAR),
    timed: !isZero(problem.perSecond) || problem.maxDuration.some((most) => most < UNLIMITED),
    limited: problem.maxDistance.some((most) => most < UNLIMITED),
    open,
    close,
    tasks: new Tasks(problem),
  };
}

function isZero(values: Float64Array): boolean {
  return values.every((value) => value === 0);
}

function isClocked(problem: CompiledRouting, open: Int32Array, close: Int32Array): boolean {
  return (
    problem.shiftEnd.some((end) => end < HORIZON) || open.some((from) => from > 0) || close.some((to) => to < HORIZON)
  );
}

/** Whether two matrices say the same. */
export function sameCells(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true;
  for (let cell = 0; cell < a.length; cell++) if (a[cell] !== b[cell]) return false;
  return true;
}

/** Demands and capacities, with a limit on stops as one dimension more. */
function loads({ stops, vehicles, dims, demand, capacity, maxStops }: CompiledRouting) {
  const counted = dims === 0 || maxStops.some((most) => most < UNLIMITED);
  if (!counted) return { dims, demand, capacity };
  const wide = dims + 1;
  const demands = new Int32Array(stops * wide);
  for (let s = 0; s < stops; s++) {
    for (let d = 0; d < dims; d++) demands[s * wide + d] = demand[s * dims + d] as number;
    demands[s * wide + dims] = 1;
  }
  const capacities = new Int32Array(vehicles * wide);
  for (let v = 0; v < vehicles; v++) {
    for (let d = 0; d < dims; d++) capacities[v * wide + d] = capacity[v * dims + d] as number;
    capacities[v * wide + dims] = maxStops[v] as number;
  }
  return { dims: wide, demand: demands, capacity: capacities };
}
