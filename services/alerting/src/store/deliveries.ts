import type { Db, Tx } from '@solveig/kit/db';
import type { Notification } from '#domain/notification';
import type { DeliveryRow } from './delivery-rows.ts';

export interface NewDelivery {
  readonly id: string;
  readonly groupId: string;
  readonly channel: string;
  readonly priority: number;
  readonly notification: Notification;
  readonly alertIds: readonly string[];
  readonly traceParent: string;
  readonly traceLinks: readonly string[];
}

/**
 * Writes a message to be sent. One of the same group and channel that nobody has tried to send yet takes the new content
 * instead: it says all that the old one said, and a burst stays bounded. Gives whether a new row was made.
 */
export async function addDelivery(db: Db, tx: Tx, delivery: NewDelivery): Promise<boolean> {
  const { notification } = delivery;
  const content = [
    JSON.stringify(notification),
    [...delivery.alertIds],
    notification.status,
    delivery.priority,
    delivery.traceParent,
    [...delivery.traceLinks],
  ];
  const merged = await db.query(
    `UPDATE delivery SET notification = $3, status = $5, priority = least(priority, $6), trace_parent = $7,
       alert_ids = ARRAY(SELECT DISTINCT unnest(alert_ids || $4::text[])), trace_links = $8
     WHERE group_id = $1 AND channel = $2 AND state = 'pending' AND epoch = 0 RETURNING 1`,
    [delivery.groupId, delivery.channel, ...content],
    tx,
  );
  if (merged.length > 0) return false;
  await db.query(
    `INSERT INTO delivery (id, group_id, tenant, channel, notification, alert_ids, status, priority, trace_parent, trace_links)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
    [delivery.id, delivery.groupId, notification.tenant, delivery.channel, ...content],
    tx,
  );
  return true;
}

/** A delivery that this process may send until its lease ends. */
export interface LeasedDelivery extends DeliveryRow {
  /** Somebody held it before and did not say what became of it: it may have been sent. */
  is_resend: boolean;
}

/**
 * Leases up to `limit` deliveries of a channel: those that are due, and those whose lease ended. The worst first; within a
 * group in order, so that an end never overtakes its beginning. None while the channel is closed or asked for patience.
 */
export function leaseDeliveries(db: Db, channel: string, limit: number, leaseMs: number): Promise<LeasedDelivery[]> {
  return db.query<LeasedDelivery>(
    `-- lease delivery
     WITH due AS MATERIALIZED (
       SELECT d.id, d.state = 'sending' AS is_resend FROM delivery d
       WHERE d.channel = $1
         AND (d.state = 'pending' AND d.next_at <= now() OR d.state = 'sending' AND d.lease_until <= now())
         AND NOT EXISTS (
           SELECT 1 FROM delivery e WHERE e.group_id = d.group_id AND e.channel = d.channel AND e.seq < d.seq
             AND e.state IN ('pending', 'sending'))
         AND NOT EXISTS (
           SELECT 1 FROM channel c WHERE c.name = $1 AND (c.closed_at IS NOT NULL OR c.paused_until > now()))
       ORDER BY d.priority, d.seq LIMIT $2 FOR UPDATE OF d SKIP LOCKED)
     UPDATE delivery d SET state = 'sending', attempts = attempts + 1, epoch = epoch + 1,
       lease_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     FROM due WHERE d.id = due.id RETURNING d.*, due.is_resend`,
    [channel, limit, leaseMs],
  );
}

/** Milliseconds until a delivery of the channel may be due; undefined when none waits. */
export async function untilNextDeliveryMs(db: Db, channel: string): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM greatest(
         min(CASE state WHEN 'pending' THEN next_at ELSE lease_until END),
         (SELECT paused_until FROM channel WHERE name = $1)) - now()) * 1000)::float8 AS ms
     FROM delivery WHERE channel = $1 AND state IN ('pending', 'sending')
     HAVING count(*) > 0`,
    [channel],
  );
  return row?.ms ?? undefined;
}

