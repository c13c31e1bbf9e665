import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepInCache, removeFolder, scratchFolder } from './nats-program.ts';
import type { NatsSource } from './nats-source.ts';

const run = promisify(execFile);

const VERSION = '2.12.15';

/** SHA-256 of the release's archives by Node's name of the processor. */
const ARCHIVES: Readonly<Record<string, { arch: string; sha256: string }>> = {
  x64: { arch: 'amd64', sha256: '58ab8131f819263897e2fc38e503e1b755b63bcafeecc7d12582487df48ca15e' },
  arm64: { arch: 'arm64', sha256: 'b724db99fefbf8f5c808baa82819ee50350aee9734017e4a478f7e545cef3ab6' },
};

const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';

/** The project's own release, used only when its checksum is the pinned one. */
export const githubRelease: NatsSource = {
  name: 'GitHub release',
  byHand: `download nats-server-v${VERSION}-linux-<arch>.tar.gz from ${RELEASES}/v${VERSION}, unpack it, set SOLVEIG_NATS_SERVER to the program`,
  timeoutMs: 60_000,
  obtain: (context) => obtainRelease(context, { baseUrl: RELEASES, archives: ARCHIVES, version: VERSION }),
};

export interface Release {
  readonly baseUrl: string;
  readonly version: string;
  readonly archives: typeof ARCHIVES;
}

/** Downloads, checks and unpacks a release into the cache. */
export async function obtainRelease(
  { cacheDir, signal }: Parameters<NatsSource['obtain']>[0],
  release: Release,
): Promise<string> {
  const archive = release.archives[process.arch];
  if (process.platform !== 'linux' || !archive)
    throw new Error(`no release pinned for ${process.platform}-${process.arch}`);
  const folder = `nats-server-v${release.version}-linux-${archive.arch}`;
  const bytes = await fetchBytes(`${release.baseUrl}/v${release.version}/${folder}.tar.gz`, signal);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== archive.sha256)
    throw new Error(`the archive's SHA-256 is ${sha256}, not the pinned ${archive.sha256}; it was thrown away`);
  const scratch = scratchFolder(cacheDir);
  try {
    writeFileSync(join(scratch, 'release.tar.gz'), bytes);
    await run('tar', ['-xzf', 'release.tar.gz'], { cwd: scratch, signal });
    return await keepInCache(join(scratch, folder, 'nats-server'), 'github', cacheDir);
  } finally {
    removeFolder(scratch);
  }
}

/** Headers must come within eight seconds; the body then has the rest of the attempt's time. */
async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer> {
  const headers = new AbortController();
  const timer = setTimeout(() => headers.abort(new Error('no answer within 8 s')), 8_000);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, headers.signal]) });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const cause = (error as Error).cause;
    throw cause instanceof Error ? new Error(`${url}: ${cause.message}`, { cause }) : error;
  } finally {
    clearTimeout(timer);
  }
}
