import type { CompiledRouting } from '#domain/routing/compiled';

/** Whether groups of which one stop is served are all that ties anything together. */
export function onlyAlternatives({ bonds, rules, scan }: CompiledRouting): boolean {
  if (!bonds || rules || scan) return false;
  const { partner, together, apart, home, pinned, closed, given, fixed, balance, hasRemovals } = bonds;
  const isFree = partner.every((other) => other < 0) && home.every((vehicle) => vehicle < 0) && !pinned.includes(1);
  const isUntied = together.every(({ length }) => length === 0) && apart.every(({ length }) => length === 0);
  return isFree && isUntied && !closed.includes(1) && !given && !fixed && !balance && !hasRemovals;
}
