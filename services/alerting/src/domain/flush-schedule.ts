/** What is known of a group when an alert joins or changes in it. */
export interface GroupTimes {
  /** Whether it held alerts before this one. */
  readonly hasMembers: boolean;
  readonly beganAt: Date;
  readonly lastFlushAt: Date | undefined;
  readonly nextFlushAt: Date | undefined;
}

export interface JoinRules {
  readonly now: Date;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  /** When the alert that joins began. */
  readonly startedAt: Date;
}

export interface JoinPlan {
  readonly beganAt: Date;
  readonly nextFlushAt: Date;
}

/**
 * When a group is looked at after an alert joined or changed. The first message of an episode waits `groupWaitMs` for company,
 * or not at all when the alert is older than that; later ones keep `groupIntervalMs` apart, also over the end of an episode,
 * so that an alert that comes and goes is not told at every turn. An earlier appointment stands.
 */
export function planOfJoin(times: GroupTimes | undefined, rules: JoinRules): JoinPlan {
  const { now, groupWaitMs, groupIntervalMs, startedAt } = rules;
  const beganAt = times?.hasMembers ? times.beganAt : now;
  const last = times?.lastFlushAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const quietUntil = last + groupIntervalMs;
  const isFirst = last < beganAt.getTime() && quietUntil <= now.getTime();
  const waited = startedAt.getTime() + groupWaitMs < now.getTime() ? now.getTime() : now.getTime() + groupWaitMs;
  const due = isFirst ? waited : Math.max(now.getTime(), quietUntil);
  const known = times?.hasMembers ? times.nextFlushAt?.getTime() : undefined;
  return { beganAt, nextFlushAt: new Date(Math.min(due, known ?? due)) };
}

export interface AfterFlush {
  readonly now: Date;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  /** Alerts that still fire. */
  readonly firing: number;
  /** When the channels were last told of the group; empty when none was. */
  readonly toldAt: readonly Date[];
}

/** A group that fires is looked at once a minute at least: for repeats, and for channels that were not told yet. */
const TICK_MS = 60_000;

/** When a group is looked at next after a flush; undefined when nothing is left in it. */
export function nextFlushAfter({
  now,
  groupIntervalMs,
  repeatIntervalMs,
  firing,
  toldAt,
}: AfterFlush): Date | undefined {
  if (firing === 0) return undefined;
  const tick = now.getTime() + Math.max(groupIntervalMs, TICK_MS);
  const repeats = toldAt.map((at) => Math.max(now.getTime() + groupIntervalMs, at.getTime() + repeatIntervalMs));
  return new Date(Math.min(tick, ...repeats));
}
