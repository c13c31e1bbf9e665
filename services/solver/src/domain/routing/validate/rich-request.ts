import type { RoutingInput, Stop, Vehicle } from '#domain/routing/problem';
import { LOCK, type Relation, type Shipment } from '#domain/routing/problem-rules';
import { evenTravel, problemOf, stopOf, vehicleOf } from '#domain/routing/verify/even-plan';

/* For tests: requests that ask for one thing more than a plain one. */

/** Stops a to d, depots x and y, a matrix of even legs, and whatever is asked for. */
export function request(more: Partial<RoutingInput> = {}): RoutingInput {
  const { input } = problemOf({ capacityDimensions: ['kg'], ...more });
  const { durations, distances } = evenTravel(input.depots.length + input.stops.length);
  const matrix = { durationsSeconds: [...durations], distancesMeters: [...distances] };
  return { ...input, ...('matrix' in more ? {} : { matrix }) };
}
export const withVehicle = (more: Partial<Vehicle>) => request({ vehicles: [vehicleOf('van', { count: 2, ...more })] });
export const withStop = (more: Partial<Stop>, input: Partial<RoutingInput> = {}) =>
  request({ stops: [stopOf('a', more), ...['b', 'c', 'd'].map((id) => stopOf(id))], ...input });
export const parcel = (pickupStopId: string, deliveryStopId: string, more: Partial<Shipment> = {}): Shipment => ({
  id: `${pickupStopId}-${deliveryStopId}`,
  pickupStopId,
  deliveryStopId,
  amount: [1],
  optional: false,
  prize: 0,
  ...more,
});
export const related = (...list: [number, string[]][]) =>
  request({ relations: list.map(([kind, stopIds]): Relation => ({ kind, stopIds })) });
export const group = (id: string, stopIds: string[], more: object = {}) => ({
  id,
  stopIds,
  optional: false,
  prize: 0,
  ...more,
});
export const given = (stopIds: string[], more: object = {}) => ({
  vehicleId: 'van',
  vehicleIndex: 0,
  stopIds,
  lock: LOCK.none,
  lockedStops: 0,
  ...more,
});
export const WINDOW = { startSeconds: 100, endSeconds: 200 };
export const lunch = (more: object = {}) => ({
  id: 'lunch',
  windows: [WINDOW],
  durationSeconds: 30,
  depotIds: [],
  ...more,
});
export const matrixOf = (size: number, seconds: number, meters: number) => {
  const { durations, distances } = evenTravel(size, { seconds, meters });
  return { durationsSeconds: [...durations], distancesMeters: [...distances] };
};
