import { CostSums, type RoutingCosts, type RoutingViolation } from './plan-rules.ts';
import type { Route, RoutePlan } from './problem.ts';
import { type CheckedRouting, ProblemIndex } from './verify/checked-problem.ts';
import { checkDriving } from './verify/driving.ts';
import { checkEvents } from './verify/events.ts';
import { Findings } from './verify/findings.ts';
import { followRoute, type RouteRun } from './verify/follow-route.ts';
import { checkLocks, findChanges } from './verify/given-routes.ts';
import { checkLimits } from './verify/limits.ts';
import { checkLoads } from './verify/loads.ts';
import { checkRelations } from './verify/relations.ts';
import { placeEvents, type RouteCheck } from './verify/route-check.ts';
import { costBalance, costRoute } from './verify/route-cost.ts';
import { checkServed, type Service } from './verify/served.ts';
import { checkShipments } from './verify/shipments.ts';
import { VehicleLegs } from './verify/vehicle-legs.ts';

export type { CheckedRouting } from './verify/checked-problem.ts';

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

/**
 * Checks a plan against the definition of the problem, routing.proto and
 * routing_rules.proto: every arrival, window, load, limit, distance and cost is
 * computed again from the raw request and its travel. Shares no code with the
 * engines. One family of rules a file in `verify/`.
 */
export function verifyRouting(
  problem: CheckedRouting,
  plan: StatedPlan,
  options: RoutingCheckOptions = {},
): RoutingVerdict {
  return new PlanCheck(problem, plan, options).verdict();
}

class PlanCheck {
  readonly #problem: CheckedRouting;
  readonly #plan: StatedPlan;
  readonly #partial: boolean;
  readonly #index: ProblemIndex;
  readonly #findings: Findings;
  readonly #costs = new CostSums();
  /** Nothing is in the plan that has no cost. */
  #isCosted = true;
  readonly #served = new Map<string, Service>();
  readonly #used = new Set<string>();
  /** By vehicle id. */
  readonly #legs = new Map<string, VehicleLegs>();

  constructor(problem: CheckedRouting, plan: StatedPlan, { partial, zeroIsUnstated }: RoutingCheckOptions) {
    this.#problem = problem;
    this.#plan = plan;
    this.#partial = partial ?? false;
    this.#index = new ProblemIndex(problem.input);
    this.#findings = new Findings(zeroIsUnstated ?? false);
  }

  verdict(): RoutingVerdict {
    const { routes, unserved } = this.#plan;
    const served = this.#served;
    const findings = this.#findings;
    routes.forEach((route, index) => {
      this.#serve(route, index);
    });
    const changes = findChanges(this.#index, routes, served, this.#costs);
    const runs = routes.flatMap((route, index): RouteRun[] => {
      const check = this.#checkOf(route, `routes[${index}]`);
      const run = check && this.#route(check);
      if (!check || !run?.isKnown) {
        this.#isCosted = false;
        return run ? [run] : [];
      }
      costRoute(check, run, changes.get(index), this.#costs);
      return [run];
    });
    checkServed(this.#index, findings, served, { unserved, partial: this.#partial }, this.#costs);
    checkRelations(this.#index.input.relations ?? [], routes, served, findings);
    checkLocks(this.#index, routes, served, findings, this.#partial);
    const balance = costBalance(this.#index, runs, this.#costs);
    if (this.#isCosted) this.#totals(balance, runs);
    const costs = this.#isCosted ? this.#costs.parts() : undefined;
    return { violations: findings.list, cost: this.#costs.cost, costs };
  }

  /** Every stop that is there, and once. */
  #serve({ visits, vehicleId, vehicleIndex }: Route, route: number): void {
    visits.forEach(({ stopId }, position) => {
      const where = `routes[${route}].visits[${position}]`;
      const before = this.#served.get(stopId);
      if (!this.#index.stops.has(stopId)) {
        this.#findings.add('unknown_stop', where, 1, stopId, `there is no stop '${stopId}'`);
      } else if (before) {
        this.#findings.add('stop_served_twice', where, 1, stopId, `stop ${stopId} is also at ${before.where}`);
      } else this.#served.set(stopId, { route, position, where, vehicleId, vehicleIndex });
    });
  }

  /** Undefined when there is no such vehicle. */
  #checkOf(route: Route, place: string): RouteCheck | undefined {
    const { vehicleId, vehicleIndex, visits } = route;
    const findings = this.#findings;
    const index = this.#index;
    const vehicle = index.vehicles.get(vehicleId);
    if (!vehicle) {
      findings.add('unknown_vehicle', place, 1, vehicleId, `there is no vehicle '${vehicleId}'`);
      return undefined;
    }
    const { id, count = 1 } = vehicle;
    const name = `${id}#${vehicleIndex}`;
    if (!(vehicleIndex >= 0 && vehicleIndex < count)) {
      const message = `there is no number ${vehicleIndex} of vehicle ${id}: there are ${count}, from 0`;
      findings.add('unknown_vehicle', place, 1, id, message);
    } else if (this.#used.has(name)) {
      findings.add('vehicle_used_twice', place, 1, id, `vehicle ${id} number ${vehicleIndex} has two routes`);
    }
    this.#used.add(name);
    if (visits.length === 0) findings.add('empty_route', place, 1, id, `vehicle ${id} is used for nothing`);
    const legs = this.#legs.get(id) ?? new VehicleLegs(this.#problem, vehicle);
    this.#legs.set(id, legs);
    const stops = visits.map(({ stopId }) => index.input.stops[index.stops.get(stopId) ?? -1]);
    return { index, findings, route, place, vehicle, legs, stops, events: placeEvents(route, place, findings) };
  }

  /** Every rule that concerns one route. */
  #route(check: RouteCheck): RouteRun {
    checkLoads(check);
    checkShipments(check);
    const run = followRoute(check);
    checkLimits(check, run);
    checkEvents(check, run);
    checkDriving(check, run);
    return run;
  }

  #totals(balance: number, runs: readonly RouteRun[]): void {
    const { cost, balanceCost, distanceMeters, durationSeconds } = this.#plan;
    const findings = this.#findings;
    findings.sameCost('cost', cost, this.#costs.cost, '');
    findings.sameCost('balance_cost', balanceCost, balance, '');
    findings.same('wrong_distance', 'distance_meters', distanceMeters, this.#costs.quantity('distance'), '');
    const seconds = runs.reduce((sum, run) => sum + run.durationSeconds, 0);
    findings.same('wrong_duration', 'duration_seconds', durationSeconds, seconds, '');
  }
}
