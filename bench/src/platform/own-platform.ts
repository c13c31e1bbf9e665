import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PlatformOptions } from '@solveig/local/platform';
import { findPlatform, type PlatformState, readKey } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';

/** What the process of a platform is told. */
export interface OwnPlatformOptions {
  readonly dataDir: string;
  readonly env?: PlatformOptions['env'];
}

/** A platform of the benchmark's own. */
export interface OwnPlatform extends AsyncDisposable {
  /** Where things are now; process ids change when a service is started again. */
  state(): PlatformState;
  /** The gateway's admin key. */
  readonly key: string;
  stop(): Promise<void>;
}

const UP_WITHIN_MS = 90_000;

/** Starts a platform on free ports, in a process of its own: the process that measures only measures. */
export async function startOwnPlatform(options: OwnPlatformOptions): Promise<OwnPlatform> {
  const child = fork(fileURLToPath(new URL('./platform-process.ts', import.meta.url)), [JSON.stringify(options)], {
    cwd: repoRoot(),
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = () => stopChild(child);
  try {
    await untilUp(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const state = () => {
    const found = findPlatform(options.dataDir);
    if (!found) throw new Error(`no platform runs on ${options.dataDir} any more`);
    return found;
  };
  return { state, key: readKey(state()), stop, [Symbol.asyncDispose]: stop };
}

async function untilUp(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(UP_WITHIN_MS);
  const [what] = await Promise.race([once(child, 'message', { signal }), once(child, 'exit', { signal })]);
  if (what !== 'up') throw new Error(`the platform did not start: ${JSON.stringify(what)}`);
}

/** Closing the pipe asks it to stop everything and to leave. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}
