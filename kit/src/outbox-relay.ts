import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import type { Bus } from './bus.ts';
import { monotonicMs, pause } from './clock.ts';
import { crashPoint } from './crash-point.ts';
import type { Db } from './db.ts';
import { errorFrom } from './errors.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { onWake } from './outbox-wake.ts';
import { runDetached } from './trace-context.ts';

export interface RelayOptions {
  db: Db;
  bus: Bus;
  log: Logger;
  metrics: Metrics;
  /** Longest time until a message written by another process is noticed, milliseconds. Default 1000. */
  pollMs?: number;
}

export interface Relay {
  /** Looks at the outbox now. */
  wake(): void;
  /** Resolves once everything written before the call has been sent, or `signal` fires. For drains and tests. */
  idle(signal?: AbortSignal): Promise<void>;
}

interface Row {
  id: string;
  subject: string;
  msg_id: string;
  key: string;
  headers: Record<string, string>;
  payload: Buffer;
  resends: number;
}

const PAGE = 500;
/**
 * Passes are so far apart at least, and as far as the last one took: under load one serves many messages, and the first of a
 * burst does not wait.
 */
const PACE_MS = 20;
const LONGEST_REST_MS = 100;
const PRUNE_EVERY_MS = 600_000;
const PRUNE_PAGE = 10_000;
const KEEP_DAYS = 7;

const SELECT_UNSENT = `-- SELECT outbox unsent
SELECT id, subject, msg_id, key, headers, payload, resends FROM outbox
WHERE sent_at IS NULL AND id > $1 ORDER BY id LIMIT ${PAGE}`;

/** Does not wait for the disk: a mark that a crash takes back sends the message again, as any crash before the mark would. */
const MARK_SENT = `-- UPDATE outbox sent
WITH marked AS (UPDATE outbox SET sent_at = now() WHERE id = ANY ($1::bigint[]) RETURNING 1)
SELECT set_config('synchronous_commit', 'off', true) FROM marked LIMIT 1`;

/**
 * Sends the outbox: one relay a service (advisory lock), in order per key, each row marked only after the stream has
 * acknowledged it. A crash in between sends it again under the same message id. A key or subject that fails waits
 * without holding up the others.
 */
export function startRelay(app: App, options: RelayOptions): Relay {
  const { db, log, pollMs = 1000 } = options;
  const bell = doorbell();
  const channel = `outbox_${db.schema}`;
  let isLeader = false;
  const stopWaking = onWake(() => (isLeader ? bell.ring() : runDetached(tellLeader)));
  const tellLeader = coalesced(() => db.query('SELECT pg_notify($1, $2)', [channel, '']).catch(() => undefined));
  db.listen(channel, bell.ring, app.signal);
  relayGauges(options);

  const lead = async (signal: AbortSignal) => {
    isLeader = true;
    const reach = new Reach(pollMs);
    let failures = 0;
    while (!signal.aborted) {
      const silence = bell.next();
      const startMs = monotonicMs();
      const wasClean = await sendAll(options, reach, signal);
      const endMs = monotonicMs();
      failures = wasClean ? 0 : failures + 1;
      // After a failure a ring does not shorten the wait: every new message would ask the same full stream again.
      if (wasClean) {
        await Promise.race([silence, pause(pollMs, signal)]);
        const sinceMs = monotonicMs() - endMs;
        const restMs = Math.min(LONGEST_REST_MS, Math.max(PACE_MS, endMs - startMs));
        await pause(restMs - sinceMs, signal);
      } else await pause(Math.min(pollMs, backoffMs(failures, { firstMs: 50, maxMs: 5000 })), signal);
    }
  };
  const loop = (async () => {
    while (!app.signal.aborted) {
      await db.tryAdvisoryLock('outbox', lead).catch((error: unknown) => {
        if (!app.signal.aborted) log.warn({ err: error }, 'the outbox relay lost its lock');
      });
      isLeader = false;
      await pause(pollMs, app.signal);
    }
  })();
  const pruning = setInterval(
    () => void prune(db, app.signal).catch((err: unknown) => log.warn({ err }, 'pruning the outbox failed')),
    PRUNE_EVERY_MS,
  );
  pruning.unref();
  app.defer('outbox relay', async () => {
    stopWaking();
    clearInterval(pruning);
    await loop;
  });
  return {
    wake: bell.ring,
    idle: async (signal) => {
      const [last] = await db.query<{ id: string }>(
        'SELECT coalesce(max(id), 0) AS id FROM outbox WHERE sent_at IS NULL',
      );
      while (!signal?.aborted) {
        const left = await db.query('SELECT 1 FROM outbox WHERE sent_at IS NULL AND id <= $1 LIMIT 1', [last?.id ?? 0]);
        if (left.length === 0) return;
        bell.ring();
        await pause(20, signal);
      }
    },
  };
}

