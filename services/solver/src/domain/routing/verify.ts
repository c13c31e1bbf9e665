import { NO_WAY } from '#domain/geo/travel-matrix';
import type { Route, RoutePlan, RoutingProblem, Stop, Vehicle } from './problem.ts';

/** Rules that a plan can break. */
export type RoutingViolationKind =
  | 'unknown_stop'
  | 'unknown_vehicle'
  | 'vehicle_used_twice'
  | 'empty_route'
  | 'stop_served_twice'
  | 'stop_not_accounted_for'
  | 'mandatory_stop_unserved'
  | 'skill_missing'
  | 'capacity_exceeded'
  | 'too_many_stops'
  | 'no_way'
  | 'too_early'
  | 'wrong_time'
  | 'window_missed'
  | 'shift_missed'
  | 'distance_exceeded'
  | 'duration_exceeded'
  | 'wrong_distance'
  | 'wrong_cost'
  | 'not_a_number';

/** One broken rule: where, and by how much (seconds, metres, load or cost; 1 where nothing is measured). */
export interface RoutingViolation {
  readonly kind: RoutingViolationKind;
  /** Path in the plan, for example `routes[0].visits[2]`. */
  readonly place: string;
  readonly amount: number;
  readonly message: string;
}

export interface RoutingVerdict {
  readonly violations: RoutingViolation[];
  /** Objective recomputed from the raw problem. */
  readonly cost: number;
}

/** Costs may differ by rounding only. */
const COST_TOLERANCE = 1e-6;

/**
 * Checks a plan against the definition of the problem: every arrival, window,
 * load, limit, distance and cost is computed again from the raw request and its
 * matrix. Shares no code with the engines. With `partial`, mandatory stops may
 * be left out.
 */
export function verifyRouting(
  problem: RoutingProblem,
  plan: RoutePlan,
  options: { partial?: boolean } = {},
): RoutingVerdict {
  const check = new PlanCheck(problem);
  plan.routes.forEach((route, index) => {
    check.route(route, `routes[${index}]`);
  });
  check.unserved(plan, options.partial ?? false);
  check.totals(plan);
  return { violations: check.violations, cost: check.cost };
}

class PlanCheck {
  readonly violations: RoutingViolation[] = [];
  cost = 0;
  readonly #problem: RoutingProblem;
  readonly #stops: Map<string, number>;
  readonly #vehicles: Map<string, Vehicle>;
  readonly #depots: Map<string, number>;
  readonly #seen = new Map<string, string>();
  readonly #used = new Set<string>();
  #meters = 0;
  #seconds = 0;

  constructor(problem: RoutingProblem) {
    this.#problem = problem;
    this.#stops = new Map(problem.input.stops.map((stop, index) => [stop.id, index]));
    this.#vehicles = new Map(problem.input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    this.#depots = new Map(problem.input.depots.map((depot, index) => [depot.id, index]));
  }

