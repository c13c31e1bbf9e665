import { rmSync } from 'node:fs';
import { startPlatform } from '@solveig/local/platform';
import type { OwnPlatformOptions } from './own-platform.ts';

/*
 * Holds one platform together until the process that asked for it closes the
 * pipe or dies; then its data goes too.
 */
const { dataDir, env } = JSON.parse(process.argv[2] ?? '{}') as OwnPlatformOptions;
const parentGone = new AbortController();
process.once('disconnect', () => parentGone.abort());
// Ctrl-C reaches the whole process group; the one who measures decides.
process.on('SIGINT', () => undefined);

try {
  const { signal } = parentGone;
  const platform = await startPlatform({ ports: 'free', dataDir, ...(env ? { env } : {}), signal });
  process.send?.('up');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await platform.stop();
} catch (error) {
  if (!parentGone.signal.aborted) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  if (process.connected) process.disconnect();
}
