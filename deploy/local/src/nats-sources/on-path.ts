import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkedVersion } from './nats-program.ts';
import type { NatsSource } from './nats-source.ts';

/** A program that is installed already. Debian's package puts it into /usr/sbin, which is on root's PATH only. */
export const onPath: NatsSource = {
  name: 'PATH',
  byHand: 'install nats-server 2.9.10 or newer so that `nats-server --version` answers',
  timeoutMs: 10_000,
  async obtain({ env, signal }) {
    const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin'].filter((folder) => folder !== '');
    const binary = folders.map((folder) => join(folder, 'nats-server')).find(isExecutable);
    if (!binary) throw new Error('no nats-server on it');
    await checkedVersion(binary, signal);
    return binary;
  },
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
