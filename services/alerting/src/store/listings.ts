import type { Db } from '@solveig/kit/db';
import type { Labels } from '#domain/labels';
import type { AlertRow } from './alerts.ts';
import type { DeliveryRow, DeliveryState } from './delivery-rows.ts';

export interface GroupRow {
  id: string;
  key: string;
  receiver: string;
  labels: Labels;
  updated_at: Date;
  /** Exact, for the page token: a Date has milliseconds only. */
  updated_text: string;
  next_flush_at: Date | null;
}

export interface MemberRow extends AlertRow {
  group_id: string;
  left_at: Date | null;
}

/** Where the page before ended. */
export interface GroupCursor {
  readonly updatedText: string;
  readonly id: string;
}

/** Groups of a tenant, the most recently changed first. */
export function listGroups(db: Db, tenant: string, limit: number, after: GroupCursor | undefined): Promise<GroupRow[]> {
  return db.query<GroupRow>(
    `SELECT id, key, receiver, labels, updated_at, updated_at::text AS updated_text, next_flush_at FROM alert_group
     WHERE tenant = $1 AND ($3::text IS NULL OR (updated_at, id) < ($3::timestamptz, $4))
       AND EXISTS (SELECT 1 FROM alert_group_member m WHERE m.group_id = alert_group.id)
     ORDER BY updated_at DESC, id DESC LIMIT $2`,
    [tenant, limit, after?.updatedText ?? null, after?.id ?? null],
  );
}

/** The alerts of groups: all that fire, and the latest that ended, at most `limit` a group. */
export function listMembers(db: Db, groupIds: readonly string[], limit: number): Promise<MemberRow[]> {
  return db.query<MemberRow>(
    `SELECT x.* FROM unnest($1::text[]) AS g (id), LATERAL (
       SELECT m.group_id, m.left_at, a.* FROM alert_group_member m JOIN alert a ON a.id = m.alert_id
       WHERE m.group_id = g.id ORDER BY m.left_at DESC NULLS FIRST, a.updated_at DESC LIMIT $2) x`,
    [[...groupIds], limit],
  );
}

/** Deliveries of a tenant, newest first; `beforeSeq` is where the page before ended. */
export function listDeliveries(
  db: Db,
  tenant: string,
  limit: number,
  beforeSeq: string | undefined,
  state: DeliveryState | undefined,
): Promise<DeliveryRow[]> {
  return db.query<DeliveryRow>(
    `SELECT * FROM delivery WHERE tenant = $1 AND ($3::bigint IS NULL OR seq < $3) AND ($4::text IS NULL OR state = $4)
     ORDER BY seq DESC LIMIT $2`,
    [tenant, limit, beforeSeq ?? null, state ?? null],
  );
}
