import type { Bonds } from '#domain/routing/bonds/bonds';
import { type CompiledRouting, UNLIMITED } from '#domain/routing/compiled';
import type { TypeRules } from '#domain/routing/compiled-rules';

/** Larger matrices are not kept in both directions. */
const MOST_PLACES = 6000;
/** The timeline tries so many depots in a gap: with more of them it may choose others. */
const MOST_DEPOTS = 4;

/**
 * Whether the search of trips can express the problem: one window a stop, one kind of cost for legs, deliveries, and of
 * all rules only reloads, loading, opening hours of depots and release times.
 */
export function makesTrips(problem: CompiledRouting): boolean {
  const { rules, bonds, walking, size, windowFrom } = problem;
  if (!rules || (bonds && !isFree(bonds)) || walking || size > MOST_PLACES) return false;
  if (hasAny(problem.perTravelSecond) && hasAny(problem.perMeter)) return false;
  if (rules.soft || rules.shipments || rules.relations || rules.given) return false;
  if (hasAny(rules.collected) || hasAny(rules.setup)) return false;
  if (rules.bareOpen.some((open, window) => open !== problem.windowOpen[window])) return false;
  if (rules.service.some((seconds, cell) => seconds !== problem.service[cell % problem.stops])) return false;
  for (let cell = 0; cell + 1 < windowFrom.length; cell++) {
    if ((windowFrom[cell + 1] as number) - (windowFrom[cell] as number) > 1) return false;
  }
  return rules.types.every((type) => isPlain(problem, type));
}

/** Whether nothing but reloads and opening hours of depots is asked of the type. */
function isPlain({ durations, distances }: CompiledRouting, type: TypeRules): boolean {
  const { shifts } = type;
  return (
    type.durations === durations &&
    type.distances === distances &&
    !type.walking &&
    !type.driving &&
    type.breaks.length === 0 &&
    shifts.length === 2 &&
    type.reloadDepots.length <= MOST_DEPOTS &&
    type.maxTravel >= UNLIMITED &&
    (type.regularSeconds >= UNLIMITED || type.perOvertimeSecond === 0) &&
    type.perWaitingSecond === 0 &&
    // Nobody has to come later than he could: see `RouteTimeline`.
    type.endOpen <= Math.max(shifts[0] as number, type.startOpen)
  );
}

/** Whether nothing hangs together: a given plan may be there to begin with. */
function isFree(bonds: Bonds): boolean {
  return (
    !bonds.balance &&
    !bonds.fixed &&
    !bonds.hasRemovals &&
    bonds.groups.length === 0 &&
    bonds.partner.every((other) => other < 0) &&
    bonds.home.every((vehicle) => vehicle < 0) &&
    !hasAny(bonds.pinned) &&
    !hasAny(bonds.closed) &&
    [...bonds.together, ...bonds.apart].every((others) => others.length === 0)
  );
}

function hasAny(values: Int32Array | Float64Array | Uint8Array): boolean {
  for (const value of values) if (value !== 0) return true;
  return false;
}
