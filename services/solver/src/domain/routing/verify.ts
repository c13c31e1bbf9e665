import { NO_WAY } from '#domain/geo/travel-matrix';
import {
  costParts,
  type RoutingCosts,
  type RoutingViolation,
  type RoutingViolationKind,
  unitOf,
} from './plan-rules.ts';
import type { Route, RoutePlan, RouteVisit, RoutingInput, Stop, Vehicle } from './problem.ts';

/** What a plan is checked against: the raw request and travel between its depots and stops, depots first, row-major. */
export interface CheckedRouting {
  readonly input: RoutingInput;
  readonly travel: {
    readonly size: number;
    readonly durations: ArrayLike<number>;
    readonly distances: ArrayLike<number>;
  };
}

/** A plan as it is stated: why a stop is left out does not matter. */
export type StatedPlan = Omit<RoutePlan, 'unserved'> & { readonly unserved: readonly { readonly id: string }[] };

export interface RoutingVerdict {
  readonly violations: RoutingViolation[];
  /** Objective recomputed from the raw problem. */
  readonly cost: number;
  /** What the cost is made of; undefined when a part of the plan has no cost (no such vehicle or stop, no way). */
  readonly costs: RoutingCosts | undefined;
}

export interface RoutingCheckOptions {
  /** Mandatory stops may be left out. */
  readonly partial?: boolean;
  /** Distances, costs and totals that are 0 are not claims: nobody wrote them. */
  readonly zeroIsUnstated?: boolean;
}

/** Costs may differ by rounding only. */
const COST_TOLERANCE = 1e-6;

/**
 * Checks a plan against the definition of the problem: every arrival, window,
 * load, limit, distance and cost is computed again from the raw request and its
 * matrix. Shares no code with the engines.
 */
export function verifyRouting(
  problem: CheckedRouting,
  plan: StatedPlan,
  options: RoutingCheckOptions = {},
): RoutingVerdict {
  const check = new PlanCheck(problem, options.zeroIsUnstated ?? false);
  plan.routes.forEach((route, index) => {
    check.route(route, `routes[${index}]`);
  });
  check.unserved(plan, options.partial ?? false);
  check.totals(plan);
  return { violations: check.violations, cost: check.cost, costs: check.costs() };
}

