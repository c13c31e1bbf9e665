import { setMaxListeners } from 'node:events';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { inboxPrefixOf } from '@solveig/proto/nats-rights';
import type { App } from './app.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './clock.ts';
import { SolveigError } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Logger } from './log.ts';

export interface BusAddress {
  url: string;
  user?: string | undefined;
  password?: string | undefined;
  /** Seen in the server's list of connections. */
  name: string;
  log: Logger;
  health: HealthBook;
}

/** A connection that is up. `lost` fires when it goes down. */
export interface Link {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly lost: AbortSignal;
  /** Answers come to subjects under it: those of this user only, where users have rights of their own. */
  readonly inboxPrefix: string;
}

/** The connection to NATS: made in the background, for ever. */
export interface BusConnection {
  /** The link when it is up. */
  link(): Link | undefined;
  /** The link, as soon as it is up; undefined when `signal` fires first. */
  ready(signal: AbortSignal): Promise<Link | undefined>;
  /** Calls `onUp` now, if up, and at every later connect. */
  onUp(onUp: (link: Link) => void): void;
}

const API_TIMEOUT_MS = 5_000;

/** Starts connecting; health part `nats` says how it goes. Whatever was sent before a loss and not acknowledged is lost. */
export function keepConnected(app: App, address: BusAddress): BusConnection {
  const { log, health } = address;
  const listeners = new Set<(link: Link) => void>();
  let current: Link | undefined;
  let nc: NatsConnection | undefined;

  const up = (connection: NatsConnection, lost: AbortSignal, manager: JetStreamManager) => {
    current = {
      nc: connection,
      js: jetstream(connection, { timeout: API_TIMEOUT_MS }),
      manager,
      lost,
      inboxPrefix: inboxPrefix(address),
    };
    health.set('nats', 'ok', '', { server: connection.info?.version ?? '' });
    log.info({ server: connection.getServer(), version: connection.info?.version }, 'connected to nats');
    for (const listener of listeners) listener(current);
  };
  const down = (why: string) => {
    current = undefined;
    health.set('nats', 'down', why);
  };
  const run = async () => {
    for (let attempt = 1; !app.signal.aborted; attempt++) {
      try {
        nc = await connect(connectOptions(address));
        attempt = 0;
        // It came up while the app went down: nobody else will close it.
        if (app.signal.aborted) await nc.close();
        else await follow(nc, up, down, app.signal);
        down('the connection was closed');
      } catch (error) {
        down(`no connection: ${(error as Error).message}`);
        if (attempt === 1 || attempt % 20 === 0) log.warn({ err: error, attempt }, 'nats does not answer; trying on');
      }
      if (!app.signal.aborted) await pause(backoffMs(attempt, { firstMs: 100, maxMs: 2000 }), app.signal);
    }
  };
  const running = run();
  app.defer('nats connection', async () => {
    await nc?.close().catch(() => undefined);
    // A connect to a host that swallows packets goes on for 5 s, and holds nothing.
    await Promise.race([running, pause(1000)]);
  });
  return {
    link: () => current,
    ready: (signal) => nextLink(() => current, listeners, signal),
    onUp: (listener) => {
      listeners.add(listener);
      if (current) listener(current);
    },
  };
}

/** `_INBOX_<user>`; without a user the common `_INBOX`. */
function inboxPrefix({ user }: BusAddress): string {
  return user === undefined ? '_INBOX' : inboxPrefixOf(user);
}

function connectOptions(address: BusAddress) {
  const { url, user, password, name } = address;
  return {
    inboxPrefix: inboxPrefix(address),
    servers: url,
    name: `solveig-${name}`,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    ignoreAuthErrorAbort: true,
    // The default of two minutes would hide a half-open connection.
    pingInterval: 10_000,
    maxPingOut: 2,
    timeout: API_TIMEOUT_MS,
    noAsyncTraces: true,
  };
}

/** Turns the client's own reconnects into links; resolves when the connection is closed for good. */
async function follow(
  nc: NatsConnection,
  up: (nc: NatsConnection, lost: AbortSignal, manager: JetStreamManager) => void,
  down: (why: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const manager = await jetstreamManager(nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
  let loss = lossController();
  const fail = (why: string) => {
    down(why);
    loss.abort(new SolveigError('DEPENDENCY_DOWN', 'the connection to the message bus was lost'));
  };
  up(nc, loss.signal, manager);
  for await (const status of nc.status()) {
    if (status.type === 'disconnect') fail('the connection was lost');
    else if (status.type === 'reconnect') {
      loss = lossController();
      up(nc, loss.signal, manager);
    }
  }
  fail('the connection was closed');
  if (!signal.aborted) await nc.close().catch(() => undefined);
}

/** Every message in flight listens to the loss of its connection. */
function lossController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

async function nextLink(
  current: () => Link | undefined,
  listeners: Set<(link: Link) => void>,
  signal: AbortSignal,
): Promise<Link | undefined> {
  const link = current();
  if (link || signal.aborted) return link;
  return new Promise((resolve) => {
    const done = (found?: Link) => {
      listeners.delete(done);
      signal.removeEventListener('abort', onAbort);
      resolve(found);
    };
    const onAbort = () => done();
    listeners.add(done);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
