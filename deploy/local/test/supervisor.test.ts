import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { freePort } from '../src/free-port.ts';
import type { SupervisorEvent } from '../src/supervised-service.ts';
import { Supervisor } from '../src/supervisor.ts';
import { temporaryFolder } from '../src/testing.ts';

const SERVICE = fileURLToPath(new URL('fixtures/service.mjs', import.meta.url));
const PARENT = fileURLToPath(new URL('fixtures/parent.mjs', import.meta.url));

function supervise(folder: string) {
  const events: SupervisorEvent[] = [];
  const supervisor = new Supervisor({ logDir: folder, onEvent: (event) => events.push(event) });
  const start = (env: Record<string, string> = {}, more: { readyUrl?: string; stopGraceMs?: number } = {}) =>
    supervisor.start({
      name: 'sample',
      command: process.execPath,
      args: [SERVICE],
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      ...more,
    });
  return { supervisor, events, start };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a crashed service is started again with back-off, and it is said', async () => {
  using folder = temporaryFolder('supervisor');
  const { supervisor, events, start } = supervise(folder.path);
  await using _ = supervisor;
  const port = await freePort();
  const service = start({ PORT: String(port) }, { readyUrl: `http://127.0.0.1:${port}/` });
  await service.waitReady();
  const { pid } = service;
  await service.kill9();
  await service.waitReady();
  expect(service.pid).not.toBe(pid);
  await service.kill9();
  await service.waitReady();
  const crashes = events.filter((event) => event.type === 'crashed');
  expect(crashes).toEqual([
    { type: 'crashed', service: 'sample', how: 'killed by SIGKILL', againInMs: 200 },
    { type: 'crashed', service: 'sample', how: 'killed by SIGKILL', againInMs: 400 },
  ]);
  expect(events.map((event) => event.type)).toEqual([
    'started',
    'ready',
    'crashed',
    'started',
    'ready',
    'crashed',
    'started',
    'ready',
  ]);
});

test('a service that refuses its settings is not started again', async () => {
  using folder = temporaryFolder('supervisor');
  const { supervisor, events, start } = supervise(folder.path);
  await using _ = supervisor;
  const service = start({ EXIT: '78', SAY: 'SOLVEIG_X must be a number' }, { readyUrl: 'http://127.0.0.1:9/' });
  await expect(service.waitReady()).rejects.toThrow('SOLVEIG_X must be a number');
  expect(events.map((event) => event.type)).toEqual(['started', 'misconfigured']);
});

test('waiting for a service that crashes at each start ends with its last lines', async () => {
  using folder = temporaryFolder('supervisor');
  const { supervisor, start } = supervise(folder.path);
  await using _ = supervisor;
  const service = start({ EXIT: '1', SAY: 'cannot find my hat' }, { readyUrl: 'http://127.0.0.1:9/' });
  await expect(service.waitReady(10_000, { giveUpAfterCrashes: 2 })).rejects.toThrow('cannot find my hat');
});

test('stop asks politely, then kills what does not heed', async () => {
  using folder = temporaryFolder('supervisor');
  const { supervisor, events, start } = supervise(folder.path);
  const polite = start({ SAY: 'ready' });
  const stubborn = start({ SAY: 'ready', STUBBORN: '1' }, { stopGraceMs: 300 });
  await vi.waitFor(() => expect(polite.tail() + stubborn.tail()).toBe('readyready'), 5_000);
  const pids = [polite.pid, stubborn.pid] as number[];
  await supervisor.stop();
  await supervisor.stop();
  expect(pids.map(isAlive)).toEqual([false, false]);
  expect(readFileSync(join(folder.path, 'sample.log'), 'utf8')).toContain('leaving in order');
  expect(events.filter((event) => event.type === 'crashed')).toEqual([]);
});

test('when the parent is killed, its services and servers end too', async () => {
  using folder = temporaryFolder('supervisor');
  const script = join(folder.path, 'parent.json');
  writeFileSync(script, JSON.stringify({ service: SERVICE, folder: folder.path }));
  const parent = spawn(process.execPath, ['--import', 'tsx', PARENT, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as { service: number; server: number };
  expect([pids.service, pids.server].map(isAlive)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect([pids.service, pids.server].map(isAlive)).toEqual([false, false]), 5_000);
});
