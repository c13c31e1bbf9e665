import type { Db, Tx } from '@solveig/kit/db';
import type { GroupTimes, JoinPlan } from '#domain/flush-schedule';
import type { Labels } from '#domain/labels';
import type { NotifiedState } from '#domain/notify-decision';

/** A group as it stands when its turn has come. */
export interface DueGroup {
  readonly id: string;
  readonly key: string;
  readonly tenant: string;
  readonly receiver: string;
  readonly routeKey: string;
  readonly labels: Labels;
  readonly beganAt: Date;
  /** Counts the flushes; makes delivery ids. */
  readonly flushes: number;
  /** The database's clock. */
  readonly now: Date;
}

export interface NewGroup {
  readonly id: string;
  readonly key: string;
  readonly tenant: string;
  readonly receiver: string;
  readonly routeKey: string;
  readonly labels: Labels;
}

/** Locks the group's row, making it when it is not there; gives its times and the database's clock. */
export async function lockGroup(db: Db, tx: Tx, group: NewGroup): Promise<{ now: Date; times: GroupTimes }> {
  const [row] = await db.query<{
    now: Date;
    began_at: Date;
    last_flush_at: Date | null;
    next_flush_at: Date | null;
    has_members: boolean;
  }>(
    `INSERT INTO alert_group AS g (id, key, tenant, receiver, route_key, labels, began_at)
     VALUES ($1, $2, $3, $4, $5, $6, now())
     ON CONFLICT (id) DO UPDATE SET receiver = $4, updated_at = now()
     RETURNING clock_timestamp() AS now, began_at, last_flush_at, next_flush_at,
       EXISTS (SELECT 1 FROM alert_group_member m WHERE m.group_id = g.id AND m.left_at IS NULL) AS has_members`,
    [group.id, group.key, group.tenant, group.receiver, group.routeKey, JSON.stringify(group.labels)],
    tx,
  );
  if (!row) throw new Error('the group has no row');
  return {
    now: row.now,
    times: {
      hasMembers: row.has_members,
      beganAt: row.began_at,
      lastFlushAt: row.last_flush_at ?? undefined,
      nextFlushAt: row.next_flush_at ?? undefined,
    },
  };
}

/** Puts an alert into a locked group and sets the group's timer. */
export async function joinGroup(db: Db, tx: Tx, groupId: string, alertId: string, plan: JoinPlan): Promise<void> {
  await db.query(
    `-- join alert_group
     WITH joined AS (
       INSERT INTO alert_group_member (group_id, alert_id) VALUES ($1, $2)
       ON CONFLICT (group_id, alert_id) DO UPDATE SET left_at = NULL)
     UPDATE alert_group SET began_at = $3, next_flush_at = $4 WHERE id = $1`,
    [groupId, alertId, plan.beganAt, plan.nextFlushAt],
    tx,
  );
}

/** Takes an alert out of the groups that it no longer belongs to; those are looked at soon. */
export async function leaveOtherGroups(db: Db, tx: Tx, alertId: string, groupIds: readonly string[]): Promise<void> {
  await db.query(
    `WITH gone AS (
       DELETE FROM alert_group_member WHERE alert_id = $1 AND left_at IS NULL AND group_id <> ALL ($2)
       RETURNING group_id)
     UPDATE alert_group SET next_flush_at = least(next_flush_at, now()), updated_at = now()
     WHERE id IN (SELECT group_id FROM gone)`,
    [alertId, [...groupIds]],
    tx,
  );
}

/** Locks one group whose turn has come; undefined when none has, or others hold them all. */
export async function takeDueGroup(db: Db, tx: Tx): Promise<DueGroup | undefined> {
  const [row] = await db.query<{
    id: string;
    key: string;
    tenant: string;
    receiver: string;
    route_key: string;
    labels: Labels;
    began_at: Date;
    flushes: string;
    now: Date;
  }>(
    `SELECT id, key, tenant, receiver, route_key, labels, began_at, flushes, clock_timestamp() AS now FROM alert_group
     WHERE next_flush_at <= now() ORDER BY next_flush_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [],
    tx,
  );
  if (!row) return undefined;
  const { route_key: routeKey, began_at: beganAt, flushes, ...rest } = row;
  return { ...rest, routeKey, beganAt, flushes: Number(flushes) };
}

/** Milliseconds until the next group's turn; undefined when none waits. */
export async function untilNextFlushMs(db: Db): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(next_flush_at) - now()) * 1000)::float8 AS ms FROM alert_group
     WHERE next_flush_at IS NOT NULL`,
  );
  return row?.ms ?? undefined;
}

/** What each channel was last told of a group. */
export async function readNotified(db: Db, tx: Tx, groupId: string): Promise<Map<string, NotifiedState>> {
  const rows = await db.query<{ channel: string } & NotifiedState>(
    'SELECT channel, firing, resolved, at FROM notified WHERE group_id = $1',
    [groupId],
    tx,
  );
  return new Map(rows.map(({ channel, ...state }) => [channel, state]));
}

/** Remembers what a channel is told of a group. */
export async function saveNotified(
  db: Db,
  tx: Tx,
  groupId: string,
  channel: string,
  state: NotifiedState,
): Promise<void> {
  await db.query(
    `INSERT INTO notified (group_id, channel, firing, resolved, at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (group_id, channel) DO UPDATE SET firing = $3, resolved = $4, at = $5`,
    [groupId, channel, state.firing, state.resolved, state.at],
    tx,
  );
}

/** Ends the turn of a group: the ended alerts leave it, the timer is set. */
export async function finishFlush(
  db: Db,
  tx: Tx,
  groupId: string,
  nextFlushAt: Date | undefined,
  endedAlertIds: readonly string[],
): Promise<void> {
  if (endedAlertIds.length > 0) {
    await db.query(
      'UPDATE alert_group_member SET left_at = now() WHERE group_id = $1 AND alert_id = ANY ($2)',
      [groupId, [...endedAlertIds]],
      tx,
    );
  }
  await db.query(
    `UPDATE alert_group SET last_flush_at = clock_timestamp(), next_flush_at = $2, flushes = flushes + 1,
       updated_at = CASE WHEN $3 THEN now() ELSE updated_at END WHERE id = $1`,
    [groupId, nextFlushAt ?? null, endedAlertIds.length > 0],
    tx,
  );
}

/** Puts off a group whose turn cannot be carried out, so that it does not hold up the others. */
export async function postponeGroup(db: Db, groupId: string, delayMs: number): Promise<void> {
  await db.query(
    'UPDATE alert_group SET next_flush_at = now() + make_interval(secs => $2::float8 / 1000) WHERE id = $1',
    [groupId, delayMs],
  );
}

/** Removes a group whose route is gone, after its alerts went elsewhere. */
export async function dropGroup(db: Db, tx: Tx, groupId: string): Promise<void> {
  await db.query('DELETE FROM alert_group WHERE id = $1', [groupId], tx);
}
