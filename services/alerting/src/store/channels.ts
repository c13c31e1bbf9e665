import type { Db } from '@solveig/kit/db';

export interface ChannelState {
  name: string;
  /** bigint */
  sent: string;
  /** bigint */
  failed: string;
  is_failing: boolean;
  last_error: string;
  paused_until: Date | null;
  closed_at: Date | null;
}

/** Makes the rows of the configured channels; one whose configuration changed is open again and forgets its trouble. */
export async function registerChannels(
  db: Db,
  channels: readonly { name: string; type: string; identity: string }[],
): Promise<void> {
  await db.query(
    `INSERT INTO channel AS c (name, type, identity) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (name) DO UPDATE SET type = EXCLUDED.type, identity = EXCLUDED.identity,
       closed_at = NULL, paused_until = NULL, is_failing = false, last_error = ''
     WHERE c.identity <> EXCLUDED.identity`,
    [channels.map((c) => c.name), channels.map((c) => c.type), channels.map((c) => c.identity)],
  );
}

export async function readChannels(db: Db): Promise<Map<string, ChannelState>> {
  const rows = await db.query<ChannelState>('SELECT * FROM channel');
  return new Map(rows.map((row) => [row.name, row]));
}

/** Notes a message that was delivered. A test that goes through opens a closed channel. */
export async function noteSent(db: Db, name: string, warning: string): Promise<void> {
  await db.query(
    `UPDATE channel SET sent = sent + 1, is_failing = false, last_error = $2, paused_until = NULL, closed_at = NULL
     WHERE name = $1`,
    [name, warning],
  );
}

/** Notes an attempt that failed; `pauseMs` keeps the whole channel quiet for so long. */
export async function noteFailed(db: Db, name: string, error: string, pauseMs: number | undefined): Promise<void> {
  await db.query(
    `UPDATE channel SET failed = failed + 1, is_failing = true, last_error = $2,
       paused_until = greatest(paused_until, now() + make_interval(secs => $3::float8 / 1000)) WHERE name = $1`,
    [name, error, pauseMs ?? null],
  );
}

/** Closes a channel whose destination wants nothing more. */
export async function closeChannel(db: Db, name: string): Promise<void> {
  await db.query('UPDATE channel SET closed_at = coalesce(closed_at, now()) WHERE name = $1', [name]);
}
