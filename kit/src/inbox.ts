import type { Db, Tx } from './db.ts';

/** The table that `once` needs; paste it into the service's first migration. */
export const inboxSql = `CREATE TABLE inbox (
  consumer text NOT NULL,
  msg_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, msg_id)
);
CREATE INDEX inbox_at ON inbox (at);`;

/** Far beyond any redelivery: streams keep their messages for 14 days at most. */
const KEEP_DAYS = 30;

/**
 * Runs `run` unless `consumer` has already handled the message `messageId` in a committed transaction. All of it happens in
 * the transaction of `tx`: when that rolls back, the message counts as never seen.
 */
export async function once<T>(
  tx: Tx,
  consumer: string,
  messageId: string,
  run: () => Promise<T>,
): Promise<T | 'duplicate'> {
  const seen = await tx.query({
    name: 'inbox-insert',
    text: 'INSERT INTO inbox (consumer, msg_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [consumer, messageId],
  });
  return seen.rowCount === 0 ? 'duplicate' : run();
}

/** Forgets message ids older than 30 days, at most 10,000 a call; gives how many. */
export async function pruneInbox(db: Db): Promise<number> {
  const rows = await db.query(
    `DELETE FROM inbox WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM inbox WHERE at < now() - make_interval(days => $1) LIMIT 10000)) RETURNING 1`,
    [KEEP_DAYS],
  );
  return rows.length;
}
