import type { SearchState } from '#domain/routing/search-state';
import type { Bonds } from './bonds.ts';

/** Starts from the given routes: whole where they keep the rules, else what of them does, in their order. */
export function constructGiven(state: SearchState, bonds: Bonds): void {
  const { routes, problem } = state;
  for (let vehicle = 0; vehicle < problem.vehicles; vehicle++) {
    const given = bonds.given?.[vehicle];
    if (!given || given.length === 0 || bonds.closed[vehicle] === 1) continue;
    const wanted = Array.from(given).filter((stop) => isFree(state, bonds, stop, vehicle, given));
    const fits = (stops: readonly number[]) =>
      routes.walk.evaluate(vehicle, stops, stops.length) < Number.POSITIVE_INFINITY;
    const kept = fits(wanted) ? wanted : growing(state, bonds, vehicle, wanted, fits);
    if (kept.length === 0 || !fits(kept)) continue;
    routes.setRoute(vehicle, kept, kept.length);
  }
  state.findAbsent();
}

/** Whether what hangs on the stop lets it go into the route, beside what is in routes already. */
function isFree(state: SearchState, bonds: Bonds, stop: number, vehicle: number, given: Int32Array): boolean {
  const { route } = state.routes;
  if (state.pinned[stop] === 1) return true;
  const place = given.indexOf(stop);
  const partner = bonds.partner[stop] as number;
  if (partner >= 0) {
    const there = given.indexOf(partner);
    if (there < 0 || (bonds.lead[stop] === stop ? there < place : there > place)) return false;
  }
  const home = bonds.home[stop] as number;
  if (home >= 0 && home !== vehicle) return false;
  const group = bonds.group[stop] as number;
  if (group >= 0) {
    const members = bonds.groups[group] as Int32Array;
    if (state.isServed(members[0] as number)) return false;
    if (given.some((other, at) => at < place && members.includes(other))) return false;
  }
  for (const other of bonds.apart[stop] as Int32Array)
    if (given.includes(other) && given.indexOf(other) < place) return false;
  for (const other of bonds.together[stop] as Int32Array) {
    const there = route[other] as number;
    if (there >= 0 && there !== vehicle) return false;
  }
  return true;
}

/** Takes what is wanted unit by unit as long as the route keeps its rules. */
function growing(
  state: SearchState,
  bonds: Bonds,
  vehicle: number,
  wanted: readonly number[],
  fits: (stops: readonly number[]) => boolean,
): number[] {
  const base = bonds.fixed?.[vehicle] ?? [];
  const chosen = new Set<number>(base);
  let kept = [...base];
  for (const stop of wanted) {
    if (state.stop()) break;
    if (chosen.has(stop)) continue;
    const partner = bonds.partner[stop] as number;
    const unit = partner >= 0 ? [stop, partner] : [stop];
    for (const each of unit) chosen.add(each);
    const inOrder = wanted.filter((each) => chosen.has(each));
    const trial = [...inOrder, ...base.filter((each) => !inOrder.includes(each))];
    if (fits(trial)) kept = trial;
    else for (const each of unit) chosen.delete(each);
  }
  return kept;
}