class PlanCheck {
  readonly violations: RoutingViolation[] = [];
  readonly #costs = { fixed: 0, vehicles: 0, distance: 0, meters: 0, time: 0, seconds: 0, prizesLost: 0, stopsLost: 0 };
  /** Nothing is in the plan that has no cost. */
  #isCosted = true;
  readonly #problem: CheckedRouting;
  readonly #zeroIsUnstated: boolean;
  readonly #stops: Map<string, number>;
  readonly #vehicles: Map<string, Vehicle>;
  readonly #depots: Map<string, number>;
  readonly #seen = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(problem: CheckedRouting, zeroIsUnstated: boolean) {
    this.#problem = problem;
    this.#zeroIsUnstated = zeroIsUnstated;
    this.#stops = new Map(problem.input.stops.map((stop, index) => [stop.id, index]));
    this.#vehicles = new Map(problem.input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    this.#depots = new Map(problem.input.depots.map((depot, index) => [depot.id, index]));
  }

  get cost(): number {
    const { fixed, distance, time, prizesLost } = this.#costs;
    return fixed + distance + time + prizesLost;
  }

  costs(): RoutingCosts | undefined {
    return this.#isCosted ? costParts(this.#costs) : undefined;
  }

  route(route: Route, place: string): void {
    const vehicle = this.#vehicles.get(route.vehicleId);
    route.visits.forEach((visit, index) => {
      this.#served(visit, `${place}.visits[${index}]`);
    });
    if (!vehicle) {
      this.#isCosted = false;
      this.#add('unknown_vehicle', place, 1, route.vehicleId, `there is no vehicle '${route.vehicleId}'`);
      return;
    }
    const { id, count = 1 } = vehicle;
    const name = `${id}#${route.vehicleIndex}`;
    if (route.vehicleIndex < 0 || route.vehicleIndex >= count) {
      const message = `there is no number ${route.vehicleIndex} of vehicle ${id}: there are ${count}, from 0`;
      this.#add('unknown_vehicle', place, 1, id, message);
    } else if (this.#used.has(name)) {
      this.#add('vehicle_used_twice', place, 1, id, `vehicle ${id} number ${route.vehicleIndex} has two routes`);
    }
    this.#used.add(name);
    if (route.visits.length === 0) this.#add('empty_route', place, 1, id, `vehicle ${id} is used for nothing`);
    this.#loads(route, vehicle, place);
    this.#times(route, vehicle, place);
  }

  /** Every stop that is there, and once. */
  #served({ stopId }: RouteVisit, where: string): void {
    if (!this.#stops.has(stopId)) {
      this.#add('unknown_stop', where, 1, stopId, `there is no stop '${stopId}'`);
      return;
    }
    const before = this.#seen.get(stopId);
    if (before) this.#add('stop_served_twice', where, 1, stopId, `stop ${stopId} is also at ${before}`);
    else this.#seen.set(stopId, where);
  }

  #loads(route: Route, vehicle: Vehicle, place: string): void {
    const { input } = this.#problem;
    const load = input.capacityDimensions.map(() => 0);
    for (const [index, visit] of route.visits.entries()) {
      const stop = input.stops[this.#stops.get(visit.stopId) ?? -1];
      if (!stop) continue;
      const missing = stop.skills.filter((skill) => !vehicle.skills.includes(skill));
      if (missing.length > 0) {
        const message = `vehicle ${vehicle.id} lacks ${missing.join(', ')}, which stop ${stop.id} needs`;
        this.#add('skill_missing', `${place}.visits[${index}]`, missing.length, stop.id, message);
      }
      stop.demand.forEach((demand, d) => {
        load[d] = (load[d] ?? 0) + demand;
      });
    }
    load.forEach((amount, d) => {
      const capacity = vehicle.capacity[d] ?? Number.POSITIVE_INFINITY;
      if (amount <= capacity) return;
      const unit = input.capacityDimensions[d] ?? '';
      const message = `${amount} ${unit} are on vehicle ${vehicle.id}, which takes ${capacity}`;
      this.#add('capacity_exceeded', place, amount - capacity, vehicle.id, message, unit);
    });
    const most = vehicle.maxStops ?? Number.POSITIVE_INFINITY;
    const over = route.visits.length - most;
    const message = `${route.visits.length} stops, vehicle ${vehicle.id} may serve ${most}`;
    if (over > 0) this.#add('too_many_stops', place, over, vehicle.id, message);
  }

  /** Follows the route in time and space. */
  #times(route: Route, vehicle: Vehicle, place: string): void {
    const { input } = this.#problem;
    const start = vehicle.startDepotId === '' ? 0 : this.#depots.get(vehicle.startDepotId);
    const end = vehicle.openEnd ? undefined : vehicle.endDepotId === '' ? start : this.#depots.get(vehicle.endDepotId);
    // Where the vehicle is; undefined at a stop that does not exist.
    let at: number | undefined = start ?? 0;
    let clock = route.startSeconds;
    let meters: number | undefined = 0;
    for (const [index, visit] of route.visits.entries()) {
      const where = `${place}.visits[${index}]`;
      const number = this.#stops.get(visit.stopId);
      const stop = number === undefined ? undefined : input.stops[number];
      const to = number === undefined ? undefined : input.depots.length + number;
      const leg = this.#leg(at, to, where, visit.stopId);
      if (leg) {
        this.#same('wrong_time', `${where}.arrival_seconds`, visit.arrivalSeconds, clock + leg.seconds, visit.stopId);
        this.#same('wrong_distance', `${where}.distance_meters`, visit.distanceMeters, leg.meters, visit.stopId);
      }
      if (stop) this.#service(stop, visit, where);
      clock = visit.departureSeconds;
      meters = sum(meters, leg?.meters);
      at = to;
    }
    const back = end === undefined ? { seconds: 0, meters: 0 } : this.#leg(at, end, place, vehicle.id);
    meters = sum(meters, back?.meters);
    if (back) this.#same('wrong_time', `${place}.end_seconds`, route.endSeconds, clock + back.seconds, vehicle.id);
    if (meters !== undefined) {
      this.#same('wrong_distance', `${place}.distance_meters`, route.distanceMeters, meters, vehicle.id);
    }
    const endSeconds = back ? clock + back.seconds : route.endSeconds;
    this.#limits({ ...route, endSeconds }, vehicle, place, meters);
  }

  /** What happens at a stop, as the plan says. */
  #service(stop: Stop, visit: RouteVisit, where: string): void {
    const early = visit.arrivalSeconds - visit.startSeconds;
    if (early > 0) {
      this.#add(
        'too_early',
        where,
        early,
        stop.id,
        `service of ${stop.id} starts ${early} s before the vehicle is there`,
      );
    }
    this.#window(stop, visit.startSeconds, where);
    const done = visit.startSeconds + stop.serviceSeconds;
    this.#same('wrong_time', `${where}.departure_seconds`, visit.departureSeconds, done, stop.id);
  }

  /** @param route with its real end; `meters` are unknown where a leg is */
  #limits(route: Route, vehicle: Vehicle, place: string, meters: number | undefined): void {
    const { startSeconds, endSeconds } = route;
    const { id } = vehicle;
    const seconds = endSeconds - startSeconds;
    const early = (vehicle.shift?.startSeconds ?? 0) - startSeconds;
    if (!(early <= 0)) this.#add('shift_missed', place, early, id, `vehicle ${id} leaves ${early} s before its shift`);
    const late = endSeconds - (vehicle.shift?.endSeconds ?? Number.POSITIVE_INFINITY);
    if (late > 0) this.#add('shift_missed', place, late, id, `vehicle ${id} is back ${late} s after its shift`);
    const far = (meters ?? 0) - (vehicle.maxDistanceMeters ?? Number.POSITIVE_INFINITY);
    if (far > 0) {
      this.#add('distance_exceeded', place, far, id, `${meters} m, vehicle ${id} may go ${vehicle.maxDistanceMeters}`);
    }
    const long = seconds - (vehicle.maxDurationSeconds ?? Number.POSITIVE_INFINITY);
    if (long > 0) {
      const message = `${seconds} s on the way, vehicle ${id} may be ${vehicle.maxDurationSeconds}`;
      this.#add('duration_exceeded', place, long, id, message);
    }
    // Without its metres a route has no cost, and neither has the plan.
    if (meters !== undefined) this.#cost(route, vehicle, place, { meters, seconds });
  }

  #cost(route: Route, vehicle: Vehicle, place: string, { meters, seconds }: { meters: number; seconds: number }): void {
    const noCost = vehicle.fixedCost === 0 && vehicle.costPerKm === undefined && vehicle.costPerHour === undefined;
    const perKm = vehicle.costPerKm ?? (noCost ? 1 : 0);
    const distance = (perKm * meters) / 1000;
    const time = ((vehicle.costPerHour ?? 0) * seconds) / 3600;
    this.#sameCost(`${place}.cost`, route.cost, vehicle.fixedCost + distance + time, vehicle.id);
    this.#costs.fixed += vehicle.fixedCost;
    this.#costs.vehicles += 1;
    this.#costs.distance += distance;
    this.#costs.meters += meters;
    this.#costs.time += time;
    this.#costs.seconds += seconds;
  }

  #window(stop: Stop, start: number, where: string): void {
    if (stop.timeWindows.length === 0) return;
    let miss = Number.POSITIVE_INFINITY;
    let isLate = false;
    for (const { startSeconds, endSeconds } of stop.timeWindows) {
      const off = Math.max(startSeconds - start, start - endSeconds, 0);
      if (off >= miss) continue;
      miss = off;
      isLate = start > endSeconds;
    }
    if (miss <= 0) return;
    const side = isLate ? 'after the end' : 'before the start';
    const message = `service starts ${miss} s ${side} of the nearest window of ${stop.id}`;
    this.#add('window_missed', where, miss, stop.id, message);
  }

  /** Undefined where there is none, which is a violation, or where nobody can know because a stop does not exist. */
  #leg(
    from: number | undefined,
    to: number | undefined,
    where: string,
    subject: string,
  ): { seconds: number; meters: number } | undefined {
    const { travel } = this.#problem;
    if (from !== undefined && to !== undefined) {
      const seconds = travel.durations[from * travel.size + to] ?? NO_WAY;
      const meters = travel.distances[from * travel.size + to] ?? NO_WAY;
      if (seconds !== NO_WAY && meters !== NO_WAY) return { seconds, meters };
      this.#add('no_way', where, 1, subject, 'there is no way to this place');
    }
    this.#isCosted = false;
    return undefined;
  }

  unserved(plan: StatedPlan, partial: boolean): void {
    const listed = new Set<string>();
    plan.unserved.forEach(({ id }, index) => {
      const where = `unserved[${index}]`;
      if (!this.#stops.has(id)) this.#add('unknown_stop', where, 1, id, `there is no stop '${id}'`);
      const before = this.#seen.get(id);
      if (before) this.#add('stop_served_twice', where, 1, id, `stop ${id} is served at ${before}`);
      else if (listed.has(id)) this.#add('stop_served_twice', where, 1, id, `stop ${id} is listed twice`);
      listed.add(id);
    });
    this.#problem.input.stops.forEach(({ id, optional, prize }, index) => {
      if (this.#seen.has(id)) return;
      const where = `stops[${index}]`;
      if (optional) {
        this.#costs.prizesLost += prize;
        this.#costs.stopsLost += 1;
      } else if (!partial) this.#add('mandatory_stop_unserved', where, 1, id, `stop ${id} must be served`);
      if (listed.has(id) || !(optional || partial)) return;
      this.#add('stop_not_accounted_for', where, 1, id, `stop ${id} is neither served nor listed as unserved`);
    });
  }

  totals(plan: StatedPlan): void {
    if (!this.#isCosted) return;
    this.#sameCost('cost', plan.cost, this.cost, '');
    this.#same('wrong_distance', 'distance_meters', plan.distanceMeters, this.#costs.meters, '');
    this.#same('wrong_duration', 'duration_seconds', plan.durationSeconds, this.#costs.seconds, '');
  }

  #same(kind: RoutingViolationKind, place: string, claimed: number, real: number, subject: string): void {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, subject, `${claimed} is not a number`);
    else if (claimed !== real && !(kind !== 'wrong_time' && this.#isUnstated(claimed)))
      this.#add(kind, place, Math.abs(claimed - real), subject, `${claimed} is claimed, ${real} is right`);
  }

  #sameCost(place: string, claimed: number, real: number, subject: string): void {
    const off = Math.abs(claimed - real);
    if (off <= COST_TOLERANCE * Math.max(1, Math.abs(real)) || this.#isUnstated(claimed)) return;
    const amount = Number.isFinite(off) ? off : Math.abs(real);
    this.#add('wrong_cost', place, amount, subject, `${claimed} is claimed, ${real} is right`);
  }

  #isUnstated(claimed: number): boolean {
    return this.#zeroIsUnstated && claimed === 0;
  }

  #add(
    kind: RoutingViolationKind,
    place: string,
    amount: number,
    subject: string,
    message: string,
    unit = unitOf(kind),
  ): void {
    this.violations.push({ kind, place, amount, unit, subject, message });
  }
}

function sum(before: number | undefined, more: number | undefined): number | undefined {
  return before === undefined || more === undefined ? undefined : before + more;
}
