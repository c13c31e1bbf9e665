/** Rules that a plan can break: what their amounts are measured in, and whether only a figure of the plan is wrong. */
const RULES = {
  unknown_stop: { unit: '' },
  unknown_vehicle: { unit: '' },
  /** No such kind, break or depot, or not in the order of the route. */
  unknown_event: { unit: '' },
  vehicle_used_twice: { unit: '' },
  empty_route: { unit: '', misstated: true },
  stop_served_twice: { unit: '' },
  stop_not_accounted_for: { unit: '', misstated: true },
  mandatory_stop_unserved: { unit: '' },
  alternatives_served_twice: { unit: '' },
  alternatives_unserved: { unit: '' },
  skill_missing: { unit: 'skills' },
  vehicle_not_allowed: { unit: '' },
  /** In the unit of its dimension. */
  capacity_exceeded: { unit: '' },
  too_many_stops: { unit: 'stops' },
  no_way: { unit: '' },
  too_early: { unit: 's' },
  wrong_time: { unit: 's' },
  /** An event begins before the vehicle is there, or lasts into setup or service. */
  event_overlaps: { unit: 's' },
  window_missed: { unit: 's' },
  /** Setup or service outside the opening hours. */
  closed: { unit: 's' },
  depot_closed: { unit: 's' },
  /** It leaves before what it delivers is ready. */
  release_missed: { unit: 's' },
  shift_missed: { unit: 's' },
  distance_exceeded: { unit: 'm' },
  duration_exceeded: { unit: 's' },
  travel_exceeded: { unit: 's' },
  /** Only one end of a shipment is served, or each by another route. */
  shipment_torn: { unit: '' },
  delivery_before_pickup: { unit: '' },
  unloading_order_broken: { unit: '' },
  ride_too_long: { unit: 's' },
  same_route_broken: { unit: '' },
  order_broken: { unit: '' },
  sequence_broken: { unit: '' },
  different_routes_broken: { unit: '' },
  reload_not_allowed: { unit: '' },
  too_many_reloads: { unit: 'reloads' },
  reload_too_short: { unit: 's' },
  break_missing: { unit: '' },
  break_taken_twice: { unit: '' },
  break_window_missed: { unit: 's' },
  break_too_short: { unit: 's' },
  break_misplaced: { unit: '' },
  night_misplaced: { unit: '' },
  rest_too_short: { unit: 's' },
  driving_without_break: { unit: 's' },
  work_without_break: { unit: 's' },
  driving_exceeded: { unit: 's' },
  wrong_mode: { unit: '' },
  walking_leg_exceeded: { unit: 'm' },
  walking_exceeded: { unit: 'm' },
  lock_broken: { unit: '' },
  /** More than the 32 bits of the contract hold. */
  too_large: { unit: '' },
  wrong_distance: { unit: 'm', misstated: true },
  wrong_duration: { unit: 's', misstated: true },
  wrong_cost: { unit: 'cost', misstated: true },
  not_a_number: { unit: '' },
} as const satisfies Record<string, { unit: string; misstated?: true }>;

export type RoutingViolationKind = keyof typeof RULES;

/** All kinds, in the order of the table. */
export const ROUTING_VIOLATION_KINDS = Object.keys(RULES) as RoutingViolationKind[];

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
  /** Path in the plan, for example `routes[0].visits[2]`; in the problem, `stops[3]` or `alternatives[0]`, for what the plan lacks. */
  readonly place: string;
  /** In `unit`; 1 where nothing is measured. */
  readonly amount: number;
  readonly unit: string;
  /** Id of the stop, vehicle, shipment, group, break or depot; empty for the whole plan. */
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

/** Parts of a routing cost, in the order in which they are told: the unit of what each is paid for, and whether it is told when it is nothing. */
const PARTS = {
  fixed: { unit: 'vehicles', always: true },
  distance: { unit: 'm', always: true },
  time: { unit: 's', always: true },
  prizes_lost: { unit: 'stops', always: true },
  overtime: { unit: 's', always: false },
  waiting: { unit: 's', always: false },
  travel_time: { unit: 's', always: false },
  soft_windows: { unit: 's', always: false },
  balance: { unit: '', always: false },
  changes: { unit: 'changes', always: false },
} as const satisfies Record<string, { unit: string; always: boolean }>;

export type CostPartName = keyof typeof PARTS;

/** What makes the cost of a plan, summed up by name. */
export class CostSums {
  readonly #sums = new Map<CostPartName, { amount: number; quantity: number; unit: string }>();

  /** @param unit only of `balance`, which is paid for what it compares */
  add(name: CostPartName, amount: number, quantity: number, unit: string = PARTS[name].unit): void {
    const sum = this.#sums.get(name) ?? { amount: 0, quantity: 0, unit };
    this.#sums.set(name, { amount: sum.amount + amount, quantity: sum.quantity + quantity, unit });
  }

  /** Everything together. */
  get cost(): number {
    let cost = 0;
    for (const { amount } of this.#sums.values()) cost += amount;
    return cost;
  }

  quantity(name: CostPartName): number {
    return this.#sums.get(name)?.quantity ?? 0;
  }

  parts(): RoutingCosts {
    return (Object.keys(PARTS) as CostPartName[]).flatMap((name) => {
      const { amount, quantity, unit } = this.#sums.get(name) ?? { amount: 0, quantity: 0, unit: PARTS[name].unit };
      return PARTS[name].always || amount !== 0 ? [{ name, amount, quantity, unit }] : [];
    });
  }
}
