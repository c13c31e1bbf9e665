import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepInCache, removeFolder, scratchFolder } from './nats-program.ts';
import type { NatsSource } from './nats-source.ts';

const run = promisify(execFile);

const IMAGE = 'nats:2.12.15';

/** The program out of the official image; no container is ever run. */
export const dockerImage: NatsSource = {
  name: 'Docker',
  byHand: `docker create --name n ${IMAGE} && docker cp n:/nats-server . && docker rm n, then set SOLVEIG_NATS_SERVER to the program`,
  timeoutMs: 60_000,
  async obtain({ cacheDir, signal }) {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000, signal });
    const { stdout } = await run('docker', ['create', IMAGE], { signal });
    const container = stdout.trim();
    const scratch = scratchFolder(cacheDir);
    try {
      const program = join(scratch, 'nats-server');
      await run('docker', ['cp', `${container}:/nats-server`, program], { signal });
      return await keepInCache(program, 'docker', cacheDir);
    } finally {
      removeFolder(scratch);
      await run('docker', ['rm', container], { timeout: 10_000 }).catch(() => {}); // what is left is a stopped container
    }
  },
};
