import type { CompiledRouting } from '#domain/routing/compiled';

/**
 * What all that is left costs at least once a route has served a set of stops (a bit each) and is at one of them: by set and
 * stop, `set * stops + stop`. Everything that does not lie on ways is left out, and as many vehicles as are of use go on:
 * least cost over (set, last stop) after Held and Karp (1962), with prizes lost and new routes begun at any point.
 */
export function completionCosts(problem: CompiledRouting): Float64Array {
  const { stops } = problem;
  const sets = 1 << stops;
  const legs = legCosts(problem);
  const cost = new Float64Array(sets * stops).fill(Number.POSITIVE_INFINITY);
  for (let served = sets - 1; served > 0; served--) {
    const anew = newRoute(served, cost, legs);
    for (let last = 0; last < stops; last++) {
      if ((served & (1 << last)) === 0) continue;
      let least = (legs.home[last] as number) + anew;
      for (let next = 0; next < stops; next++) {
        if ((served & (1 << next)) !== 0) continue;
        const after = (served | (1 << next)) * stops;
        const visit = (legs.between[last * stops + next] as number) + (cost[after + next] as number);
        const loss = (legs.loss[next] as number) + (cost[after + last] as number);
        least = Math.min(least, visit, loss);
      }
      cost[served * stops + last] = least;
    }
  }
  return cost;
}

/** What the stops that are left cost when only new routes serve them. */
function newRoute(served: number, cost: Float64Array, { first, loss }: LegCosts): number {
  const stops = first.length;
  let least = Number.POSITIVE_INFINITY;
  let lost = 0;
  for (let next = 0; next < stops; next++) {
    if ((served & (1 << next)) !== 0) continue;
    lost += loss[next] as number;
    const after = (served | (1 << next)) * stops;
    least = Math.min(least, (first[next] as number) + (cost[after + next] as number));
  }
  return Math.min(least, lost);
}

interface LegCosts {
  /** From stop to stop, with service there: stops x stops. */
  readonly between: Float64Array;
  /** From a start, with service and what using a vehicle costs; to an end. */
  readonly first: Float64Array;
  readonly home: Float64Array;
  /** What leaving the stop out costs. */
  readonly loss: Float64Array;
}

function legCosts(p: CompiledRouting): LegCosts {
  const { stops, vehicles, location, fixedCost, start, end, bonds, prize } = p;
  const costOf = wayCosts(p);
  const perSecond = least(p.perSecond);
  const service = Float64Array.from({ length: stops }, (_, stop) => perSecond * serviceOf(p, stop));
  const at = (stop: number) => location[stop] as number;
  const all = Array.from({ length: vehicles }, (_, vehicle) => vehicle);
  const byStop = (read: (stop: number) => number) => Float64Array.from({ length: stops }, (_, stop) => read(stop));
  return {
    between: Float64Array.from({ length: stops * stops }, (_, cell) => {
      const next = cell % stops;
      return costOf(at(Math.floor(cell / stops)), at(next)) + (service[next] as number);
    }),
    first: byStop((stop) => {
      const costs = all.map((v) => (fixedCost[v] as number) + costOf(start[v] as number, at(stop)));
      return least(costs) + (service[stop] as number);
    }),
    home: byStop((stop) => least(all.map((v) => costOf(at(stop), end[v] as number)))),
    // Of a group one is served; which, nobody knows.
    loss: byStop((stop) => (bonds && (bonds.group[stop] as number) >= 0 ? 0 : (prize[stop] as number))),
  };
}

/** What the way from one location to another costs at least, past the depots where something can be done on the way. */
function wayCosts(p: CompiledRouting): (from: number, to: number) => number {
  const { size } = p;
  const perMeter = least(p.perMeter);
  const perSecond = least(p.perTravelSecond) + least(p.perSecond);
  const ways = waysOf(p);
  const direct = (from: number, to: number) => {
    const cell = from * size + to;
    return least(
      ways.map(
        ({ distances, durations }) => perMeter * (distances[cell] as number) + perSecond * (durations[cell] as number),
      ),
    );
  };
  const depots = depotsOf(p);
  const past = depots.map((from) => depots.map((to) => direct(from, to)));
  for (const [k, through] of past.entries())
    for (const row of past)
      for (const [j, rest] of through.entries()) row[j] = Math.min(row[j] as number, (row[k] as number) + rest);
  return (from, to) => {
    const round = depots.flatMap((i, a) =>
      depots.map((j, b) => direct(from, i) + (past[a]?.[b] as number) + direct(j, to)),
    );
    return Math.min(direct(from, to), least(round));
  };
}

/** Where a vehicle may load, rest or take a break. */
function depotsOf({ rules }: CompiledRouting): number[] {
  const all = (rules?.types ?? []).flatMap(({ reloadDepots, overnightDepots, breaks }) => [
    ...reloadDepots,
    ...overnightDepots,
    ...breaks.flatMap((one) => [...one.depots]),
  ]);
  return [...new Set(all)];
}

/** Every matrix by which somebody may go. */
function waysOf(p: CompiledRouting): readonly { distances: Int32Array; durations: Int32Array }[] {
  if (!p.rules) return p.walking ? [p, p.walking] : [p];
  return p.rules.types.flatMap((type) => (type.walking ? [type, type.walking] : [type]));
}

/** Seconds of service, by the quickest vehicle. */
function serviceOf({ rules, service, stops, types }: CompiledRouting, stop: number): number {
  if (!rules) return service[stop] as number;
  return least(Array.from({ length: types }, (_, type) => rules.service[type * stops + stop] as number));
}

function least(values: ArrayLike<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) found = Math.min(found, values[i] as number);
  return found;
}
