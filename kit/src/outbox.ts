import { afterCommit } from './after-commit.ts';
import type { Tx } from './db.ts';
import { SolveigError } from './errors.ts';
import { wakeRelays } from './outbox-wake.ts';

export { type Relay, type RelayOptions, startRelay } from './outbox-relay.ts';

/** The table that the outbox needs; paste it into the service's first migration. */
export const outboxSql = `CREATE TABLE outbox (
  id bigserial PRIMARY KEY,
  subject text NOT NULL,
  msg_id text NOT NULL UNIQUE,
  key text NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  payload bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  resends integer NOT NULL DEFAULT 0
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_created ON outbox (created_at);`;

/** A message that leaves when, and only when, the transaction that wrote it commits. */
export interface OutboxMessage {
  subject: string;
  /** Unique for ever; what consumers dedupe by. A second message of the same id is dropped. */
  messageId: string;
  /** Messages of the same key leave in the order in which they were written. */
  key: string;
  /** Sent as NATS headers; `traceparent` makes the sending span a child of the writing one. */
  headers: Record<string, string>;
  payload: Uint8Array;
}

/** NATS refuses messages above 1 MiB; headers need room too. */
const MAX_PAYLOAD_BYTES = 900_000;

const INSERT = `INSERT INTO outbox (subject, msg_id, key, headers, payload)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[])
ON CONFLICT (msg_id) DO NOTHING`;

/** Writes messages in the transaction of `tx`; the relay sends them after its commit. */
export async function enqueue(tx: Tx, message: OutboxMessage | readonly OutboxMessage[]): Promise<void> {
  const messages = Array.isArray(message) ? (message as readonly OutboxMessage[]) : [message as OutboxMessage];
  if (messages.length === 0) return;
  const tooBig = messages.find((m) => m.payload.byteLength > MAX_PAYLOAD_BYTES);
  if (tooBig) {
    throw new SolveigError(
      'LIMIT_EXCEEDED',
      `a message on ${tooBig.subject} holds ${tooBig.payload.byteLength} bytes; the limit is ${MAX_PAYLOAD_BYTES}`,
    );
  }
  await tx.query({
    name: 'outbox-insert',
    text: INSERT,
    values: [
      messages.map((m) => m.subject),
      messages.map((m) => m.messageId),
      messages.map((m) => m.key),
      messages.map((m) => JSON.stringify(m.headers)),
      messages.map((m) => Buffer.from(m.payload.buffer, m.payload.byteOffset, m.payload.byteLength)),
    ],
  });
  wakeAfterCommit(tx);
}

/**
 * Wakes the relay once `tx` commits; `enqueue` does it by itself. For statements that write outbox rows of their own.
 * Not a NOTIFY inside the transaction: that would take one lock for all commits of the server, each waiting for the disk.
 */
export function wakeAfterCommit(tx: Tx): void {
  afterCommit(tx, 'outbox', wakeRelays);
}

export interface ResendFilter {
  /** Only subjects that begin so: `solveig.v1.solve.`. */
  subjectPrefix?: string;
  /** Only messages written before this. */
  until?: Date;
}

/**
 * Marks sent messages written since `since` to be sent again, in order; gives how many. They carry their old `ce-id`, by
 * which consumers dedupe, and a new `Nats-Msg-Id`, by which the stream would drop them.
 */
export async function resendSince(tx: Tx, since: Date, filter: ResendFilter = {}): Promise<number> {
  const result = await tx.query(
    `UPDATE outbox SET sent_at = NULL, resends = resends + 1
     WHERE sent_at IS NOT NULL AND created_at >= $1 AND created_at < coalesce($2, 'infinity'::timestamptz)
       AND starts_with(subject, $3)`,
    [since, filter.until ?? null, filter.subjectPrefix ?? ''],
  );
  wakeAfterCommit(tx);
  return result.rowCount ?? 0;
}
