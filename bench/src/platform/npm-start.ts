import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { portsFrom, requireFree } from '@solveig/local/platform-ports';
import { findPlatform, type PlatformState, pointerFile } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';

/** A platform that was started as a person starts it. */
export interface NpmStarted extends AsyncDisposable {
  /** Seconds from the command to the first line that says a sample was solved. */
  readonly firstSolvedSeconds: number;
  state(): PlatformState;
}

const FIRST_BASE = 17_700;
const LAST_BASE = 30_000;
const UP_WITHIN_MS = 120_000;

/** Runs `npm start` on ports and data of its own; resolves once all samples are solved and the addresses are shown. */
export async function npmStart(dataDir: string): Promise<NpmStarted> {
  const portBase = await freePortBase();
  const pointer = readIfThere(pointerFile());
  const startMs = performance.now();
  const child = spawn('npm', ['start', '--', '--data-dir', dataDir, '--port-base', String(portBase)], {
    cwd: repoRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that Ctrl-C can be sent to it
  });
  const stopAtExit = () => interrupt(child);
  process.once('exit', stopAtExit);
  const stop = async () => {
    process.removeListener('exit', stopAtExit);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      interrupt(child);
      await ended;
    }
    // The commands of this checkout are led again to where they were before.
    if (pointer !== undefined) writeFileSync(pointerFile(), pointer);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const firstSolvedMs = await untilShown(child);
    const state = () => {
      const found = findPlatform(dataDir);
      if (!found) throw new Error(`no platform runs on ${dataDir} any more`);
      return found;
    };
    return { firstSolvedSeconds: (firstSolvedMs - startMs) / 1000, state, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The moment of the first solved sample, once everything has been said. */
async function untilShown(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  const timer = setTimeout(() => interrupt(child), UP_WITHIN_MS);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  let firstSolvedMs: number | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      said.push(line);
      if (line.startsWith('solved ')) firstSolvedMs ??= performance.now();
      if (line.startsWith('Solveig is up') && firstSolvedMs !== undefined) {
        child.stdout?.resume();
        return firstSolvedMs;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`npm start did not get there:\n${said.slice(-30).join('\n')}`);
}

/** Ctrl-C, to the whole group. */
function interrupt({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePortBase(): Promise<number> {
  for (let base = FIRST_BASE; base <= LAST_BASE; base += 100) {
    const isFree = await requireFree(portsFrom(base)).then(
      () => true,
      () => false,
    );
    if (isFree) return base;
  }
  throw new Error(`no ports are free between ${FIRST_BASE} and ${LAST_BASE}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
