import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inboxPrefixOf } from '@solveig/proto/nats-rights';
import { prepareDataFolder } from './data-folder.ts';
import { migrateServices } from './migrate-services.ts';
import type { NatsServer } from './nats-server.ts';
import { addressesOf } from './platform-addresses.ts';
import type { PlatformEvent } from './platform-events.ts';
import { DEFAULT_PORT_BASE, freePorts, type PlatformPorts, portsFrom, requireFree } from './platform-ports.ts';
import { startServers } from './platform-servers.ts';
import {
  claimState,
  defaultDataDir,
  findPlatform,
  forgetState,
  type PlatformAddresses,
  type PlatformService,
  type PlatformState,
  processStartedAt,
  SERVICE_NAMES,
  writePointer,
  writeState,
} from './platform-state.ts';
import type { Durability } from './postgres-cluster.ts';
import type { PostgresServer } from './postgres-server.ts';
import { repoRoot } from './repo-root.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { Sinks } from './sinks/sinks.ts';
import type { SupervisedService } from './supervised-service.ts';
import { Supervisor } from './supervisor.ts';

export interface PlatformOptions {
  /** Everything lies in here; `.solveig/data` of the checkout when absent. */
  readonly dataDir?: string;
  /** Forgets all earlier data first. */
  readonly fresh?: boolean;
  /** `free` takes free ports (tests); a number puts all ports together above it. 7700 when absent. */
  readonly ports?: 'free' | number;
  /** Settings for all services, and for one. */
  readonly env?: Partial<Record<PlatformService | 'all', Readonly<Record<string, string>>>>;
  /** Services that somebody else runs (in a debugger). */
  readonly except?: readonly PlatformService[];
  /** Leads the CLI of this checkout here. */
  readonly isMain?: boolean;
  readonly durability?: Durability;
  /** Starts NATS and Postgres again when they crash. Off, for tests that kill them and want them dead. */
  readonly keepServersUp?: boolean;
  readonly onEvent?: (event: PlatformEvent) => void;
  /** Stops the platform. */
  readonly signal?: AbortSignal;
}

/** A running platform. */
export interface Platform extends AsyncDisposable {
  readonly addresses: PlatformAddresses;
  readonly dataDir: string;
  readonly keyFile: string;
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  readonly sinks: Sinks;
  state(): PlatformState;
  service(name: PlatformService): SupervisedService;
  services(): readonly SupervisedService[];
  /** Stops everything in reverse order, gateway first. Idempotent. */
  stop(): Promise<void>;
}

/** A platform runs on this data folder already; `state` says where. */
export class AlreadyRunningError extends Error {
  readonly state: PlatformState;

  constructor(state: PlatformState) {
    super(
      `a platform ${state.status === 'running' ? 'runs' : 'is starting'} already on ${state.dataDir}: ${state.addresses.rest} (pid ${state.pid})`,
    );
    this.name = 'AlreadyRunningError';
    this.state = state;
  }
}

/** A killed platform's servers stop by themselves; this is how long their ports may stay taken meanwhile. */
const LEFTOVER_WAIT_MS = 12_000;

