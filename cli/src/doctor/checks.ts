import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { obtainNatsServer } from '@solveig/local/nats-provider';
import { DEFAULT_PORT_BASE, PortsTakenError, portsFrom, requireFree } from '@solveig/local/platform-ports';
import { findPlatform, SERVICE_NAMES } from '@solveig/local/platform-state';
import { choosePostgresRunner, postgresPackageFolder } from '@solveig/local/postgres-binaries';
import { repoRoot } from '@solveig/local/repo-root';
import { bundleOf } from '../repo.ts';
import { checkSettings, describeFaults } from '../service-settings.ts';
import type { Check } from './finding.ts';

const MIN_NODE = [20, 19] as const;
const MIN_FREE_BYTES = 1024 ** 3;

/** Postgres refuses to run as root, so as root it runs as somebody else. */
const HOW_POSTGRES_RUNS: Readonly<Record<ReturnType<typeof choosePostgresRunner>['kind'], string>> = {
  'as-is': 'as you',
  'user-namespace': 'in a user namespace, since you are root',
  nobody: 'as nobody, since you are root',
};

/** Everything that must be right, from the ground up. */
export const CHECKS: readonly { readonly name: string; readonly check: Check }[] = [
  { name: 'Node', check: checkNode },
  { name: 'build', check: checkBuild },
  { name: 'disk', check: checkDisk },
  { name: 'nats-server', check: checkNats },
  { name: 'Postgres', check: checkPostgres },
  { name: 'settings', check: checkSettingsOfShell },
  { name: 'platform', check: checkPlatform },
  ...SERVICE_NAMES.map((name) => ({ name, check: () => checkService(name) })),
];

async function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  if (isEnough) return { level: 'ok' as const, detail: process.version };
  return {
    level: 'fault' as const,
    detail: `${process.version} is too old`,
    mend: `install Node ${MIN_NODE.join('.')} or newer`,
  };
}

async function checkBuild() {
  const missing = SERVICE_NAMES.filter((name) => !existsSync(bundleOf(name)));
  if (missing.length === 0) return { level: 'ok' as const, detail: 'every service is built' };
  return { level: 'fault' as const, detail: `not built: ${missing.join(', ')}`, mend: 'npm run build' };
}

async function checkDisk() {
  const { bavail, bsize } = statfsSync(repoRoot());
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  if (free >= MIN_FREE_BYTES) return { level: 'ok' as const, detail };
  return {
    level: 'warning' as const,
    detail,
    mend: 'Postgres and the queue need room: free at least 1 GB, or name another disk with --data-dir',
  };
}

async function checkNats() {
  try {
    const program = await obtainNatsServer();
    return { level: 'ok' as const, detail: `${program.version} at ${program.path}` };
  } catch (error) {
    return {
      level: 'fault' as const,
      detail: (error as Error).message,
      mend: 'put a nats-server (2.9.10 or newer) on PATH, or name one with SOLVEIG_NATS_SERVER',
    };
  }
}

async function checkPostgres() {
  try {
    const folder = postgresPackageFolder();
    const runner = choosePostgresRunner();
    return { level: 'ok' as const, detail: `embedded, run ${HOW_POSTGRES_RUNS[runner.kind]} (${join(folder, 'bin')})` };
  } catch (error) {
    return {
      level: 'fault' as const,
      detail: (error as Error).message,
      mend: 'npm install was cut short: delete node_modules and run `npm start`',
    };
  }
}

/** Settings in this shell go to every service, so a wrong one keeps the platform from starting. */
async function checkSettingsOfShell() {
  const built = SERVICE_NAMES.filter((name) => existsSync(bundleOf(name)));
  const { faults } = await checkSettings(built, (name) => ({
    [`SOLVEIG_${name.toUpperCase()}_DATABASE_URL`]: 'postgresql://local:local@127.0.0.1:5432/local',
    ...process.env,
  }));
  const ours = Object.keys(process.env).filter((name) => name.startsWith('SOLVEIG_')).length;
  if (faults.length === 0) {
    return {
      level: 'ok' as const,
      detail: ours === 0 ? 'this shell changes none' : `this shell sets ${ours}, none wrong`,
    };
  }
  return {
    level: 'fault' as const,
    detail: `this shell sets ${faults.length} wrong\n${describeFaults(faults)}`,
    mend: 'correct or unset these variables; docs/reference/settings.md lists them all',
  };
}

async function checkPlatform() {
  const platform = findPlatform();
  if (platform)
    return {
      level: 'ok' as const,
      detail: `${platform.status} at ${platform.addresses.rest}, data in ${platform.dataDir}`,
    };
  try {
    await requireFree(portsFrom(DEFAULT_PORT_BASE));
    return { level: 'warning' as const, detail: 'not running; its ports are free', mend: 'npm start' };
  } catch (error) {
    if (!(error instanceof PortsTakenError)) throw error;
    return {
      level: 'fault' as const,
      detail: `not running, and ${error.taken}`,
      mend: `stop that program, or move all ports together: npm start -- --port-base ${error.suggestedBase}`,
    };
  }
}

async function checkService(name: (typeof SERVICE_NAMES)[number]) {
  const platform = findPlatform();
  if (!platform) return { level: 'warning' as const, detail: 'not running' };
  try {
    const response = await fetch(`${platform.addresses.services[name].ops}/health/detailed`, {
      signal: AbortSignal.timeout(2000),
    });
    const { parts = {} } = (await response.json()) as { parts?: Record<string, { status: string; detail: string }> };
    const unwell = Object.entries(parts)
      .filter(([, part]) => part.status !== 'ok')
      .map(([part, { status, detail }]) => `${part} is ${status}${detail ? ` (${detail})` : ''}`);
    if (response.ok && unwell.length === 0) return { level: 'ok' as const, detail: 'ready' };
    const level = response.ok ? ('warning' as const) : ('fault' as const);
    return { level, detail: unwell.join('; ') || 'not ready', mend: `npx solveig logs ${name} --level warn` };
  } catch (error) {
    return {
      level: 'fault' as const,
      detail: `it does not answer: ${(error as Error).message}`,
      mend: `npx solveig logs ${name}`,
    };
  }
}