/**
 * Where a pass begins. The index of unsent rows keeps those sent lately until Postgres cleans up, so passes that follow each
 * other skip what was sent before the whole pass before the last one: a row that was numbered then is committed by now. One pass
 * in `everyMs` is whole, and so is one after a failure: later commits, resent and failed rows are found by it.
 */
class Reach {
  readonly #everyMs: number;
  #wholeAtMs = Number.NEGATIVE_INFINITY;
  #from = '0';
  #atLastWhole = '0';
  #highest = '0';

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** The id after which a pass begins that starts now. */
  begin(): string {
    const nowMs = monotonicMs();
    if (nowMs - this.#wholeAtMs < this.#everyMs) return this.#from;
    this.#wholeAtMs = nowMs;
    this.#from = this.#atLastWhole;
    this.#atLastWhole = this.#highest;
    return '0';
  }

  sent(id: string): void {
    if (BigInt(id) > BigInt(this.#highest)) this.#highest = id;
  }

  failed(): void {
    this.#wholeAtMs = Number.NEGATIVE_INFINITY;
  }
}

/** One pass over what is unsent; false when something could not be sent. */
async function sendAll(options: RelayOptions, reach: Reach, signal: AbortSignal): Promise<boolean> {
  const wasClean = await sendFrom(options, reach, signal);
  if (!wasClean) reach.failed();
  return wasClean;
}

async function sendFrom(options: RelayOptions, reach: Reach, signal: AbortSignal): Promise<boolean> {
  const blocked = new Set<string>();
  let after = reach.begin();
  try {
    while (!signal.aborted) {
      const rows = await options.db.query<Row>(SELECT_UNSENT, [after]);
      if (rows.length === 0) break;
      if (!options.bus.connected()) return false;
      const sent = await sendPage(options, rows, blocked, signal);
      if (sent.length > 0) crashPoint('relay-after-ack');
      if (sent.length > 0) await options.db.query(MARK_SENT, [sent]);
      after = (rows.at(-1) as Row).id;
      reach.sent(after);
      if (rows.length < PAGE) break;
    }
  } catch (error) {
    options.log.warn({ err: error }, 'the outbox could not be read or marked');
    return false;
  }
  return blocked.size === 0;
}

/** Sends rows, different keys side by side, the rows of one key in turn; gives the ids acknowledged. */
async function sendPage(
  options: RelayOptions,
  rows: Row[],
  blocked: Set<string>,
  signal: AbortSignal,
): Promise<string[]> {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    const queue = byKey.get(row.key);
    if (queue) queue.push(row);
    else byKey.set(row.key, [row]);
  }
  const sent: string[] = [];
  const failures: { row: Row; error: Error }[] = [];
  await Promise.all(
    [...byKey].map(async ([key, queue]) => {
      for (const row of queue) {
        // Within a pass a failed key keeps its order, and a full or missing stream is asked once.
        if (signal.aborted || blocked.has(`key ${key}`) || blocked.has(`subject ${row.subject}`)) return;
        try {
          await send(options.bus, row, signal);
          sent.push(row.id);
        } catch (thrown) {
          const error = errorFrom(thrown);
          if (error.reason === 'LIMIT_EXCEEDED') {
            refused(options, row, error);
            sent.push(row.id);
            continue;
          }
          blocked.add(`key ${key}`);
          blocked.add(`subject ${row.subject}`);
          failures.push({ row, error });
        }
      }
    }),
  );
  const [first] = failures;
  if (first && !signal.aborted) {
    options.log.warn(
      { err: first.error, subject: first.row.subject, failed: failures.length },
      'messages could not be sent; they stay in the outbox',
    );
  }
  return sent;
}

/** Nothing will ever take it: held back, it would hold up its key for ever. It is marked as sent, and can be looked at. */
function refused({ log, metrics }: RelayOptions, row: Row, err: Error): void {
  refusals(metrics).inc({});
  const facts = { err, subject: row.subject, messageId: row.msg_id, bytes: row.payload.byteLength };
  log.error(facts, 'a message is too large for its stream; it is set aside');
}

function refusals(metrics: Metrics) {
  return metrics.counter({
    name: 'solveig_outbox_refused_total',
    help: 'Messages that their stream will never take, set aside',
  });
}

async function send(bus: Bus, row: Row, signal: AbortSignal): Promise<void> {
  const { traceparent, ...headers } = row.headers;
  await bus.publish(row.subject, row.payload, {
    // The id grows with every resend, or the stream's duplicate window would drop it; consumers dedupe by ce-id.
    messageId: row.resends === 0 ? row.msg_id : `${row.msg_id}.r${row.resends}`,
    headers: { 'ce-id': row.msg_id, ...headers },
    ...(traceparent ? { traceParent: traceparent } : {}),
    signal,
  });
}

/** Forgets messages sent more than 7 days ago: until then they can be sent again. */
async function prune(db: Db, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await prunePage(db)) === PRUNE_PAGE);
}