  route(route: Route, place: string): void {
    const vehicle = this.#vehicles.get(route.vehicleId);
    if (!vehicle || route.vehicleIndex < 0 || route.vehicleIndex >= (vehicle.count ?? 1)) {
      this.#add('unknown_vehicle', place, 1, `there is no vehicle ${route.vehicleId} number ${route.vehicleIndex}`);
      return;
    }
    const name = `${route.vehicleId}#${route.vehicleIndex}`;
    if (this.#used.has(name)) this.#add('vehicle_used_twice', place, 1, `vehicle ${name} has two routes`);
    this.#used.add(name);
    if (route.visits.length === 0) this.#add('empty_route', place, 1, `vehicle ${name} is used for nothing`);
    this.#loads(route, vehicle, place);
    this.#times(route, vehicle, place);
  }

  #loads(route: Route, vehicle: Vehicle, place: string): void {
    const { input } = this.#problem;
    const load = input.capacityDimensions.map(() => 0);
    for (const [index, visit] of route.visits.entries()) {
      const stop = input.stops[this.#stops.get(visit.stopId) ?? -1];
      if (!stop) continue;
      const missing = stop.skills.filter((skill) => !vehicle.skills.includes(skill));
      if (missing.length > 0) {
        this.#add(
          'skill_missing',
          `${place}.visits[${index}]`,
          missing.length,
          `vehicle ${vehicle.id} lacks ${missing.join(', ')}`,
        );
      }
      stop.demand.forEach((demand, d) => {
        load[d] = (load[d] ?? 0) + demand;
      });
    }
    load.forEach((amount, d) => {
      const over = amount - (vehicle.capacity[d] ?? Number.POSITIVE_INFINITY);
      if (over > 0) this.#add('capacity_exceeded', place, over, `${over} ${input.capacityDimensions[d]} too much`);
    });
    const over = route.visits.length - (vehicle.maxStops ?? Number.POSITIVE_INFINITY);
    if (over > 0) this.#add('too_many_stops', place, over, `${over} stops more than the vehicle may serve`);
  }

