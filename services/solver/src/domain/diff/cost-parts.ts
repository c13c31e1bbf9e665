import type { ItineraryInput, ItineraryPlan } from '#domain/itinerary/problem';
import { DEFAULT_IMPORTANCE, POINT_COST } from '#domain/itinerary/problem';
import type { RoutePlan, RoutingInput } from '#domain/routing/problem';
import { ROUTE_EVENT } from '#domain/routing/problem';

/** One part of what a plan costs, from its own figures: no travel data is needed. */
export interface StatedPart {
  readonly name: string;
  readonly amount: number;
  readonly quantity: number;
  readonly unit: string;
}

/** What the cost of a routing plan is made of by its own figures; `other` is what they do not explain. */
export function routingParts(
  { vehicles, stops, shipments, alternatives, givenRoutes, change }: RoutingInput,
  plan: Omit<RoutePlan, 'unserved'>,
): StatedPart[] {
  const parts = new Parts();
  const byId = new Map(vehicles.map((vehicle) => [vehicle.id, vehicle]));
  for (const route of plan.routes) {
    const vehicle = byId.get(route.vehicleId);
    if (!vehicle) continue;
    const others = [vehicle.costPerHour, vehicle.costPerTravelHour, vehicle.costPerWaitingHour];
    const isFree = vehicle.fixedCost === 0 && others.every((cost) => cost === undefined);
    const perKm = vehicle.costPerKm ?? (isFree ? 1 : 0);
    const nights = (route.events ?? []).reduce(
      (sum, event) => (event.kind === ROUTE_EVENT.night ? sum + event.endSeconds - event.startSeconds : sum),
      0,
    );
    const seconds = route.endSeconds - route.startSeconds - nights;
    parts.add('fixed', vehicle.fixedCost, 1, 'vehicles');
    parts.add('distance', (perKm * route.distanceMeters) / 1000, route.distanceMeters, 'm');
    parts.perHour('time', vehicle.costPerHour, seconds);
    parts.perHour('travel_time', vehicle.costPerTravelHour, route.travelSeconds);
    parts.perHour('waiting', vehicle.costPerWaitingHour, route.waitingSeconds);
    parts.perHour('overtime', vehicle.overtime?.costPerHour, route.overtimeSeconds);
    parts.add('soft_windows', route.softWindowCost ?? 0, 0, '');
    parts.add('changes', route.changeCost ?? 0, 0, '');
  }
  parts.add('balance', plan.balanceCost ?? 0, 0, '');
  const served = new Set(plan.routes.flatMap(({ visits }) => visits.map(({ stopId }) => stopId)));
  const lost = [
    ...stops.filter(({ id, optional }) => optional && !served.has(id)),
    ...(shipments ?? []).filter(({ optional, pickupStopId }) => optional && !served.has(pickupStopId)),
    ...(alternatives ?? []).filter(({ optional, stopIds }) => optional && !stopIds.some((id) => served.has(id))),
  ];
  for (const { prize } of lost) parts.add('prizes_lost', prize, 1, 'stops');
  for (const id of (givenRoutes ?? []).flatMap(({ stopIds }) => stopIds)) {
    if (change && !served.has(id)) parts.add('changes', change.removal, 1, '');
  }
  return parts.upTo(plan.cost);
}

/** What the cost of a trip is made of: importance left out, and hours on the way. */
export function itineraryParts({ places }: ItineraryInput, plan: Pick<ItineraryPlan, 'days' | 'cost'>): StatedPart[] {
  const parts = new Parts();
  const visited = new Set(plan.days.flatMap(({ visits }) => visits.map(({ placeId }) => placeId)));
  for (const { id, importance = DEFAULT_IMPORTANCE } of places) {
    if (!visited.has(id)) parts.add('importance_lost', POINT_COST * importance, importance, 'points');
  }
  for (const { durationSeconds } of plan.days.flatMap(({ legs }) => legs)) {
    parts.add('travel_time', durationSeconds / 3600, durationSeconds, 's');
  }
  return parts.upTo(plan.cost);
}

/** Rounding of plans that were written by others. */
const TOLERANCE = 1e-6;

class Parts {
  readonly #parts = new Map<string, StatedPart>();

  add(name: string, amount: number, quantity: number, unit: string): void {
    const before = this.#parts.get(name);
    if (amount === 0 && quantity === 0) return;
    this.#parts.set(name, {
      name,
      amount: (before?.amount ?? 0) + amount,
      quantity: (before?.quantity ?? 0) + quantity,
      unit,
    });
  }

  perHour(name: string, cost: number | undefined, seconds: number | undefined): void {
    if (cost) this.add(name, (cost * (seconds ?? 0)) / 3600, seconds ?? 0, 's');
  }

  /** All parts, with what is left of the whole. */
  upTo(cost: number): StatedPart[] {
    const sum = [...this.#parts.values()].reduce((total, { amount }) => total + amount, 0);
    if (Math.abs(cost - sum) > TOLERANCE * Math.max(1, Math.abs(cost))) this.add('other', cost - sum, 0, '');
    return [...this.#parts.values()].filter(({ amount }) => amount !== 0);
  }
}
