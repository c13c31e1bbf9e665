import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresRunner } from './postgres-binaries.ts';

const run = promisify(execFile);

/** One role a service; each owns the schema of its name and nothing else. */
export const SERVICE_ROLES = ['solver', 'monitor', 'alerting', 'distance', 'gateway'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];
export type DatabaseRole = ServiceRole | 'postgres';

/** The passwords of all roles, kept beside the cluster in a file that only its owner reads. */
export type Passwords = Readonly<Record<DatabaseRole, string>>;

/** `on` syncs every commit to the disk; `off` is for tests, whose data nobody wants back after a power cut. */
export type Durability = 'on' | 'off';

/** Reads the passwords of the cluster, or makes them: a given one for all roles (tests), else a random one each. */
export function passwordsFor(file: string, given?: string): Passwords {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  const roles: DatabaseRole[] = ['postgres', ...SERVICE_ROLES];
  const passwords = Object.fromEntries(roles.map((role) => [role, given ?? randomBytes(18).toString('base64url')]));
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  return passwords as Passwords;
}

/** Makes the cluster in `folder` unless it is there already. */
export async function initCluster(runner: PostgresRunner, folder: string, superuserPassword: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const secret = mkdtempSync(join(tmpdir(), 'solveig-initdb-'));
  try {
    const passwordFile = join(secret, 'password');
    writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
    if (runner.uid !== undefined)
      for (const path of [secret, passwordFile]) chownSync(path, runner.uid, runner.gid ?? runner.uid);
    const [command = '', ...args] = [
      ...runner.prefix,
      join(runner.binFolder, 'initdb'),
      ...['-D', folder, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      // Said in full because under an empty environment initdb picks SQL_ASCII.
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
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
