/** Rules that an itinerary can break: what their amounts are measured in, and whether only a figure of the plan is wrong. */
const RULES = {
  wrong_days: { unit: 'days' },
  unknown_place: { unit: '' },
  place_visited_twice: { unit: '' },
  place_not_accounted_for: { unit: '', misstated: true },
  required_place_unvisited: { unit: '' },
  closed: { unit: 's' },
  day_exceeded: { unit: 's' },
  too_early: { unit: 's' },
  wrong_time: { unit: 's' },
  wrong_leg: { unit: 'legs' },
  wrong_mode: { unit: '' },
  too_many_visits: { unit: 'visits' },
  unknown_meal: { unit: '' },
  meal_missed: { unit: '' },
  meal_misplaced: { unit: 's' },
  no_way: { unit: '' },
  walking_leg_exceeded: { unit: 'm' },
  walking_exceeded: { unit: 'm' },
  distance_exceeded: { unit: 'm' },
  wrong_distance: { unit: 'm', misstated: true },
  wrong_duration: { unit: 's', misstated: true },
  wrong_importance: { unit: 'points', misstated: true },
  wrong_cost: { unit: 'cost', misstated: true },
  not_a_number: { unit: '' },
} as const satisfies Record<string, { unit: string; misstated?: true }>;

export type ItineraryViolationKind = keyof typeof RULES;

export function unitOf(kind: ItineraryViolationKind): string {
  return RULES[kind].unit;
}

/** No rule of the problem is broken; the plan only says something about itself that is not so. */
export function isMisstatement(kind: ItineraryViolationKind): boolean {
  return 'misstated' in RULES[kind];
}

/** One broken rule: where, and by how much. */
export interface ItineraryViolation {
  readonly kind: ItineraryViolationKind;
  /** Path in the plan, for example `days[0].visits[2]`; in the problem, `places[3]`, for what the plan lacks. */
  readonly place: string;
  /** In `unit`; 1 where nothing is measured. */
  readonly amount: number;
  readonly unit: string;
  /** Id of the place, or date of the day; empty for the whole plan. */
  readonly subject: string;
  readonly message: string;
}