/** Starts NATS, Postgres, the sinks and the five services, and waits until all are ready. A failed start leaves nothing behind. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const wishedDir = resolve(options.dataDir ?? defaultDataDir());
  const running = findPlatform(wishedDir);
  if (running) throw new AlreadyRunningError(running);
  const bundles = requireBundles(options.except ?? []);
  const ports = options.ports === 'free' ? await freePorts() : portsFrom(options.ports ?? DEFAULT_PORT_BASE);
  const isLeftover = existsSync(join(wishedDir, 'platform.json'));
  if (options.ports !== 'free') await requireFree(ports, isLeftover ? LEFTOVER_WAIT_MS : 0);
  const dataDir = prepareDataFolder(wishedDir, options.fresh ?? false);

  const cleanups: (() => Promise<void> | void)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= undo(cleanups);
    return stopped;
  };
  try {
    const platform = await compose({ options, ports, dataDir, bundles, cleanups, stop });
    options.signal?.throwIfAborted();
    // Who calls `stop` is told of what fails.
    options.signal?.addEventListener('abort', () => stop().catch(() => {}), { once: true });
    return platform;
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Composition {
  readonly options: PlatformOptions;
  readonly ports: PlatformPorts;
  readonly dataDir: string;
  readonly bundles: ReadonlyMap<PlatformService, string>;
  readonly cleanups: (() => Promise<void> | void)[];
  readonly stop: () => Promise<void>;
}

async function compose({ options, ports, dataDir, bundles, cleanups, stop }: Composition): Promise<Platform> {
  let state = firstState(dataDir, ports);
  const { addresses, keyFile, logDir } = state;
  const record = (change: Partial<PlatformState>): void => {
    state = { ...state, ...change };
    writeState(state);
  };
  const tell = (event: PlatformEvent): void => {
    if (event.type === 'started') record({ pids: { ...state.pids, [event.service]: event.pid } });
    if (event.type === 'server restarted') record({ pids: { ...state.pids, [event.server]: event.pid } });
    options.onEvent?.(event);
  };
  const holder = claimState(state);
  if (holder) throw new AlreadyRunningError(holder);
  cleanups.push(() => forgetState(dataDir));

  const { nats, postgres, sinks } = await startServers({ options, ports, dataDir, cleanups, logDir, tell });
  record({
    natsReader: { ...state.natsReader, password: nats.login('reader')?.password ?? '' },
    pids: { nats: nats.pid, postgres: postgres.pid },
  });
  await migrateServices(SERVICE_NAMES, (role) => postgres.url({ role }));

  const supervisor = new Supervisor({ logDir, onEvent: tell });
  cleanups.push(() => supervisor.stop());
  for (const [name, bundle] of bundles) {
    const env = serviceEnvironment(name, { addresses, nats, postgres, dataDir, keyFile, env: options.env });
    // The door is open when what is behind it is there, unless somebody else starts that.
    const isWholeDoor = name === 'gateway' && (options.except ?? []).length === 0;
    const readyUrl = `${isWholeDoor ? addresses.rest : addresses.services[name].ops}/health/ready`;
    supervisor.start({ name, command: process.execPath, args: [bundle], cwd: repoRoot(), env, readyUrl });
  }
  const patience = { giveUpAfterCrashes: 3, ...(options.signal ? { signal: options.signal } : {}) };
  await Promise.all(supervisor.services().map((service) => service.waitReady(60_000, patience)));
  record({ status: 'running' });
  if (options.isMain) writePointer(dataDir);
  return {
    addresses,
    dataDir,
    keyFile,
    nats,
    postgres,
    sinks,
    state: () => state,
    service: (name) => supervisor.service(name),
    services: () => supervisor.services(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function firstState(dataDir: string, ports: PlatformPorts): PlatformState {
  return {
    status: 'starting',
    pid: process.pid,
    pidStartedAt: processStartedAt(process.pid) ?? 'unknown',
    startedAt: new Date().toISOString(),
    dataDir,
    logDir: join(dataDir, 'logs'),
    addresses: addressesOf(ports),
    keyFile: join(dataDir, 'admin-key'),
    natsReader: { user: 'reader', password: '', inboxPrefix: inboxPrefixOf('reader') },
    pids: {},
  };
}

/** Last in, first out; every cleanup runs, and what failed is thrown together. */
async function undo(cleanups: (() => Promise<void> | void)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const cleanup of cleanups.splice(0).reverse()) {
    try {
      await cleanup();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'the platform did not stop cleanly');
}

/** The bundle of every service that is to be started, in the order of starting. */
function requireBundles(except: readonly PlatformService[]): Map<PlatformService, string> {
  const names = SERVICE_NAMES.filter((name) => !except.includes(name));
  const bundles = new Map(names.map((name) => [name, join(repoRoot(), 'services', name, 'dist', 'main.js')]));
  const missing = [...bundles.values()].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`not built yet: ${missing.join(', ')}. Run \`npm run build\``);
  return bundles;
}
