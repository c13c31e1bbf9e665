import type { RoutingInput, RoutingProblem, Vehicle } from '#domain/routing/problem';
import { BALANCE, LOCK, RELATION, UNLOADING } from '#domain/routing/problem-rules';

/*
 * For tests: a judge of plans and a search that tries them all, for tiny
 * problems with one window a stop. They read the request alone and share no code with engine or verifier.
 */

/** A plan as the judge sees it. */
export interface Judged {
  /** Rules that it breaks, in words. */
  readonly wrong: readonly string[];
  /** Required stops, shipments and groups that it leaves out. */
  readonly missing: number;
  /** With prizes lost, balance and changes; what is missing costs nothing but the price of its removal. */
  readonly cost: number;
}

interface Priced {
  readonly cost: number;
  readonly meters: number;
  readonly seconds: number;
}

/** The cheapest of all plans that miss least. */
export function leastByTrying(problem: RoutingProblem): Judged {
  const fleet = fleetOf(problem.input);
  let best: Judged = { wrong: [], missing: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY };
  const priced = new Map<string, Priced | string>();
  const routeOf = (vehicle: number, route: readonly number[]) => {
    const key = `${vehicle}:${route.join(',')}`;
    const known = priced.get(key);
    if (known !== undefined) return known;
    const made = priceRoute(problem, vehicle, route);
    priced.set(key, made);
    return made;
  };
  const extend = (routes: number[][], left: readonly number[]) => {
    const vehicle = routes.length - 1;
    if (typeof routeOf(vehicle, routes[vehicle] as number[]) !== 'string') {
      if (routes.length < fleet.length) extend([...routes, []], left);
      else {
        const judged = judgePriced(problem, routes, routeOf);
        const isLess = judged.missing < best.missing || (judged.missing === best.missing && judged.cost < best.cost);
        if (judged.wrong.length === 0 && isLess) best = judged;
      }
    }
    for (const stop of left) {
      const longer = [...routes.slice(0, -1), [...(routes[vehicle] as number[]), stop]];
      extend(
        longer,
        left.filter((other) => other !== stop),
      );
    }
  };
  extend(
    [[]],
    problem.input.stops.map((_, stop) => stop),
  );
  return best;
}

/** What is wrong with routes (by vehicle, stops in order), what they leave out and what they cost. */
export function judge(problem: RoutingProblem, routes: readonly ArrayLike<number>[]): Judged {
  return judgePriced(
    problem,
    fleetOf(problem.input).map((_, v) => Array.from(routes[v] ?? [])),
    (vehicle, route) => priceRoute(problem, vehicle, route),
  );
}

function judgePriced(
  problem: RoutingProblem,
  routes: readonly (readonly number[])[],
  routeOf: (vehicle: number, route: readonly number[]) => Priced | string,
): Judged {
  const { input } = problem;
  const wrong: string[] = [];
  const sizes: number[] = [];
  let cost = 0;
  routes.forEach((route, vehicle) => {
    const priced = routeOf(vehicle, route);
    if (typeof priced === 'string') {
      wrong.push(`route ${vehicle}: ${priced}`);
      return;
    }
    cost += priced.cost;
    if (route.length === 0 && !input.balance?.includeUnused) return;
    const bySize = new Map<number, number>([
      [BALANCE.duration, priced.seconds / 3600],
      [BALANCE.distance, priced.meters / 1000],
    ]);
    sizes.push(bySize.get(input.balance?.measure ?? 0) ?? route.length);
  });
  const index = new Map(input.stops.map(({ id }, stop) => [id, stop]));
  const where = new Map<number, number>();
  routes.forEach((route, vehicle) => {
    for (const stop of route) {
      if (where.has(stop)) wrong.push(`${stop} is served twice`);
      where.set(stop, vehicle);
    }
  });
  const at = (id: string) => where.get(index.get(id) as number);
  if (input.balance && sizes.length > 0) {
    cost += input.balance.costPerUnit * (Math.max(...sizes) - Math.min(...sizes));
  }
  wrong.push(...brokenTies(input, at));
  const { lost, missing } = leftOut(input, at);
  return { wrong, missing, cost: cost + lost };
}

