import { resolve } from 'node:path';
import { stopPlatform } from '@solveig/local/stop-platform';

/** `solveig down` */
export async function down(options: { dataDir?: string }): Promise<void> {
  const stopped = await stopPlatform(options.dataDir === undefined ? undefined : resolve(options.dataDir));
  process.stdout.write(stopped ? `stopped; the data stays in ${stopped.dataDir}\n` : 'no platform runs here\n');
}
