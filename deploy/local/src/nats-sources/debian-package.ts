import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepInCache, removeFolder, scratchFolder } from './nats-program.ts';
import type { NatsSource } from './nats-source.ts';

const run = promisify(execFile);

const UNREACHABLE = /could not connect|temporary failure|could not resolve|timed out|unable to connect/i;

/**
 * Debian's own package, downloaded and unpacked into the cache. apt works in folders of ours, so that neither root
 * nor any change to the system is needed; what is trusted is what the machine's own apt trusts.
 */
export const debianPackage: NatsSource = {
  name: 'Debian package',
  byHand: 'apt-get install nats-server (then it is on the PATH)',
  timeoutMs: 45_000,
  async obtain({ cacheDir, signal }) {
    const scratch = scratchFolder(cacheDir);
    try {
      await download(scratch, signal);
      const archive = readdirSync(scratch).find((name) => name.endsWith('.deb'));
      if (!archive) throw new Error('apt-get download left no package');
      await run('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: scratch, signal });
      return await keepInCache(join(scratch, 'unpacked/usr/sbin/nats-server'), 'debian', cacheDir);
    } finally {
      removeFolder(scratch);
    }
  },
};

/** With the lists that the machine has, when they know the package; else with fresh lists of our own. */
async function download(scratch: string, signal: AbortSignal): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(scratch, folder), { recursive: true });
  const options = (settings: Record<string, string>): string[] =>
    Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const base = {
    'Dir::Cache': join(scratch, 'cache'),
    'APT::Sandbox::User': 'root', // the sandbox user may not write into our folder
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '8',
    'Acquire::https::Timeout': '8',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled': 'false',
  };
  const get = async (settings: Record<string, string>, ...args: string[]): Promise<void> => {
    await run('apt-get', [...options(settings), '-q', ...args], {
      cwd: scratch,
      signal,
      env: { PATH: process.env.PATH, LANG: 'C' },
    });
  };
  try {
    await get(base, 'download', 'nats-server');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error; // no apt-get at all
    signal.throwIfAborted();
    // Fresh lists would come from the same place that has just not answered.
    if (UNREACHABLE.test(String((error as { stderr?: unknown }).stderr))) throw error;
    const own = { ...base, 'Dir::State::lists': join(scratch, 'lists') };
    // A source of somebody else that does not answer must not matter: only the download decides.
    const update = await get(own, 'update').catch((failure: Error) => failure);
    await get(own, 'download', 'nats-server').catch((failure: Error) => {
      throw update instanceof Error ? update : failure;
    });
  }
}
