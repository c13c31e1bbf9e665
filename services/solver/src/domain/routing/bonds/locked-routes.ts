import type { CompiledRouting } from '#domain/routing/compiled';
import { type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import type { Bonds } from './bonds.ts';

type Locked = Pick<Bonds, 'home' | 'pinned' | 'loose' | 'closed' | 'given' | 'fixed'> & {
  /** By vehicle: 1 when a route is given for it. */
  readonly isNamed: Uint8Array;
};

/**
 * What given routes forbid to change. A locked beginning and a locked route are
 * in every plan; what was picked up in a locked beginning must be delivered, so
 * deliveries that belong to it are pinned too.
 */
export function lockedRoutes(
  problem: CompiledRouting,
  routes: ReadonlyMap<number, GivenRoute>,
  numbered: (ids: readonly string[]) => number[],
  partner: Int32Array,
): Locked {
  const home = new Int32Array(problem.stops).fill(-1);
  const pinned = new Uint8Array(problem.stops);
  const closed = new Uint8Array(problem.vehicles);
  const isNamed = new Uint8Array(problem.vehicles);
  const loose = new Set<number>();
  const given: Int32Array[] = Array.from({ length: problem.vehicles }, () => new Int32Array(0));
  for (const [vehicle, { stopIds, lock, lockedStops }] of routes) {
    const stops = numbered(stopIds);
    const firm = lock === LOCK.route ? stops.length : lockedStops;
    given[vehicle] = Int32Array.from(stops);
    isNamed[vehicle] = 1;
    if (lock === LOCK.route) closed[vehicle] = 1;
    stops.forEach((stop, place) => {
      if (lock !== LOCK.none || place < firm) home[stop] = vehicle;
      if (place >= firm) return;
      pinned[stop] = 1;
      const other = partner[stop] as number;
      if (other < 0) return;
      pinned[other] = 1;
      home[other] = vehicle;
      if (!stops.slice(0, firm).includes(other)) loose.add(other);
    });
  }
  const fixed = given.map((stops, vehicle) => {
    const held = stops.filter((stop) => pinned[stop] === 1);
    // Deliveries that no given route names: those that close first go first.
    const rest = Int32Array.from(partner.keys())
      .filter((stop) => pinned[stop] === 1 && home[stop] === vehicle && !held.includes(stop))
      .sort((a, b) => closes(problem, vehicle, a) - closes(problem, vehicle, b) || a - b);
    return Int32Array.from([...held, ...rest]);
  });
  return {
    home,
    pinned,
    loose: Int32Array.from(loose),
    closed,
    isNamed,
    given: routes.size > 0 ? given : undefined,
    fixed: pinned.includes(1) ? fixed : undefined,
  };
}

/** End of the last window of the stop. */
function closes({ type, stops, windowFrom, windowClose }: CompiledRouting, vehicle: number, stop: number): number {
  const cell = (type[vehicle] as number) * stops + stop;
  return windowClose[(windowFrom[cell + 1] as number) - 1] ?? 0;
}