function brokenTies(input: RoutingInput, at: (id: string) => number | undefined): string[] {
  const wrong: string[] = [];
  for (const { id, pickupStopId, deliveryStopId } of input.shipments ?? []) {
    if (at(pickupStopId) !== at(deliveryStopId)) wrong.push(`${id} is torn apart`);
  }
  for (const { id, stopIds } of input.alternatives ?? []) {
    if (stopIds.filter((stop) => at(stop) !== undefined).length > 1) wrong.push(`more than one of ${id}`);
  }
  for (const { kind, stopIds } of input.relations ?? []) {
    const vehicles = stopIds.flatMap((stop) => at(stop) ?? []);
    const different = new Set(vehicles).size;
    if (kind === RELATION.differentRoutes ? different < vehicles.length : different > 1) wrong.push(`relation ${kind}`);
  }
  for (const route of input.givenRoutes ?? []) {
    const firm = route.lock === LOCK.none ? route.lockedStops : route.stopIds.length;
    for (const stop of route.stopIds.slice(0, firm)) {
      const vehicle = at(stop);
      if (vehicle !== undefined && vehicle !== vehicleOf(input, route.vehicleId, route.vehicleIndex)) {
        wrong.push(`${stop} left its vehicle`);
      }
    }
  }
  return wrong;
}

function leftOut(input: RoutingInput, at: (id: string) => number | undefined): { lost: number; missing: number } {
  let lost = 0;
  let missing = 0;
  const lose = (unit: { optional: boolean; prize: number }, isLocked: boolean) => {
    if (unit.optional && !isLocked) lost += unit.prize;
    else missing++;
  };
  const given = new Map(
    (input.givenRoutes ?? []).flatMap((route) =>
      route.stopIds.map((id, place) => [id, place < route.lockedStops || route.lock !== LOCK.none] as const),
    ),
  );
  const tied = new Set<string>();
  for (const shipment of input.shipments ?? []) {
    tied.add(shipment.pickupStopId).add(shipment.deliveryStopId);
    const isLocked = given.get(shipment.pickupStopId) || given.get(shipment.deliveryStopId) || false;
    if (at(shipment.pickupStopId) === undefined) lose(shipment, isLocked);
  }
  for (const group of input.alternatives ?? []) {
    for (const id of group.stopIds) tied.add(id);
    if (group.stopIds.every((id) => at(id) === undefined)) lose(group, false);
  }
  for (const stop of input.stops) {
    if (at(stop.id) !== undefined) continue;
    if (given.has(stop.id)) lost += input.change?.removal ?? 0;
    if (!tied.has(stop.id)) lose(stop, given.get(stop.id) ?? false);
  }
  return { lost, missing };
}

function fleetOf({ vehicles }: RoutingInput): { vehicle: Vehicle; index: number }[] {
  return vehicles.flatMap((vehicle) => Array.from({ length: vehicle.count ?? 1 }, (_, index) => ({ vehicle, index })));
}

function vehicleOf(input: RoutingInput, id: string, index: number): number {
  return fleetOf(input).findIndex((each) => each.vehicle.id === id && each.index === index);
}

/** The cheapest way to drive the stops in this order, or what is wrong with it. */
function priceRoute({ input, travel }: RoutingProblem, which: number, route: readonly number[]): Priced | string {
  const given = (input.givenRoutes ?? []).find((each) => vehicleOf(input, each.vehicleId, each.vehicleIndex) === which);
  const ids = route.map((stop) => input.stops[stop]?.id ?? '');
  const wrong = brokenOrder(input, which, ids) ?? brokenLock(given, ids);
  if (wrong) return wrong;
  if (route.length === 0) return { cost: 0, meters: 0, seconds: 0 };
  const { vehicle } = fleetOf(input)[which] as { vehicle: Vehicle };
  const way = (from: number, to: number) => from * travel.size + to;
  const places = [0, ...route.map((stop) => stop + 1), 0];
  let meters = 0;
  // Leaves at the start of the shift; then as late as the same times of service allow.
  let time = vehicle.shift?.startSeconds ?? 0;
  let slack = Number.POSITIVE_INFINITY;
  let waited = 0;
  const begin = time;
  for (let leg = 1; leg < places.length; leg++) {
    const cell = way(places[leg - 1] as number, places[leg] as number);
    meters += travel.distances[cell] as number;
    time += travel.durations[cell] as number;
    const stop = input.stops[(places[leg] as number) - 1];
    if (!stop || leg === places.length - 1) continue;
    const window = stop.timeWindows[0] ?? { startSeconds: 0, endSeconds: 1e9 };
    if (time > window.endSeconds) return 'late';
    if (time < window.startSeconds) waited += window.startSeconds - time;
    time = Math.max(time, window.startSeconds);
    // How much later the start may be: all waiting so far swallows it, no window closes.
    slack = Math.min(slack, window.endSeconds - time + waited);
    time += stop.serviceSeconds;
  }
  if (time > (vehicle.shift?.endSeconds ?? 1e9)) return 'back late';
  const seconds = time - begin - Math.min(waited, slack);
  const cost =
    vehicle.fixedCost +
    ((vehicle.costPerKm ?? 0) * meters) / 1000 +
    ((vehicle.costPerHour ?? 0) * seconds) / 3600 +
    changes(input, which, ids);
  return { cost, meters, seconds };
}

