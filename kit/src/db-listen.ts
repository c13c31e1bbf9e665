import pg from 'pg';
import { backoffMs } from './backoff.ts';
import { pause } from './clock.ts';
import type { Logger } from './log.ts';

/**
 * LISTENs on a connection of its own, which it makes again when it is lost, until `signal` fires. `onNotify('')` is called
 * after each connect, because whatever was sent before it is unknown.
 */
export function listenTo(
  { url, log }: { url: string; log: Logger },
  channel: string,
  onNotify: (payload: string) => void,
  signal: AbortSignal,
): void {
  const hear = (payload: string) => {
    try {
      onNotify(payload);
    } catch (err) {
      // Anybody may NOTIFY anything: that must end neither the listening nor the process.
      log.warn({ err, channel }, 'a database notice could not be handled');
    }
  };
  void (async () => {
    for (let attempt = 1; !signal.aborted; attempt++) {
      const heldMs = await listenOnce(url, channel, hear, signal).catch((error: unknown) => {
        log.debug({ err: error, channel }, 'listening for database notices failed');
        return 0;
      });
      if (heldMs > 10_000) attempt = 1;
      if (!signal.aborted) await pause(backoffMs(attempt, { firstMs: 100, maxMs: 5000 }), signal);
    }
  })();
}

/** Resolves when the connection ends, with how long it held, milliseconds. */
async function listenOnce(
  url: string,
  channel: string,
  onNotify: (payload: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    application_name: `solveig-listen-${channel}`,
    connectionTimeoutMillis: 5000,
  });
  const ended = new Promise<void>((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
  });
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    const startMs = Date.now();
    client.on('notification', (notice) => onNotify(notice.payload ?? ''));
    await client.query(`LISTEN "${channel.replaceAll('"', '""')}"`);
    onNotify('');
    await ended;
    return Date.now() - startMs;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
