import type { Db, Tx } from '@solveig/kit/db';

/**
 * Marks messages as handled by `consumer`, all in one statement; gives the ids that were not handled before. An id that
 * occurs twice is given once.
 */
export async function claimMessages(
  db: Db,
  tx: Tx,
  consumer: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db.query<{ msg_id: string }>(
    `INSERT INTO inbox (consumer, msg_id) SELECT $1, id FROM unnest($2::text[]) AS id
     ON CONFLICT DO NOTHING RETURNING msg_id`,
    [consumer, messageIds],
    tx,
  );
  return new Set(rows.map((row) => row.msg_id));
}
