import { ROUTE_EVENT } from '#domain/routing/problem';
import type { Break, TimeWindow } from '#domain/routing/problem-rules';
import { drivingNumbers } from './driving.ts';
import type { RouteRun } from './follow-route.ts';
import type { PlacedEvent, RouteCheck } from './route-check.ts';
import { missOf } from './stop-times.ts';

/** Ids of breaks that driving rules ask for. */
const BY_DRIVING_RULES: ReadonlySet<string> = new Set(['driving', 'work']);

/** Reloads, breaks and nights: each allowed where it is, long enough and in its window; no break that is needed is missing. */
export function checkEvents(check: RouteCheck, run: RouteRun): void {
  const placed = check.events.flat();
  checkReloads(
    check,
    placed.filter(({ event }) => event.kind === ROUTE_EVENT.reload),
  );
  checkNights(check, run.nights);
  checkBreaks(
    check,
    run,
    placed.filter(({ event }) => event.kind === ROUTE_EVENT.break),
  );
}

function checkReloads({ vehicle, findings, index, place }: RouteCheck, reloads: readonly PlacedEvent[]): void {
  const { id, reload } = vehicle;
  for (const { event, where } of reloads) {
    if (!reload?.depotIds.includes(event.depotId)) {
      const may = reload ? `at ${reload.depotIds.join(', ')} only` : 'nowhere';
      const message = `vehicle ${id} may reload ${may}, not at '${event.depotId}'`;
      findings.add('reload_not_allowed', where, 1, event.depotId, message);
    }
    const depot = index.input.depots[index.depots.get(event.depotId) ?? -1];
    const short = (depot?.loadingSeconds ?? 0) - Math.max(0, event.endSeconds - event.startSeconds);
    const message = `loading at ${event.depotId} takes ${short} s longer`;
    if (short > 0) findings.add('reload_too_short', where, short, event.depotId, message);
  }
  const over = reloads.length - (reload?.maxReloads ?? Number.POSITIVE_INFINITY);
  const message = `${reloads.length} reloads, vehicle ${id} may have ${reload?.maxReloads}`;
  if (over > 0) findings.add('too_many_reloads', place, over, id, message);
}

function checkNights({ vehicle, findings }: RouteCheck, nights: readonly PlacedEvent[]): void {
  const { id, shifts = [], overnight } = vehicle;
  const places = overnight?.depotIds ?? [];
  const rest = drivingNumbers(vehicle.drivingRules).minRestSeconds;
  for (const { event, where } of nights) {
    if (shifts.length < 2) {
      findings.add('night_misplaced', where, 1, id, `vehicle ${id} has no two shifts to rest between`);
    } else if (places.length > 0 ? !places.includes(event.depotId) : event.depotId !== '') {
      const may = places.length > 0 ? `at ${places.join(', ')}` : 'where it made its last stop';
      const message = `vehicle ${id} spends the night ${may}, not ${event.depotId ? `at ${event.depotId}` : 'on the way'}`;
      findings.add('night_misplaced', where, 1, id, message);
    }
    const short = (rest ?? 0) - (event.endSeconds - event.startSeconds);
    if (short > 0) findings.add('rest_too_short', where, short, id, `the rest is ${short} s shorter than ${rest} s`);
  }
}

function checkBreaks(check: RouteCheck, run: RouteRun, breaks: readonly PlacedEvent[]): void {
  const { vehicle, findings, place } = check;
  const rules = new Map((vehicle.breaks ?? []).map((rule) => [rule.id, rule]));
  const taken = new Set<string>();
  for (const placed of breaks) {
    const { event, where } = placed;
    const { breakId } = event;
    const rule = rules.get(breakId);
    if (rule) {
      if (taken.has(breakId)) findings.add('break_taken_twice', where, 1, breakId, `break ${breakId} is taken twice`);
      taken.add(breakId);
      checkBreak(check, rule, placed);
    } else if (!(vehicle.drivingRules && BY_DRIVING_RULES.has(breakId))) {
      findings.add('unknown_event', where, 1, breakId, `vehicle ${vehicle.id} has no break '${breakId}'`);
    }
  }
  for (const rule of rules.values()) {
    if (taken.has(rule.id) || !isNeeded(rule, run)) continue;
    findings.add('break_missing', place, 1, rule.id, `vehicle ${vehicle.id} has no break ${rule.id}`);
  }
}

function checkBreak({ findings }: RouteCheck, rule: Break, { event, where }: PlacedEvent): void {
  const miss = missOf(rule.windows, event.startSeconds);
  const side = miss > 0 ? 'after the end' : 'before the start';
  const message = `break ${rule.id} starts ${Math.abs(miss)} s ${side} of its nearest window`;
  if (miss !== 0) findings.add('break_window_missed', where, Math.abs(miss), rule.id, message);
  const short = rule.durationSeconds - (event.endSeconds - event.startSeconds);
  const words = `break ${rule.id} is ${short} s too short`;
  if (short > 0) findings.add('break_too_short', where, short, rule.id, words);
  if (rule.depotIds.length > 0 && !rule.depotIds.includes(event.depotId)) {
    const may = `break ${rule.id} is taken at ${rule.depotIds.join(', ')}`;
    findings.add('break_misplaced', where, 1, rule.id, `${may}, not ${event.depotId || 'on the way'}`);
  }
}

/** A route that is over when the break may last begin, or begins when it could be over, needs none; nor does one with a night that has room for it. */
function isNeeded({ windows, durationSeconds }: Break, { startSeconds, endSeconds, nights }: RouteRun): boolean {
  const first = Math.min(...windows.map((window) => window.startSeconds));
  const last = Math.max(...windows.map((window) => window.endSeconds));
  if (endSeconds <= last || startSeconds >= first + durationSeconds) return false;
  return !nights.some(({ event }) => windows.some((window) => hasRoom(event, window, durationSeconds)));
}

function hasRoom(night: TimeWindow, window: TimeWindow, durationSeconds: number): boolean {
  const start = Math.max(night.startSeconds, window.startSeconds);
  return start <= window.endSeconds && start + durationSeconds <= night.endSeconds;
}
