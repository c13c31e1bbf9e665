import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareDataFolder } from '../src/data-folder.ts';
import { addressesOf } from '../src/platform-addresses.ts';
import { freePorts, portsFrom, requireFree } from '../src/platform-ports.ts';
import {
  claimState,
  findPlatform,
  forgetState,
  type PlatformState,
  processStartedAt,
  stateFile,
  writeState,
} from '../src/platform-state.ts';
import { RotatedFile } from '../src/rotated-file.ts';
import { temporaryFolder } from '../src/testing.ts';

function stateIn(dataDir: string, change: Partial<PlatformState> = {}): PlatformState {
  return {
    status: 'running',
    pid: process.pid,
    pidStartedAt: processStartedAt(process.pid) ?? '',
    startedAt: '',
    dataDir,
    logDir: '',
    addresses: addressesOf(portsFrom(7_700)),
    keyFile: '',
    natsReader: { user: '', password: '', inboxPrefix: '' },
    pids: {},
    ...change,
  };
}

test('a taken port is named with what holds it and what to do', async () => {
  const ports = await freePorts();
  const other = createServer().listen(ports.nats, '127.0.0.1');
  await once(other, 'listening');
  const error: Error = await requireFree(ports).then(
    () => expect.unreachable(),
    (reason) => reason as Error,
  );
  expect(error.message).toContain(`${ports.nats} (nats) is held by pid ${process.pid}`);
  expect(error.message).toMatch(/--port-base \d+/);
  other.close();
  await requireFree(ports, 1_000);
});

test('the ports move together', () => {
  const [low, high] = [portsFrom(7_700), portsFrom(9_000)];
  expect(low.gatewayRest).toBe(7_700);
  expect(Object.values(high).map((port) => port - 1_300)).toEqual(Object.values(low));
  expect(new Set(Object.values(low)).size).toBe(Object.values(low).length);
  expect(() => portsFrom(65_530)).toThrow('the port base must be');
});

test('a platform is found while its process lives, and only its owner can read where', () => {
  using folder = temporaryFolder('state');
  writeState(stateIn(folder.path));
  expect(findPlatform(folder.path)?.pid).toBe(process.pid);
  expect(statSync(stateFile(folder.path)).mode & 0o777).toBe(0o600);
  writeState(stateIn(folder.path, { pidStartedAt: 'another life of this pid' }));
  expect(findPlatform(folder.path)).toBeUndefined();
});

test('a folder is held by one living platform; what a dead one left is taken over', () => {
  using folder = temporaryFolder('state');
  writeState(stateIn(folder.path, { pidStartedAt: 'long ago' }));
  expect(claimState(stateIn(folder.path))).toBeUndefined();
  expect(claimState(stateIn(folder.path))?.pid).toBe(process.pid);
  forgetState(folder.path);
  expect(existsSync(stateFile(folder.path))).toBe(false);
});

test('--fresh empties our own data folder and refuses a stranger', () => {
  using folder = temporaryFolder('data');
  const data = prepareDataFolder(join(folder.path, 'data'), false);
  mkdirSync(join(data, 'postgres'));
  expect(prepareDataFolder(data, true)).toBe(data);
  expect(existsSync(join(data, 'postgres'))).toBe(false);
  writeFileSync(join(folder.path, 'thesis.txt'), 'years of work');
  expect(() => prepareDataFolder(folder.path, true)).toThrow('holds other things');
  expect(existsSync(join(folder.path, 'thesis.txt'))).toBe(true);
});

test('a log rotates by size and keeps the newest lines', () => {
  using folder = temporaryFolder('log');
  const path = join(folder.path, 'a.log');
  const log = new RotatedFile(path, { maxBytes: 100, keep: 3 });
  for (let line = 0; line < 100; line++) log.write(`line ${line}\n`);
  log.close();
  expect(readFileSync(path, 'utf8')).toContain('line 99\n');
  expect([1, 2, 3].map((age) => existsSync(`${path}.${age}`))).toEqual([true, true, false]);
  expect(readFileSync(`${path}.1`, 'utf8').length).toBeLessThanOrEqual(100);
});
