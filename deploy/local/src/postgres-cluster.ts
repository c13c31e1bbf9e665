import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterTemplate } from './cluster-template.ts';
import type { PostgresRunner } from './postgres-binaries.ts';
import { cacheDirectory } from './repo-root.ts';

const run = promisify(execFile);

/** One role a service; each owns the schema of its name and nothing else. */
export const SERVICE_ROLES = ['solver', 'monitor', 'alerting', 'distance', 'gateway'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];
export type DatabaseRole = ServiceRole | 'postgres';

/** The passwords of all roles, kept beside the cluster in a file that only its owner reads. */
export type Passwords = Readonly<Record<DatabaseRole, string>>;

/** `on` syncs every commit to the disk; `off` is for tests, whose data nobody wants back after a power cut. */
export type Durability = 'on' | 'off';

/**
 * Reads the passwords of the cluster, or makes them: a given one for all roles (tests), else a random one each. The superuser of
 * all clusters of a checkout has the same, so that a new cluster can be a copy.
 */
export function passwordsFor(file: string, given?: string): Passwords {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  const passwords = Object.fromEntries<string>(SERVICE_ROLES.map((role) => [role, given ?? randomPassword()]));
  passwords.postgres = given ?? superuserPassword();
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  return passwords as Passwords;
}

function superuserPassword(): string {
  const file = join(cacheDirectory(), 'postgres-superuser-password');
  mkdirSync(cacheDirectory(), { recursive: true });
  try {
    writeFileSync(file, `${randomPassword()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}

// The encoding is said in full because under an empty environment initdb picks SQL_ASCII.
const INITDB_OPTIONS = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];

/** Makes the cluster in `folder` unless it is there already. */
export async function initCluster(runner: PostgresRunner, folder: string, password: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  // What another user owns must be made by that user.
  if (runner.uid !== undefined) return runInitdb(runner, folder, password);
  const template = clusterTemplate([runner.binFolder, ...INITDB_OPTIONS, password]);
  if (await template.copyTo(folder)) return;
  await runInitdb(runner, folder, password);
  await template.keep(folder);
}

async function runInitdb(runner: PostgresRunner, folder: string, password: string): Promise<void> {
  const secret = mkdtempSync(join(tmpdir(), 'solveig-initdb-'));
  try {
    const passwordFile = join(secret, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (runner.uid !== undefined)
      for (const path of [secret, passwordFile]) chownSync(path, runner.uid, runner.gid ?? runner.uid);
    const [command = '', ...args] = [
      ...runner.prefix,
      join(runner.binFolder, 'initdb'),
      ...['-D', folder, `--pwfile=${passwordFile}`, ...INITDB_OPTIONS],
    ];
    await run(command, args, {
      timeout: 60_000,
      env: { PATH: process.env.PATH, LANG: 'C' },
      ...(runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.gid ?? runner.uid }),
    });
  } catch (error) {
    // A half-made cluster would be taken for a whole one by nobody, but initdb refuses a folder that is not empty.
    rmSync(folder, { recursive: true, force: true });
    const printed = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`initdb failed in ${folder}: ${printed || (error as Error).message}`, { cause: error });
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}

/** The settings of the running server, as `-c` arguments. */
export function serverArguments(folder: string, port: number, durability: Durability): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %u@%d ',
    log_min_duration_statement: '100',
    shared_preload_libraries: 'pg_stat_statements',
    jit: 'off', // plans here are short; compiling them costs more than it gives
    // Without fsync a commit survives kill -9 still, though not a power cut; without synchronous_commit it would not.
    ...(durability === 'off' ? { fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '10min' } : {}),
  };
  return ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
