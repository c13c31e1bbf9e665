import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NATS_SOURCES, NatsNotFoundError, obtainNatsServer } from '../src/nats-provider.ts';
import { debianPackage } from '../src/nats-sources/debian-package.ts';
import { dockerImage } from '../src/nats-sources/docker-image.ts';
import { obtainRelease } from '../src/nats-sources/github-release.ts';
import { isAtLeast } from '../src/nats-sources/nats-program.ts';
import type { NatsSource } from '../src/nats-sources/nats-source.ts';
import { listenHttp } from '../src/sinks/http-json.ts';
import { temporaryFolder } from '../src/testing.ts';

/** A program that says it is this version of nats-server. */
function plant(folder: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'nats-server');
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Ways that would reach out of the machine fail at once instead. */
function offline(): NatsSource[] {
  return NATS_SOURCES.map((source) =>
    ['Debian package', 'GitHub release', 'Docker'].includes(source.name)
      ? { ...source, obtain: () => Promise.reject(new Error('there is no network')) }
      : source,
  );
}

test('the program on the PATH is taken first', async () => {
  using folder = temporaryFolder('provider');
  const bin = join(folder.path, 'bin');
  const path = plant(bin, '2.11.0');
  plant(join(folder.path, 'cache', 'debian-2.10.0'), '2.10.0');
  const found = await obtainNatsServer({
    env: { PATH: bin },
    cacheDir: join(folder.path, 'cache'),
    sources: offline(),
  });
  expect(found).toMatchObject({ path, version: '2.11.0', source: 'PATH' });
});

test('one that is too old is passed over for the newest in the cache', async () => {
  using folder = temporaryFolder('provider');
  const bin = join(folder.path, 'bin');
  const cacheDir = join(folder.path, 'cache');
  plant(bin, '2.9.9');
  plant(join(cacheDir, 'debian-2.9.10'), '2.9.10');
  const newest = plant(join(cacheDir, 'github-2.12.15'), '2.12.15');
  const found = await obtainNatsServer({ env: { PATH: bin }, cacheDir, sources: offline() });
  expect(found.path).toBe(newest);
  expect(found.attempts[0]).toMatchObject({ source: 'PATH', outcome: 'failed' });
  expect(found.attempts[0]?.cause).toMatch('is 2.9.9, but 2.9.10 or newer is needed');
});

test('SOLVEIG_NATS_SERVER goes before everything', async () => {
  using folder = temporaryFolder('provider');
  const path = plant(join(folder.path, 'own'), '2.10.1');
  const found = await obtainNatsServer({ env: { PATH: '/usr/bin', SOLVEIG_NATS_SERVER: path } });
  expect(found).toMatchObject({ path, source: 'SOLVEIG_NATS_SERVER' });
});

test('when nothing provides it, the five ways tried are named with their causes and how to do one by hand', async () => {
  using folder = temporaryFolder('provider');
  const failing = obtainNatsServer({
    env: { PATH: folder.path },
    cacheDir: join(folder.path, 'cache'),
    sources: offline(),
  });
  const error = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NatsNotFoundError)) {
    // A machine with nats-server in /usr/sbin always finds that one.
    expect(existsSync('/usr/sbin/nats-server')).toBe(true);
    return;
  }
  expect(error.attempts.map((attempt) => attempt.source)).toEqual([
    'PATH',
    "the project's cache",
    'Debian package',
    'GitHub release',
    'Docker',
  ]);
  expect(error.message).toMatch(/1\. PATH .*no nats-server on it/);
  expect(error.message).toMatch(/5\. Docker .*there is no network/);
  expect(error.message).toContain('apt-get install nats-server');
  expect(error.message).toContain('SOLVEIG_NATS_SERVER=');
});

test('a way that hangs is given up after its time', async () => {
  using folder = temporaryFolder('provider');
  const hanging: NatsSource = { name: 'slow', byHand: 'wait', timeoutMs: 50, obtain: () => new Promise(() => {}) };
  await expect(obtainNatsServer({ env: {}, cacheDir: folder.path, sources: [hanging] })).rejects.toThrow(
    'gave up after 0.05 s',
  );
});

test('the release is unpacked when its checksum is right, and thrown away when not', async () => {
  using folder = temporaryFolder('provider');
  const cacheDir = join(folder.path, 'cache');
  plant(join(folder.path, `nats-server-v2.12.15-linux-test`), '2.12.15');
  execFileSync('tar', ['-czf', 'release.tar.gz', 'nats-server-v2.12.15-linux-test'], { cwd: folder.path });
  const bytes = readFileSync(join(folder.path, 'release.tar.gz'));
  const server = await listenHttp(0, async (_, response) => void response.end(bytes));
  const context = { cacheDir, env: {}, signal: AbortSignal.timeout(10_000) };
  const release = (sha256: string) => ({
    baseUrl: `http://127.0.0.1:${server.port}`,
    version: '2.12.15',
    archives: { [process.arch]: { arch: 'test', sha256 } },
  });
  await expect(obtainRelease(context, release('0'.repeat(64)))).rejects.toThrow('not the pinned');
  expect(existsSync(cacheDir)).toBe(false);
  const path = await obtainRelease(context, release(createHash('sha256').update(bytes).digest('hex')));
  expect(path).toBe(join(cacheDir, 'github-2.12.15', 'nats-server'));
  expect(readdirSync(cacheDir)).toEqual(['github-2.12.15']);
  await server.close();
});

test('a machine without apt or docker says so', async () => {
  using folder = temporaryFolder('provider');
  const { PATH } = process.env;
  process.env.PATH = folder.path;
  try {
    for (const [source, program] of [
      [debianPackage, 'apt-get'],
      [dockerImage, 'docker'],
    ] as const) {
      const tried = obtainNatsServer({ env: {}, cacheDir: join(folder.path, 'cache'), sources: [source] });
      await expect(tried).rejects.toThrow(`${program} is not installed here`);
    }
  } finally {
    process.env.PATH = PATH;
  }
});

test('versions compare by number', () => {
  expect(isAtLeast('2.10.0', '2.9.10')).toBe(true);
  expect(isAtLeast('2.9.10', '2.9.10')).toBe(true);
  expect(isAtLeast('2.9.9', '2.9.10')).toBe(false);
  expect(isAtLeast('10.0.0', '2.9.10')).toBe(true);
});