  /** Follows the route in time and space. */
  #times(route: Route, vehicle: Vehicle, place: string): void {
    const { input } = this.#problem;
    const start = vehicle.startDepotId === '' ? 0 : this.#depots.get(vehicle.startDepotId);
    const end = vehicle.openEnd ? undefined : vehicle.endDepotId === '' ? start : this.#depots.get(vehicle.endDepotId);
    let at = start ?? 0;
    let clock = route.startSeconds;
    let meters = 0;
    for (const [index, visit] of route.visits.entries()) {
      const where = `${place}.visits[${index}]`;
      const number = this.#stops.get(visit.stopId);
      const stop = number === undefined ? undefined : input.stops[number];
      if (number === undefined || !stop) {
        this.#add('unknown_stop', where, 1, `there is no stop ${visit.stopId}`);
        continue;
      }
      const before = this.#seen.get(visit.stopId);
      if (before) this.#add('stop_served_twice', where, 1, `stop ${visit.stopId} is also at ${before}`);
      this.#seen.set(visit.stopId, where);
      const leg = this.#leg(at, input.depots.length + number, where);
      this.#same('wrong_time', `${where}.arrival_seconds`, visit.arrivalSeconds, clock + leg.seconds);
      this.#same('wrong_distance', `${where}.distance_meters`, visit.distanceMeters, leg.meters);
      if (visit.startSeconds < visit.arrivalSeconds) {
        this.#add(
          'too_early',
          where,
          visit.arrivalSeconds - visit.startSeconds,
          'service starts before the vehicle is there',
        );
      }
      this.#window(stop, visit.startSeconds, where);
      this.#same(
        'wrong_time',
        `${where}.departure_seconds`,
        visit.departureSeconds,
        visit.startSeconds + stop.serviceSeconds,
      );
      clock = visit.departureSeconds;
      meters += leg.meters;
      at = input.depots.length + number;
    }
    if (end !== undefined) {
      const leg = this.#leg(at, end, place);
      clock += leg.seconds;
      meters += leg.meters;
    }
    this.#same('wrong_time', `${place}.end_seconds`, route.endSeconds, clock);
    this.#same('wrong_distance', `${place}.distance_meters`, route.distanceMeters, meters);
    this.#limits(route, vehicle, place, meters);
  }

  #limits(route: Route, vehicle: Vehicle, place: string, meters: number): void {
    const { startSeconds, endSeconds } = route;
    const seconds = endSeconds - startSeconds;
    const opens = vehicle.shift?.startSeconds ?? 0;
    if (!(startSeconds >= opens)) this.#add('shift_missed', place, opens - startSeconds, 'it leaves before its shift');
    const closes = vehicle.shift?.endSeconds ?? Number.POSITIVE_INFINITY;
    if (endSeconds > closes) this.#add('shift_missed', place, endSeconds - closes, 'it is back after its shift');
    const far = meters - (vehicle.maxDistanceMeters ?? Number.POSITIVE_INFINITY);
    if (far > 0) this.#add('distance_exceeded', place, far, `${far} m too far`);
    const long = seconds - (vehicle.maxDurationSeconds ?? Number.POSITIVE_INFINITY);
    if (long > 0) this.#add('duration_exceeded', place, long, `${long} s too long`);
    const noCost = vehicle.fixedCost === 0 && vehicle.costPerKm === undefined && vehicle.costPerHour === undefined;
    const perKm = vehicle.costPerKm ?? (noCost ? 1 : 0);
    const cost = vehicle.fixedCost + (perKm * meters) / 1000 + ((vehicle.costPerHour ?? 0) * seconds) / 3600;
    this.#sameCost(`${place}.cost`, route.cost, cost);
    this.cost += cost;
    this.#meters += meters;
    this.#seconds += seconds;
  }

  #window(stop: Stop, start: number, where: string): void {
    if (stop.timeWindows.length === 0) return;
    let miss = Number.POSITIVE_INFINITY;
    for (const { startSeconds, endSeconds } of stop.timeWindows) {
      miss = Math.min(miss, Math.max(startSeconds - start, start - endSeconds, 0));
    }
    if (!(miss <= 0))
      this.#add('window_missed', where, miss, `service starts ${miss} s outside every window of ${stop.id}`);
  }

  #leg(from: number, to: number, where: string): { seconds: number; meters: number } {
    const { travel } = this.#problem;
    const seconds = travel.durations[from * travel.size + to] ?? NO_WAY;
    const meters = travel.distances[from * travel.size + to] ?? NO_WAY;
    if (seconds === NO_WAY || meters === NO_WAY) this.#add('no_way', where, 1, 'there is no way to this place');
    return { seconds, meters };
  }

  unserved(plan: RoutePlan, partial: boolean): void {
    const listed = new Set<string>();
    plan.unserved.forEach(({ id }, index) => {
      const where = `unserved[${index}]`;
      if (!this.#stops.has(id)) this.#add('unknown_stop', where, 1, `there is no stop ${id}`);
      if (this.#seen.has(id) || listed.has(id))
        this.#add('stop_served_twice', where, 1, `stop ${id} is accounted for twice`);
      listed.add(id);
    });
    this.#problem.input.stops.forEach((stop, index) => {
      if (this.#seen.has(stop.id)) return;
      if (!listed.has(stop.id))
        this.#add(
          'stop_not_accounted_for',
          `stops[${index}]`,
          1,
          `stop ${stop.id} is neither served nor listed as unserved`,
        );
      if (stop.optional) this.cost += stop.prize;
      else if (!partial) this.#add('mandatory_stop_unserved', `stops[${index}]`, 1, `stop ${stop.id} must be served`);
    });
  }

  totals(plan: RoutePlan): void {
    this.#sameCost('cost', plan.cost, this.cost);
    this.#same('wrong_distance', 'distance_meters', plan.distanceMeters, this.#meters);
    this.#same('wrong_time', 'duration_seconds', plan.durationSeconds, this.#seconds);
  }

  #same(kind: RoutingViolationKind, place: string, claimed: number, real: number): void {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, `${claimed} is not a number`);
    else if (claimed !== real)
      this.#add(kind, place, Math.abs(claimed - real), `${claimed} is claimed, ${real} is right`);
  }

  #sameCost(place: string, claimed: number, real: number): void {
    const off = Math.abs(claimed - real);
    if (off > COST_TOLERANCE * Math.max(1, Math.abs(real)) || Number.isNaN(off)) {
      this.#add('wrong_cost', place, off, `${claimed} is claimed, ${real} is right`);
    }
  }

  #add(kind: RoutingViolationKind, place: string, amount: number, message: string): void {
    this.violations.push({ kind, place, amount, message });
  }
}
