import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultKind, type Faults, NO_FAULTS, readFaults } from './faults.ts';
import { type CityPlan, drawCity, type RoadGraph } from './road-graph.ts';
import { QueryRefusal, readTableQuery } from './table-query.ts';
import { type TableBody, TableService } from './table-service.ts';

export interface FakeOsrmOptions {
  readonly city?: Partial<CityPlan>;
  /** Default 100, as of osrm-routed. */
  readonly maxTableSize?: number;
  /** Default: any distance, as of osrm-routed. */
  readonly defaultRadiusM?: number;
  readonly dataVersion?: string;
  /** 0: a free one. */
  readonly port?: number;
}

/** What was asked so far. */
export interface FakeOsrmStats {
  /** Table requests, spoiled ones too. */
  requests: number;
  /** Cells that were answered. */
  cells: number;
  connections: number;
}

/** A running osrm-routed of the tests. */
export interface FakeOsrm extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly graph: RoadGraph;
  readonly stats: FakeOsrmStats;
  /** Takes effect with the next request; absent ones are none. */
  setFaults(faults: Partial<Faults>): void;
  stop(): Promise<void>;
}

/** osrm-routed closes a connection after so many requests, and after so long a silence. */
const REQUESTS_A_CONNECTION = 512;
const IDLE_MS = 5_000;

/**
 * Starts a real HTTP server that answers OSRM's table service over a seeded city. `PUT /_faults` (JSON) spoils its
 * answers, `GET /_stats` counts them.
 */
export async function startFakeOsrm(options: FakeOsrmOptions = {}): Promise<FakeOsrm> {
  const graph = drawCity(options.city);
  const service = new TableService({
    graph,
    maxTableSize: options.maxTableSize ?? 100,
    defaultRadiusM: options.defaultRadiusM ?? Number.POSITIVE_INFINITY,
    dataVersion: options.dataVersion ?? '',
  });
  const state: State = { faults: NO_FAULTS, stats: { requests: 0, cells: 0, connections: 0 } };
  const server = createServer({ maxHeaderSize: 1 << 20, keepAliveTimeout: IDLE_MS }, (request, response) => {
    void handle(service, state, request, response).catch(() => response.destroy());
  });
  server.maxRequestsPerSocket = REQUESTS_A_CONNECTION;
  server.on('connection', () => state.stats.connections++);
  const port = await listen(server, options.port ?? 0);
  const stop = () => close(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    graph,
    stats: state.stats,
    setFaults: (faults) => {
      state.faults = { ...NO_FAULTS, ...faults };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface State {
  faults: Faults;
  readonly stats: FakeOsrmStats;
}

async function handle(
  service: TableService,
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (url === '/_stats') return json(response, 200, state.stats);
  if (url === '/_faults') return changeFaults(state, request, response);
  if (request.method !== 'GET') return json(response, 405, { code: 'InvalidMethod', message: 'Method not allowed' });
  const faults = takeFaults(state);
  state.stats.requests++;
  try {
    const query = readTableQuery(url);
    const searches = query.sources.length + query.destinations.length;
    const delayMs = faults.latencyMs + faults.perCoordinateMs * searches;
    if (delayMs > 0) await wait(delayMs);
    if (request.socket.destroyed) return;
    const answer = service.answer(query);
    if (faults.kind === 'none') state.stats.cells += query.sources.length * query.destinations.length;
    send(response, answer, faults);
  } catch (error) {
    if (!(error instanceof QueryRefusal)) throw error;
    json(response, 400, { code: error.code, message: error.message });
  }
}

/** The faults for one answer. */
function takeFaults(state: State): Faults {
  const { faults } = state;
  if (faults.times === undefined) return faults;
  if (faults.times === 0) return NO_FAULTS;
  state.faults = { ...faults, times: faults.times - 1 };
  return faults;
}

async function changeFaults(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      state.faults = readFaults(Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      return json(response, 400, { message: (error as Error).message });
    }
  }
  json(response, 200, state.faults);
}

function send(response: ServerResponse, answer: TableBody, { kind }: Faults): void {
  const text = JSON.stringify(answer);
  const half = text.slice(0, Math.ceil(text.length / 2));
  const spoiled: Record<FaultKind, () => void> = {
    none: () => raw(response, 200, text),
    reset: () => response.socket?.resetAndDestroy(),
    'slow-body': () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(half);
    },
    truncated: () => raw(response, 200, half),
    'error-500': () => json(response, 500, { code: 'InternalError', message: 'Internal Server Error' }),
    'html-502': () => raw(response, 502, '<html><body>Bad Gateway</body></html>', 'text/html'),
    'wrong-shape': () => json(response, 200, { ...answer, durations: answer.durations?.map((row) => row.slice(1)) }),
    'not-a-number': () => raw(response, 200, text.replace(/("durations":\[\[)(?:null|[\d.]+)/, '$1NaN')),
    'no-tables': () => json(response, 200, { code: 'Ok' }),
  };
  spoiled[kind]();
}

function json(response: ServerResponse, status: number, body: object): void {
  raw(response, status, JSON.stringify(body));
}

function raw(response: ServerResponse, status: number, text: string, type = 'application/json; charset=UTF-8'): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length });
  response.end(bytes);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
