import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { repoRoot } from '@solveig/local/repo-root';

/** A bare server in a process of its own. */
export interface BareServer extends AsyncDisposable {
  /** host:port */
  readonly address: string;
}

const UP_WITHIN_MS = 20_000;

/** Starts one of the programs of this folder. */
export async function startBare(
  program: 'echo-server' | 'forwarding-server' | 'worker-server' | 'insert-server',
  ...args: string[]
): Promise<BareServer> {
  const child = fork(fileURLToPath(new URL(`./${program}.ts`, import.meta.url)), args, {
    cwd: repoRoot(),
    execArgv: process.execArgv,
  });
  const [address] = await once(child, 'message', { signal: AbortSignal.timeout(UP_WITHIN_MS) });
  return {
    address: String(address),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
