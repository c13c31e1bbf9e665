import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseRole, Passwords } from './postgres-cluster.ts';
import { databaseUrl } from './postgres-roles.ts';
import { repoRoot } from './repo-root.ts';

/** The services of the platform, in the order in which they are started; they are stopped in reverse. */
export const SERVICE_NAMES = ['alerting', 'monitor', 'distance', 'solver', 'gateway'] as const;
export type PlatformService = (typeof SERVICE_NAMES)[number];

/** Where everything of a running platform is to be found. */
export interface PlatformAddresses {
  /** The REST door: `http://127.0.0.1:7700`. */
  readonly rest: string;
  /** The gRPC door: `127.0.0.1:7701`. */
  readonly grpc: string;
  readonly nats: string;
  readonly natsMonitoring: string;
  /** Without a login; `databaseUrlOf` adds one. */
  readonly postgres: string;
  /** gRPC as `host:port`, ops as `http://host:port`. */
  readonly services: Readonly<Record<PlatformService, { readonly grpc: string; readonly ops: string }>>;
  /** SMTP as `host:port`, the others as `http://host:port`. */
  readonly sinks: { readonly smtp: string; readonly http: string; readonly traces: string };
}

/** `<data>/platform.json`: what another command needs to find and use a running platform. Readable by its owner only. */
export interface PlatformState {
  readonly status: 'starting' | 'running';
  /** The process that holds the platform together, and when the kernel started it (against reused process ids). */
  readonly pid: number;
  readonly pidStartedAt: string;
  readonly startedAt: string;
  readonly dataDir: string;
  readonly logDir: string;
  readonly addresses: PlatformAddresses;
  /** Holds the first admin key of the gateway. */
  readonly keyFile: string;
  /** A NATS login that may only listen, for other services and for `nats sub`. */
  readonly natsReader: { readonly user: string; readonly password: string; readonly inboxPrefix: string };
  readonly pids: Readonly<Record<string, number>>;
}

/** Where the platform's data lies unless a folder is named. */
export function defaultDataDir(): string {
  return join(repoRoot(), '.solveig', 'data');
}

/** The file that leads every command of this checkout to the platform started last. */
export function pointerFile(): string {
  return join(repoRoot(), '.solveig', 'platform.json');
}

export function stateFile(dataDir: string): string {
  return join(dataDir, 'platform.json');
}

/**
 * The state of a running platform: of `dataDir`, else of SOLVEIG_PLATFORM (a data folder), else of where the pointer leads.
 * Undefined when none runs there.
 */
export function findPlatform(dataDir = process.env.SOLVEIG_PLATFORM): PlatformState | undefined {
  const folder = dataDir ?? readJson<{ dataDir: string }>(pointerFile())?.dataDir;
  const state = folder === undefined ? undefined : readJson<PlatformState>(stateFile(folder));
  return state && isAlive(state) ? state : undefined;
}

/** The address of a running platform's database, with the login of a service's role or of the superuser. */
export function databaseUrlOf(state: PlatformState, role: DatabaseRole): string {
  const passwords = readJson<Passwords>(join(state.dataDir, 'postgres-passwords.json'));
  if (!passwords) throw new Error(`${state.dataDir} has no postgres-passwords.json`);
  return databaseUrl(state.addresses.postgres, new URL(state.addresses.postgres).pathname.slice(1), {
    role,
    password: passwords[role],
  });
}

/** The gateway's first admin key. */
export function readKey(state: PlatformState): string {
  return readFileSync(state.keyFile, 'utf8').trim();
}

/** Writes the file in one step, so that a reader never sees half of it. */
export function writeState(state: PlatformState): void {
  writeJson(stateFile(state.dataDir), state);
}

/**
 * Writes the state only if nobody else holds the folder; gives the holder's state when a living process does. What a killed
 * platform left is taken over.
 */
export function claimState(state: PlatformState): PlatformState | undefined {
  const file = stateFile(state.dataDir);
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, file); // unlike a rename, it fails when the file is there
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readJson<PlatformState>(file);
      if (holder && isAlive(holder)) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

export function writePointer(dataDir: string): void {
  writeJson(pointerFile(), { dataDir });
}

/** Removes the state, and the pointer when it leads here. */
export function forgetState(dataDir: string): void {
  rmSync(stateFile(dataDir), { force: true });
  if (readJson<{ dataDir: string }>(pointerFile())?.dataDir === dataDir) rmSync(pointerFile(), { force: true });
}

/** Whether the process that wrote the state still runs. */
export function isAlive(state: Pick<PlatformState, 'pid' | 'pidStartedAt'>): boolean {
  return processStartedAt(state.pid) === state.pidStartedAt;
}

/**
 * When the kernel started a process, in clock ticks since boot; `unknown` where there is no /proc but the process lives; undefined when it
 * does not live.
 */
export function processStartedAt(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold spaces; the start time is the 22nd field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return existsSync('/proc/self/stat') ? undefined : 'unknown';
  }
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined; // absent, or cut by a full disk: as good as absent
  }
}

function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
