import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { hasRules } from '#domain/routing/compile-rules';

/** It has rules beyond capacities, windows, skills, limits and prizes: the slower engine solves it, which predictions know nothing of. */
export function isRich(routing: Routing): boolean {
  const { stops, alternatives, relations, balance } = routing;
  if (hasRules(routing) || balance !== undefined || alternatives.length + relations.length > 0) return true;
  return stops.some(({ timeWindows }) => timeWindows.length > 1);
}
