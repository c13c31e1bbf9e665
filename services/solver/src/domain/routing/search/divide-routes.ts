import type { Random } from '#domain/engine/random';
import { FAR } from '#domain/routing/compiled';
import type { SearchRoutes } from './search-routes.ts';

/** A part has at least so many routes. */
const FEWEST_ROUTES = 3;
/** Among so many stops the one farthest from the first pole is looked for. */
const FAR_AMONG = 50;

/**
 * Divides the routes into parts of about as many stops that lie together: two
 * stops far from each other are drawn as poles, the routes are put in the order
 * in which they lie between them and cut. Other poles, other cuts. Idle vehicles
 * are dealt out in turn, left-out stops go where they lie.
 * @returns the part of each vehicle, then of each stop; undefined when there are too few routes
 */
export function divideRoutes(routes: SearchRoutes, parts: number, random: Random): Int32Array | undefined {
  const { problem, stops, count, route } = routes;
  const { vehicles } = problem;
  const used: number[] = [];
  for (let v = 0; v < vehicles; v++) if ((count[v] as number) > 0) used.push(v);
  if (used.length < parts * FEWEST_ROUTES) return undefined;
  const lean = leanBetweenPoles(routes, random);
  const leanOfRoute = new Float64Array(vehicles);
  let served = 0;
  for (let stop = 0; stop < stops; stop++) {
    const v = route[stop] as number;
    if (v < 0) continue;
    served++;
    leanOfRoute[v] = (leanOfRoute[v] as number) + (lean[stop] as number) / (count[v] as number);
  }
  used.sort((a, b) => (leanOfRoute[a] as number) - (leanOfRoute[b] as number) || a - b);
  const partOf = new Int32Array(vehicles + stops);
  /** Highest lean of each part but the last. */
  const cuts = new Float64Array(parts - 1);
  const sizes = new Int32Array(parts);
  let before = 0;
  for (const v of used) {
    const middle = before + (count[v] as number) / 2;
    const part = Math.min(parts - 1, Math.floor((middle * parts) / served));
    partOf[v] = part;
    if (part < parts - 1) cuts[part] = leanOfRoute[v] as number;
    before += count[v] as number;
    sizes[part] = (sizes[part] as number) + (count[v] as number);
  }
  if (sizes.includes(0)) return undefined;
  dealIdle(routes, parts, partOf);
  for (let stop = 0; stop < stops; stop++) {
    const v = route[stop] as number;
    partOf[vehicles + stop] = v < 0 ? partBetween(cuts, lean[stop] as number) : (partOf[v] as number);
  }
  keepGroups(routes, partOf);
  return partOf;
}

/** By stop: how much nearer it lies to one pole than to the other. */
function leanBetweenPoles({ stops, place, search }: SearchRoutes, random: Random): Float64Array {
  const { size, legs, legsInto } = search;
  const own = (place[random.below(stops)] as number) * size;
  let far = 0;
  let farthest = -1;
  for (let k = 0; k < FAR_AMONG; k++) {
    const stop = random.below(stops);
    const column = own + (place[stop] as number);
    const way = thereAndBack(legs[column] as number, legsInto[column] as number);
    if (way <= farthest) continue;
    farthest = way;
    far = stop;
  }
  const other = (place[far] as number) * size;
  return Float64Array.from({ length: stops }, (_, stop) => {
    const column = place[stop] as number;
    return (
      thereAndBack(legs[own + column] as number, legsInto[own + column] as number) -
      thereAndBack(legs[other + column] as number, legsInto[other + column] as number)
    );
  });
}

/** Both ways together; where one is none, the other counts for it: what lies near may be forbidden in that order. */
function thereAndBack(there: number, back: number): number {
  if (there >= FAR) return 2 * back;
  return back >= FAR ? 2 * there : there + back;
}

function dealIdle({ problem, count }: SearchRoutes, parts: number, partOf: Int32Array): void {
  let dealt = 0;
  for (let v = 0; v < problem.vehicles; v++) if (count[v] === 0) partOf[v] = dealt++ % parts;
}

/** Alternatives go with the one that is served, else with their lead. */
function keepGroups({ problem, search, route, stops }: SearchRoutes, partOf: Int32Array): void {
  const { tasks } = search;
  for (let lead = 0; lead < stops && tasks.hasGroups; lead++) {
    const served = tasks.served(lead, route);
    const part = partOf[problem.vehicles + (served < 0 ? lead : served)] as number;
    for (const stop of tasks.groupOf(lead) ?? []) partOf[problem.vehicles + stop] = part;
  }
}

function partBetween(cuts: Float64Array, lean: number): number {
  let part = 0;
  while (part < cuts.length && lean > (cuts[part] as number)) part++;
  return part;
}
