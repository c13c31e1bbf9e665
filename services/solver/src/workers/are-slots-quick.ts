import type { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { hasRules } from '#domain/routing/compile-rules';
import { usedProfiles } from '#domain/routing/measured-modes';

/** Cells of all matrices that are laid out where requests are heard. */
const MOST_CELLS = 1_500 ** 2;
/** A cell that is measured first takes so many times as long. */
const MEASURED = 3;
/** Stops that are passed on all trial routes together; each takes some 10 ns. */
const MOST_PASSED = 5_000_000;
/** The timeline of a route with rules takes so many times as long. */
const WITH_RULES = 100;

/** Whether slots are found in less time than sending the problem to another process takes. */
export function areSlotsQuick({ kind }: Problem, plan: Solution): boolean {
  if (kind?.$case === 'itinerary') return (kind.value.places.length + 1) ** 2 <= MOST_CELLS;
  if (kind?.$case !== 'routing' || plan.kind?.$case !== 'routing') return false;
  const input = kind.value;
  const matrices = 1 + usedProfiles(input).length;
  const cells = (input.depots.length + input.stops.length) ** 2 * matrices * (input.greatCircle ? MEASURED : 1);
  // Of a shipment both ends are tried at every pair of places.
  const power = input.shipments.length > 0 ? 3 : 2;
  const passed = plan.kind.value.routes.reduce((sum, { visits }) => sum + (visits.length + 1) ** power, 0);
  return cells <= MOST_CELLS && passed * (hasRules(input) ? WITH_RULES : 1) <= MOST_PASSED;
}
