import type { RoutingInput } from '#domain/routing/problem';
import { RELATION } from '#domain/routing/problem-rules';
import type { Faults } from '#domain/routing/violation';
import { mandatoryStops } from './check-context.ts';

/** More stops that must be on routes of their own than there are vehicles. */
export function findCrowds(faults: Faults, input: RoutingInput): void {
  const apart = (input.relations ?? []).filter(({ kind }) => kind === RELATION.differentRoutes);
  if (apart.length === 0) return;
  const mandatory = mandatoryStops(input);
  const fleet = input.vehicles.reduce((sum, { count }) => sum + (count ?? 1), 0);
  (input.relations ?? []).forEach(({ kind, stopIds }, index) => {
    if (kind !== RELATION.differentRoutes) return;
    const crowd = stopIds.filter((id) => mandatory.has(id)).length;
    if (crowd <= fleet) return;
    const message = `${crowd} stops must be on different routes, there are ${fleet} vehicles`;
    faults.add(`relations[${index}].stop_ids`, 'UNSERVABLE', message, 'add vehicles, or make some of them optional');
  });
}
