import { hasRules } from './compile-rules.ts';
import type { RoutingInput, Stop, Vehicle } from './problem.ts';

/** It has rules beyond one window a stop, capacities, skills, limits, prizes and one kind of price for the way: predictions know nothing of such problems. */
export function isRich(input: RoutingInput): boolean {
  const { stops, vehicles, alternatives = [], relations = [], balance } = input;
  if (hasRules(input) || balance !== undefined || alternatives.length + relations.length > 0) return true;
  return stops.some(hasHours) || vehicles.some(paysTwice);
}

function hasHours({ timeWindows, openingHours }: Stop): boolean {
  return timeWindows.length > 1 || (openingHours?.length ?? 0) > 0;
}

/** By the kilometre and by the hour on the way. */
function paysTwice({ costPerKm, costPerTravelHour }: Vehicle): boolean {
  return (costPerKm ?? 0) > 0 && (costPerTravelHour ?? 0) > 0;
}