/** Each of these three gives false when the lease was lost meanwhile: then another says what became of it. */
export async function markSent(db: Db, row: DeliveryRow, providerRef: string, warning: string): Promise<boolean> {
  const rows = await db.query(
    `UPDATE delivery SET state = 'sent', sent_at = now(), lease_until = NULL, provider_ref = $3, last_error = $4
     WHERE id = $1 AND epoch = $2 AND state = 'sending' RETURNING 1`,
    [row.id, row.epoch, providerRef, warning],
  );
  return rows.length > 0;
}

export async function markRetry(
  db: Db,
  row: DeliveryRow,
  error: string,
  delayMs: number,
  done: readonly string[],
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE delivery SET state = 'pending', lease_until = NULL, last_error = $3, done = $5,
       next_at = now() + make_interval(secs => $4::float8 / 1000)
     WHERE id = $1 AND epoch = $2 AND state = 'sending' RETURNING 1`,
    [row.id, row.epoch, error, delayMs, [...done]],
  );
  return rows.length > 0;
}

export async function markDead(db: Db, row: DeliveryRow, error: string): Promise<boolean> {
  const rows = await db.query(
    `UPDATE delivery SET state = 'dead', dead_at = now(), lease_until = NULL, last_error = $3
     WHERE id = $1 AND epoch = $2 AND state = 'sending' RETURNING 1`,
    [row.id, row.epoch, error],
  );
  return rows.length > 0;
}

/** Gives a leased delivery back untried: the process is stopping. The attempt does not count. */
export async function giveBack(db: Db, row: DeliveryRow): Promise<void> {
  await db.query(
    `UPDATE delivery SET state = 'pending', lease_until = NULL, attempts = attempts - 1, next_at = now()
     WHERE id = $1 AND epoch = $2 AND state = 'sending'`,
    [row.id, row.epoch],
  );
}

/** Gives up everything that waits for channels that are closed, or that the configuration no longer knows. */
export async function buryUndeliverable(db: Db, known: readonly string[]): Promise<{ id: string; channel: string }[]> {
  return db.query<{ id: string; channel: string }>(
    `UPDATE delivery d SET state = 'dead', dead_at = now(), lease_until = NULL,
       last_error = CASE WHEN d.channel = ANY ($1) THEN 'the channel is closed: its destination wants nothing more (410)'
                         ELSE 'the channel is not configured any more' END
     WHERE (d.state = 'pending' OR d.state = 'sending' AND d.lease_until <= now())
       AND (d.channel <> ALL ($1) OR EXISTS (SELECT 1 FROM channel c WHERE c.name = d.channel AND c.closed_at IS NOT NULL))
     RETURNING d.id, d.channel`,
    [[...known]],
  );
}

/** Sends dead letters of a tenant again, with a fresh budget and their old ids; all of them when `ids` is empty. */
export async function redeliver(
  db: Db,
  tenant: string,
  ids: readonly string[],
): Promise<{ id: string; channel: string }[]> {
  return db.query<{ id: string; channel: string }>(
    `UPDATE delivery SET state = 'pending', dead_at = NULL, attempts = 0, next_at = now(), redeliveries = redeliveries + 1
     WHERE tenant = $1 AND state = 'dead' AND (cardinality($2::text[]) = 0 OR id = ANY ($2))
     RETURNING id, channel`,
    [tenant, [...ids]],
  );
}

export interface Backlog {
  readonly pending: number;
  readonly dead: number;
  readonly oldestPendingSeconds: number;
}

/** How much waits, and how much was given up. */
export async function readBacklog(db: Db): Promise<Backlog> {
  const [row] = await db.query<{ pending: number; dead: number; oldest: number }>(
    `SELECT (count(*) FILTER (WHERE state <> 'dead'))::int AS pending, (count(*) FILTER (WHERE state = 'dead'))::int AS dead,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state <> 'dead')), 0)::float8 AS oldest
     FROM delivery WHERE state IN ('pending', 'sending', 'dead')`,
  );
  return { pending: row?.pending ?? 0, dead: row?.dead ?? 0, oldestPendingSeconds: row?.oldest ?? 0 };
}