function changes(input: RoutingInput, which: number, ids: readonly string[]): number {
  const { vehicleChange = 0, predecessorChange = 0 } = input.change ?? {};
  let cost = 0;
  for (const route of input.givenRoutes ?? []) {
    route.stopIds.forEach((stop, place) => {
      const now = ids.indexOf(stop);
      if (now < 0) return;
      if (vehicleOf(input, route.vehicleId, route.vehicleIndex) !== which) cost += vehicleChange;
      if ((ids[now - 1] ?? '') !== (route.stopIds[place - 1] ?? '')) cost += predecessorChange;
    });
  }
  return cost;
}

function brokenLock(
  given: NonNullable<RoutingInput['givenRoutes']>[number] | undefined,
  ids: readonly string[],
): string | undefined {
  if (!given) return undefined;
  // What is left out breaks no lock.
  const firm = given.stopIds.slice(0, given.lockedStops).filter((stop) => ids.includes(stop));
  if (ids.slice(0, firm.length).join() !== firm.join()) return 'the locked beginning changed';
  if (given.lock === LOCK.route && ids.some((stop) => !given.stopIds.includes(stop))) return 'something joined';
  const order = given.stopIds.filter((stop) => ids.includes(stop));
  const isInOrder = ids.filter((stop) => order.includes(stop)).join() === order.join();
  return given.lock >= LOCK.order && !isInOrder ? 'the locked order changed' : undefined;
}

/** Loads, shipments, unloading and relations as far as they concern one route. */
function brokenOrder(input: RoutingInput, which: number, ids: readonly string[]): string | undefined {
  const { vehicle } = fleetOf(input)[which] as { vehicle: Vehicle };
  const stops = new Map(input.stops.map((stop) => [stop.id, stop]));
  const carried = input.capacityDimensions.map((_, d) =>
    ids.reduce((sum, stop) => sum + (stops.get(stop)?.demand[d] ?? 0), 0),
  );
  const isOver = () => carried.some((load, d) => load > (vehicle.capacity[d] ?? Number.POSITIVE_INFINITY));
  if (isOver()) return 'overloaded at the start';
  const aboard: string[] = [];
  for (const stop of ids) {
    carried.forEach((load, d) => {
      carried[d] = load - (stops.get(stop)?.demand[d] ?? 0);
    });
    for (const shipment of input.shipments ?? []) {
      const sign = shipment.pickupStopId === stop ? 1 : shipment.deliveryStopId === stop ? -1 : 0;
      if (sign === 0) continue;
      shipment.amount.forEach((amount, d) => {
        carried[d] = (carried[d] ?? 0) + sign * amount;
      });
      if (sign > 0) {
        aboard.push(shipment.id);
        continue;
      }
      if (!aboard.includes(shipment.id)) return 'delivered before it was picked up';
      if (vehicle.unloadingOrder === UNLOADING.lifo && aboard.at(-1) !== shipment.id) return 'not last in, first out';
      if (vehicle.unloadingOrder === UNLOADING.fifo && aboard[0] !== shipment.id) return 'not first in, first out';
      aboard.splice(aboard.indexOf(shipment.id), 1);
    }
    if (isOver()) return 'overloaded';
  }
  for (const { kind, stopIds } of input.relations ?? []) {
    const served = stopIds.filter((stop) => ids.includes(stop));
    const places = served.map((stop) => ids.indexOf(stop));
    const isSorted = places.every((place, i) => i === 0 || place > (places[i - 1] as number));
    const isTight = places.every((place, i) => i === 0 || place === (places[i - 1] as number) + 1);
    if (kind === RELATION.order && !isSorted) return 'out of order';
    if (kind === RELATION.sequence && !isTight) return 'not in a row';
  }
  return aboard.length > 0 ? 'something stays aboard' : undefined;
}
