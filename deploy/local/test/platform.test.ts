import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { AlreadyRunningError, startPlatform } from '../src/platform.ts';
import type { PlatformEvent } from '../src/platform-events.ts';
import { databaseUrlOf, findPlatform, type PlatformService, SERVICE_NAMES } from '../src/platform-state.ts';
import { stopPlatform } from '../src/stop-platform.ts';
import { startTestPlatform, temporaryFolder } from '../src/testing.ts';

/** Each test makes whole databases and kills what stands on them; a busy machine takes its time. */
vi.setConfig({ testTimeout: 90_000 });

/** One service is enough to see how the platform holds its parts together; what they do together is tested elsewhere. */
const ONE: { except: PlatformService[] } = { except: SERVICE_NAMES.filter((name) => name !== 'distance') };

test('it says where everything is, keeps its parts running, and leaves nothing behind', async () => {
  const events: PlatformEvent[] = [];
  await using platform = await startTestPlatform({
    ...ONE,
    keepServersUp: true,
    onEvent: (event) => events.push(event),
  });
  const { dataDir } = platform;
  const state = findPlatform(dataDir);
  expect(state).toMatchObject({ status: 'running', pid: process.pid, addresses: platform.addresses });
  expect(state && databaseUrlOf(state, 'solver')).toBe(platform.postgres.url({ role: 'solver' }));
  expect(statSync(join(dataDir, 'platform.json')).mode & 0o777).toBe(0o600);
  await expect(startPlatform({ ...ONE, dataDir, ports: 'free' })).rejects.toThrow(AlreadyRunningError);

  const { pid } = platform.service('distance');
  for (const victim of [pid, platform.nats.pid, platform.postgres.pid]) process.kill(victim ?? 0, 'SIGKILL');
  await vi.waitFor(() => {
    const kinds = events.map((event) => event.type);
    expect(kinds.filter((kind) => kind === 'server restarted')).toHaveLength(2);
    expect(kinds).toContain('crashed');
  }, 15_000);
  await platform.service('distance').waitReady();
  expect(platform.service('distance').pid).not.toBe(pid);
  expect(findPlatform(dataDir)?.pids).toMatchObject({
    distance: platform.service('distance').pid,
    nats: platform.nats.pid,
    postgres: platform.postgres.pid,
  });

  const pids = Object.values(platform.state().pids);
  await platform.stop();
  expect(pids.filter((one) => existsSync(`/proc/${one}`) && !isZombie(one))).toEqual([]);
  expect(findPlatform(dataDir)).toBeUndefined();
  expect(await stopPlatform(dataDir)).toBeUndefined();
  expect(readdirSync(join(dataDir, 'logs')).sort()).toEqual(['distance.log', 'nats.log', 'postgres.log']);
});

test('a start that fails takes down what it had started', async () => {
  using folder = temporaryFolder('platform');
  const starting = startPlatform({
    ...ONE,
    dataDir: folder.path,
    ports: 'free',
    durability: 'off',
    env: { distance: { SOLVEIG_DISTANCE_GRPC_ADDRESS: 'not an address' } },
  });
  await expect(starting).rejects.toThrow(/distance refuses its settings[\s\S]*SOLVEIG_DISTANCE_GRPC_ADDRESS/);
  expect(findPlatform(folder.path)).toBeUndefined();
  expect(existsSync(join(folder.path, 'postgres', 'postmaster.pid'))).toBe(false);
});

test('what was stored is there after a restart, and gone after a fresh one', async () => {
  using folder = temporaryFolder('platform');
  const start = (fresh: boolean) =>
    startPlatform({ ...ONE, dataDir: folder.path, ports: 'free', durability: 'off', fresh });
  const passwords = () => readFileSync(join(folder.path, 'postgres-passwords.json'), 'utf8');
  await (await start(false)).stop();
  const first = passwords();
  await (await start(false)).stop();
  expect(passwords()).toBe(first);
  await (await start(true)).stop();
  expect(passwords()).not.toBe(first);
});

function isZombie(pid: number): boolean {
  return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