async function prunePage(db: Db): Promise<number> {
  const rows = await db.query(
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox WHERE created_at < now() - make_interval(days => $1) AND sent_at < now() - make_interval(days => $1)
       ORDER BY created_at LIMIT ${PRUNE_PAGE}) RETURNING 1`,
    [KEEP_DAYS],
  );
  return rows.length;
}

function relayGauges({ db, metrics }: RelayOptions): void {
  refusals(metrics);
  const oldest = () =>
    db.query<{ count: string; age: string | null }>(
      'SELECT count(*) AS count, extract(epoch FROM now() - min(created_at)) AS age FROM outbox WHERE sent_at IS NULL',
    );
  const count = metrics.gauge({ name: 'solveig_outbox_unsent', help: 'Messages in the outbox that are not sent yet' });
  metrics.gauge({
    name: 'solveig_outbox_oldest_unsent_seconds',
    help: 'Age of the oldest message in the outbox that is not sent yet; 0 when there is none',
    collect: async (gauge) => {
      const [row] = await oldest().catch(() => []);
      gauge.set(Number(row?.age ?? 0));
      count.set(Number(row?.count ?? 0));
    },
  });
}

/** A bell for one: `next()` resolves at the next ring after the call. A later call takes the place of the one before. */
function doorbell(): { ring: () => void; next: () => Promise<void> } {
  let wake: () => void = () => undefined;
  return {
    ring: () => wake(),
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}

/** At most one `run` in flight; calls meanwhile make one more. */
function coalesced(run: () => Promise<unknown>): () => void {
  let state: 'idle' | 'running' | 'again' = 'idle';
  const start = () => {
    state = 'running';
    void run().finally(() => {
      const again = state === 'again';
      state = 'idle';
      if (again) start();
    });
  };
  return () => {
    if (state === 'idle') start();
    else state = 'again';
  };
}
