import { readFileSync } from 'node:fs';
import { Metadata } from '@grpc/grpc-js';
import { type App, startApp } from '@solveig/kit/app';
import { createRpcClient, type RpcClient } from '@solveig/kit/rpc-client';
import type { Platform } from '@solveig/local/platform';
import type { Arrival } from '@solveig/local/sinks/inbox';
import type { Span } from '@solveig/local/sinks/otlp-spans';
import pg from 'pg';

type ServiceDefinition = Parameters<typeof createRpcClient>[1];

/** A whole platform as its clients see it, with the first admin key. */
export interface Stage extends AsyncDisposable {
  readonly platform: Platform;
  readonly key: string;
  /** Goes with every gRPC call. */
  readonly metadata: Metadata;
  /** A request at the REST door with the admin key; a body that is an object is sent as JSON. */
  rest(path: string, init?: RestInit): Promise<Response>;
  /** A client at the gRPC door; calls need `{ metadata }`. */
  client<D extends ServiceDefinition>(definition: D): RpcClient<D>;
  /** Asks the database as its superuser. */
  sql<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** What arrived at the sinks after `since`. */
  arrivals(kind: 'mail' | 'slack' | 'webhook', since?: number): Promise<Arrival[]>;
  /** The number of the newest arrival; 0 when there is none. */
  newestArrival(): Promise<number>;
  /** The spans of a trace that have arrived so far. */
  spans(traceId: string): Promise<Span[]>;
}

export interface RestInit {
  readonly method?: string;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Opens clients to a running platform; disposing closes them and stops the platform. */
export async function openStage(platform: Platform): Promise<Stage> {
  const key = readFileSync(platform.keyFile, 'utf8').trim();
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${key}`);
  const clients = await startApp('test', new AbortController().signal, async (app: App) => app);
  const { addresses } = platform;
  const readInbox = async (query: string): Promise<Arrival[]> => {
    const answer = await fetch(`${addresses.sinks.http}/_inbox?${query}`);
    return ((await answer.json()) as { arrivals: Arrival[] }).arrivals;
  };
  return {
    platform,
    key,
    metadata,
    rest: (path, init) => askRest(`${addresses.rest}${path}`, key, init),
    client: (definition) => createRpcClient(clients.parts, definition, addresses.grpc),
    sql: (text, values) => askDatabase(platform.postgres.url(), text, values),
    arrivals: (kind, since = 0) => readInbox(`kind=${kind}&since=${since}&limit=1000`),
    newestArrival: async () => (await readInbox('limit=1'))[0]?.seq ?? 0,
    spans: async (traceId) => {
      const answer = await fetch(`${addresses.sinks.traces}/_traces/${traceId}`);
      return ((await answer.json()) as { spans: Span[] }).spans;
    },
    [Symbol.asyncDispose]: async () => {
      await clients.stop();
      await platform[Symbol.asyncDispose]();
    },
  };
}

function askRest(url: string, key: string, init: RestInit = {}): Promise<Response> {
  const { json, body, method, headers, signal } = init;
  const sent = json === undefined ? body : JSON.stringify(json);
  return fetch(url, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${key}`,
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
    ...(signal ? { signal } : {}),
  });
}

/** A connection a question: the tests that ask also kill the database. */
async function askDatabase<R extends pg.QueryResultRow>(url: string, text: string, values?: unknown[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // told by the query that was under way
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
