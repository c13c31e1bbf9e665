import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeEvent } from '@solveig/local/describe-event';
import { AlreadyRunningError, type Platform, startPlatform } from '@solveig/local/platform';
import type { PlatformState } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';
import { solveSamples } from '../samples.ts';
import { welcome } from '../show/welcome.ts';

interface UpOptions {
  readonly dataDir?: string;
  readonly fresh?: boolean;
  readonly portBase?: number;
}

/** `solveig up`: the platform in the foreground until Ctrl-C. */
export async function up(options: UpOptions): Promise<void> {
  const stopping = new AbortController();
  // A handler of our own also takes back a SIGINT that was inherited as ignored.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const named = process.env.SOLVEIG_PLATFORM;
  const dataDir = options.dataDir ?? named;
  let platform: Platform;
  try {
    platform = await startPlatform({
      // A shell that SOLVEIG_PLATFORM leads to one platform does not lead all others there.
      isMain: named === undefined,
      keepServersUp: true,
      fresh: options.fresh ?? false,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(options.portBase === undefined ? {} : { ports: options.portBase }),
      signal: stopping.signal,
      onEvent: (event) => {
        const line = describeEvent(event);
        if (line) say(line);
      },
    });
  } catch (error) {
    if (stopping.signal.aborted) return;
    if (error instanceof AlreadyRunningError) return alreadyRunning(error.state);
    throw error;
  }
  try {
    await solveSamples(platform.state(), sampleFiles(), { say, signal: stopping.signal });
    if (!stopping.signal.aborted) say(`\n${welcome(platform.state(), 'Ctrl-C stops everything.')}`);
    await aborted(stopping.signal);
    say('\nstopping');
  } finally {
    await platform.stop();
  }
  say(`stopped; the data stays in ${platform.dataDir}`);
}

function alreadyRunning(state: PlatformState): void {
  const where = `(pid ${state.pid}, data in ${state.dataDir})`;
  process.stdout.write(
    state.status === 'running'
      ? `The platform runs already ${where}.\n\n${welcome(state, '`npx solveig down` stops everything.')}\n`
      : `The platform is being started already ${where}; it will be at ${state.addresses.rest}.\n`,
  );
}

/** Problems of examples/, as paths from here, the smallest first: it is the first to be solved. */
function sampleFiles(): string[] {
  const examples = join(repoRoot(), 'examples');
  return readdirSync(examples)
    .filter((name) => /\.(json|lp|mps)$/.test(name) && name !== 'package.json' && name !== 'tsconfig.json')
    .map((name) => ({
      path: relative(process.cwd(), join(examples, name)),
      bytes: statSync(join(examples, name)).size,
    }))
    .sort((a, b) => a.bytes - b.bytes)
    .map(({ path }) => path);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
