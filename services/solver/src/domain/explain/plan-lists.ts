import type { ItineraryInput, ItineraryPlan } from '#domain/itinerary/problem';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RoutePlan, RoutingInput } from '#domain/routing/problem';
import { firstVehicles } from './place-rules.ts';

/** What is wrong with a plan that cannot be read as routes of its problem; the path is inside the plan. */
export interface PlanFault {
  readonly path: string;
  readonly message: string;
}

/** A plan as the engine has it: stops of each vehicle in order. */
export interface PlanLists {
  readonly lists: Int32Array[];
  readonly faults: readonly PlanFault[];
}

/** Routes of a plan by compiled vehicle. One of several alike that is beyond those that can be of use takes the number of an idle one. */
export function listsOfPlan(
  { stops, vehicles }: Pick<RoutingInput, 'stops' | 'vehicles'>,
  compiled: CompiledRouting,
  plan: Pick<RoutePlan, 'routes'>,
): PlanLists {
  const reader = new StopReader(
    stops.map(({ id }) => id),
    'stop',
  );
  const types = new Map(vehicles.map(({ id }, index) => [id, index]));
  const first = firstVehicles(compiled);
  const lists: Int32Array[] = Array.from({ length: compiled.vehicles }, () => new Int32Array(0));
  const late: { readonly type: number; readonly route: Int32Array; readonly path: string }[] = [];
  plan.routes.forEach(({ vehicleId, vehicleIndex, visits }, index) => {
    const path = `routes[${index}]`;
    const type = types.get(vehicleId);
    const route = reader.read(
      visits.map(({ stopId }) => stopId),
      path,
    );
    if (type === undefined) {
      reader.faults.push({ path: `${path}.vehicle_id`, message: `there is no vehicle '${vehicleId}'` });
      return;
    }
    const vehicle = (first[type] as number) + vehicleIndex;
    if (compiled.type[vehicle] === type && lists[vehicle]?.length === 0) lists[vehicle] = route;
    else late.push({ type, route, path });
  });
  for (const { type, route, path } of late) {
    const vehicle = lists.findIndex((list, one) => compiled.type[one] === type && list.length === 0);
    if (vehicle >= 0) lists[vehicle] = route;
    else reader.faults.push({ path, message: `vehicle '${vehicles[type]?.id}' has more routes than there are of it` });
  }
  return { lists, faults: reader.faults };
}

/** Days of a plan, in the order of the itinerary's days. */
export function listsOfItinerary({ places, days }: ItineraryInput, plan: Pick<ItineraryPlan, 'days'>): PlanLists {
  const reader = new StopReader(
    places.map(({ id }) => id),
    'place',
  );
  const lists = days.map((_, index) =>
    reader.read(plan.days[index]?.visits.map(({ placeId }) => placeId) ?? [], `days[${index}]`),
  );
  if (plan.days.length > days.length) {
    reader.faults.push({ path: 'days', message: `the plan has ${plan.days.length} days, the problem ${days.length}` });
  }
  return { lists, faults: reader.faults };
}

class StopReader {
  readonly faults: PlanFault[] = [];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #noun: string;
  readonly #seen = new Set<number>();

  constructor(ids: readonly string[], noun: string) {
    this.#numbers = new Map(ids.map((id, index) => [id, index]));
    this.#noun = noun;
  }

  read(ids: readonly string[], path: string): Int32Array {
    return Int32Array.from(
      ids.flatMap((id, index) => {
        const number = this.#numbers.get(id);
        if (number !== undefined && !this.#seen.has(number)) {
          this.#seen.add(number);
          return [number];
        }
        const message = number === undefined ? `there is no ${this.#noun} '${id}'` : `'${id}' is served twice`;
        this.faults.push({ path: `${path}.visits[${index}].${this.#noun}_id`, message });
        return [];
      }),
    );
  }
}
