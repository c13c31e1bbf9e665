/** Rules that a plan can break: what their amounts are measured in, and whether only a figure of the plan is wrong. */
const RULES = {
  unknown_stop: { unit: '' },
  unknown_vehicle: { unit: '' },
  vehicle_used_twice: { unit: '' },
  empty_route: { unit: '', misstated: true },
  stop_served_twice: { unit: '' },
  stop_not_accounted_for: { unit: '', misstated: true },
  mandatory_stop_unserved: { unit: '' },
  skill_missing: { unit: 'skills' },
  /** In the unit of its dimension. */
  capacity_exceeded: { unit: '' },
  too_many_stops: { unit: 'stops' },
  no_way: { unit: '' },
  too_early: { unit: 's' },
  wrong_time: { unit: 's' },
  window_missed: { unit: 's' },
  shift_missed: { unit: 's' },
  distance_exceeded: { unit: 'm' },
  duration_exceeded: { unit: 's' },
  wrong_distance: { unit: 'm', misstated: true },
  wrong_duration: { unit: 's', misstated: true },
  wrong_cost: { unit: 'cost', misstated: true },
  not_a_number: { unit: '' },
} as const satisfies Record<string, { unit: string; misstated?: true }>;

export type RoutingViolationKind = keyof typeof RULES;

export function unitOf(kind: RoutingViolationKind): string {
  return RULES[kind].unit;
}

/** No rule of the problem is broken; the plan only says something about itself that is not so. */
export function isMisstatement(kind: RoutingViolationKind): boolean {
  return 'misstated' in RULES[kind];
}

/** One broken rule: where, and by how much. */
export interface RoutingViolation {
  readonly kind: RoutingViolationKind;
  /** Path in the plan, for example `routes[0].visits[2]`; in the problem, `stops[3]`, for what the plan lacks. */
  readonly place: string;
  /** In `unit`; 1 where nothing is measured. */
  readonly amount: number;
  readonly unit: string;
  /** Id of the stop or vehicle; empty for the whole plan. */
  readonly subject: string;
  readonly message: string;
}

/** One part of an objective. */
export interface CostPart {
  readonly name: string;
  /** In units of the objective. */
  readonly amount: number;
  /** What it is paid for, in `unit`. */
  readonly quantity: number;
  readonly unit: string;
}

export type RoutingCosts = readonly CostPart[];

/** What makes the cost of a plan, by name. */
export function costParts(sums: {
  fixed: number;
  vehicles: number;
  distance: number;
  meters: number;
  time: number;
  seconds: number;
  prizesLost: number;
  stopsLost: number;
}): RoutingCosts {
  return [
    { name: 'fixed', amount: sums.fixed, quantity: sums.vehicles, unit: 'vehicles' },
    { name: 'distance', amount: sums.distance, quantity: sums.meters, unit: 'm' },
    { name: 'time', amount: sums.time, quantity: sums.seconds, unit: 's' },
    { name: 'prizes_lost', amount: sums.prizesLost, quantity: sums.stopsLost, unit: 'stops' },
  ];
}
