import type { Db } from '@solveig/kit/db';

const BATCH = 5000;

/** Forgets deliveries that ended, groups that are empty and alerts that are over, when they are older than `days`. */
export async function pruneAlerting(db: Db, days: number): Promise<number> {
  const prune = async (text: string) => (await db.query(text, [days, BATCH])).length;
  const deliveries = await prune(
    `DELETE FROM delivery WHERE id = ANY (ARRAY(
       SELECT id FROM delivery WHERE state IN ('sent', 'dead') AND created_at < now() - make_interval(days => $1) LIMIT $2))
     RETURNING 1`,
  );
  const groups = await prune(
    `DELETE FROM alert_group WHERE id = ANY (ARRAY(
       SELECT g.id FROM alert_group g WHERE g.next_flush_at IS NULL AND g.updated_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT 1 FROM alert_group_member m WHERE m.group_id = g.id AND m.left_at IS NULL) LIMIT $2))
     RETURNING 1`,
  );
  const alerts = await prune(
    `DELETE FROM alert WHERE id = ANY (ARRAY(
       SELECT a.id FROM alert a WHERE a.status = 'resolved' AND a.updated_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT 1 FROM alert_group_member m WHERE m.alert_id = a.id AND m.left_at IS NULL) LIMIT $2))
     RETURNING 1`,
  );
  return deliveries + groups + alerts;
}
