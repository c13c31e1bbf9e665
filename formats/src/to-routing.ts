import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { UnsupportedFeature } from './format-error.ts';
import type { Customer, Depot, Fleet, Instance, Window } from './instance.ts';
import { lengthCells } from './length-cells.ts';
import { onGlobe } from './on-globe.ts';
import type { Rounding } from './rounding.ts';
import { isTooManyForTable, unsupportedFeatures } from './unsupported.ts';

const NO_WAY = -1;
/** Vehicles of a fleet are `v1`, `v2`, ... in the order of the file. */
export const vehicleId = (fleet: number): string => `v${fleet + 1}`;
/** Stops are called by the customer's number. */
export const stopId = (number: number): string => String(number);
/** Depots are `depot1`, `depot2`, ... in the order of the file. */
export const depotId = (depot: number): string => `depot${depot + 1}`;

/**
 * An instance as a routing problem. Seconds and metres of the problem are 1/scale of the file's unit; costs are in the file's unit,
 * so that the answer's value is the file's. Throws `UnsupportedFeature` with all that the model cannot say.
 *
 * Three things are said by what the model has. Site dependence: a skill for each set of vehicles that may serve a customer.
 * Backhauls: a second capacity dimension, and no way from a backhaul, or from a depot, to what must come before. A gain
 * to be had: travel costs nothing and who is left out costs his prize. Places too many for a table of lengths are put on the globe
 * (`onGlobe`), where legs are those of the file but for rounding: `plainLength` gives the file's own count of a plan.
 */
export function toRouting(instance: Instance, rounding: Rounding): Routing {
  const features = unsupportedFeatures(instance, rounding);
  if (features.length > 0) throw new UnsupportedFeature(features);
  const { depots, customers, fleets, dimensions } = instance;
  const scaled = (value: number) => rounding.whole(value);
  const skillOf = skillsOf(instance);
  const isLarge = isTooManyForTable(instance);
  const globe = isLarge ? onGlobe(instance) : [];
  const locationOf = ({ place }: Customer | Depot) => globe[place];
  const loadsOf = ({ demand, backhaul }: Customer) =>
    instance.backhaulsLast
      ? [...padded(demand, dimensions.length), ...padded(backhaul, dimensions.length)]
      : padded(demand, dimensions.length);
  // What is collected for a depot and not for another customer, where it may come before deliveries.
  const pickupOf = ({ backhaul, deliverTo }: Customer) =>
    backhaul.length > 0 && deliverTo === undefined && !instance.backhaulsLast
      ? padded(backhaul, dimensions.length)
      : [];
  const groups = instance.groups.filter((group) => group.length > 1);
  const grouped = new Set(groups.flat());
  return Routing.fromPartial({
    stops: customers.map((customer) => ({
      id: stopId(customer.number),
      location: locationOf(customer),
      demand: loadsOf(customer),
      serviceSeconds: scaled(customer.service),
      timeWindows: customer.window ? [windowOf(customer.window, scaled)] : [],
      skills: skillOf(customer),
      optional: customer.prize !== undefined && !grouped.has(customer.number),
      prize: grouped.has(customer.number) ? 0 : (customer.prize ?? 0),
      pickup: pickupOf(customer),
      releaseSeconds: scaled(customer.release),
    })),
    depots: depots.map((depot, index) => ({
      id: depotId(index),
      location: locationOf(depot),
      // A vehicle's shift says as much, but for depots that it comes to on its way.
      timeWindow:
        depot.window && fleets.some(({ reloads }) => reloads.length > 0) ? windowOf(depot.window, scaled) : undefined,
    })),
    shipments: shipmentsOf(customers, dimensions.length),
    alternatives: groups.map((members, index) => ({ id: `group${index + 1}`, stopIds: members.map(stopId) })),
    vehicles: fleets.map((fleet, index) => ({
      id: vehicleId(index),
      count: fleet.count,
      startDepotId: depotId(fleet.depot),
      endDepotId: depotId(fleet.depot),
      reload: fleet.reloads.length > 0 ? { depotIds: fleet.reloads.map(depotId) } : undefined,
      capacity: instance.backhaulsLast ? [...fleet.capacity, ...fleet.capacity] : [...fleet.capacity],
      shift: shiftOf(instance, fleet, scaled),
      skills: vehicleSkills(fleet, skillOf, customers),
      maxDistanceMeters: fleet.maxDistance === undefined ? undefined : scaled(fleet.maxDistance),
      maxDurationSeconds: fleet.maxDuration === undefined ? undefined : scaled(fleet.maxDuration),
      fixedCost: fleet.fixedCost,
      costPerKm: (1_000 * fleet.costPerUnit) / rounding.scale,
    })),
    capacityDimensions: instance.backhaulsLast
      ? [...dimensions, ...dimensions.map((name) => `backhaul ${name}`)]
      : [...dimensions],
    travelMode: TravelMode.TRAVEL_MODE_DRIVE,
    ...(isLarge ? { greatCircle: true } : { matrix: tableOf(instance, rounding) }),
  });
}

function tableOf(instance: Instance, rounding: Rounding) {
  const places = [...instance.depots, ...instance.customers].map(({ place }) => place);
  const cells = lengthCells(instance.lengths, places, rounding);
  if (instance.backhaulsLast) barBackhauls(cells, instance);
  return { durationsSeconds: cells, distancesMeters: cells };
}

function padded(loads: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, d) => loads[d] ?? 0);
}

function shiftOf({ depots }: Instance, { depot }: Fleet, scaled: (value: number) => number) {
  const window = depots[depot]?.window;
  return window && windowOf(window, scaled);
}

function windowOf({ from, to }: Window, scaled: (value: number) => number) {
  return { startSeconds: scaled(from), endSeconds: scaled(to) };
}

/** Called by the customer where it begins. */
function shipmentsOf(customers: readonly Customer[], dimensions: number) {
  return customers.flatMap(({ number, backhaul, deliverTo }) =>
    deliverTo === undefined
      ? []
      : [
          {
            id: `from ${number}`,
            pickupStopId: stopId(number),
            deliveryStopId: stopId(deliverTo),
            amount: padded(backhaul, dimensions),
          },
        ],
  );
}

/** The skill that a customer asks for: the fleets that may serve him, as a word; none when all may. */
function skillsOf({ fleets }: Instance): (customer: Customer) => string[] {
  if (fleets.every(({ serves }) => serves === undefined)) return () => [];
  return ({ number }) => {
    const able = fleets.flatMap(({ serves }, index) => (!serves || serves.has(number) ? [vehicleId(index)] : []));
    return able.length === fleets.length ? [] : [`by ${able.join(' ') || 'nobody'}`];
  };
}

function vehicleSkills(
  { serves }: Fleet,
  skillOf: (customer: Customer) => string[],
  customers: readonly Customer[],
): string[] {
  const mine = customers.filter(({ number }) => !serves || serves.has(number));
  return [...new Set(mine.flatMap(skillOf))];
}

/** No way from a depot to a backhaul, nor from a backhaul to a delivery. */
function barBackhauls(cells: number[], { depots, customers }: Instance): void {
  const size = depots.length + customers.length;
  const isBackhaul = (place: number) => (customers[place - depots.length]?.backhaul.length ?? 0) > 0;
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const bars = from < depots.length ? isBackhaul(to) : isBackhaul(from) && to >= depots.length && !isBackhaul(to);
      if (bars) cells[from * size + to] = NO_WAY;
    }
  }
}
