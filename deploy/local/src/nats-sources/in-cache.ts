import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkedVersion, isAtLeast } from './nats-program.ts';
import type { NatsSource } from './nats-source.ts';

/** What an earlier start brought here; the newest that runs. */
export const inCache: NatsSource = {
  name: "the project's cache",
  byHand: 'put the program at .solveig/cache/nats-server/own-<version>/nats-server',
  timeoutMs: 10_000,
  async obtain({ cacheDir, signal }) {
    const folders = existsSync(cacheDir) ? readdirSync(cacheDir).filter((name) => /-\d+\.\d+\.\d+$/.test(name)) : [];
    folders.sort((a, b) => (isAtLeast(versionOf(a), versionOf(b)) ? -1 : 1));
    let trouble = `nothing in ${cacheDir}`;
    for (const folder of folders) {
      const binary = join(cacheDir, folder, 'nats-server');
      try {
        await checkedVersion(binary, signal);
        return binary;
      } catch (error) {
        trouble = (error as Error).message;
      }
    }
    throw new Error(trouble);
  },
};

function versionOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('-') + 1);
}
