import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '@solveig/local/repo-root';
import { type OwnPlatform, startOwnPlatform } from './own-platform.ts';

/** What the figures of one run share. */
export interface Bench extends AsyncDisposable {
  /** Length of each timed run of a throughput. */
  readonly seconds: number;
  /** How often the platform and its ceiling take turns. */
  readonly rounds: number;
  /** On the checkout's disk, where `npm start` keeps its data too. */
  readonly folder: string;
  /** Tells the person who waits. */
  say(text: string): void;
  /** The platform with default settings that several figures share; started when first asked for. */
  platform(): Promise<OwnPlatform>;
  /** Stops the shared platform, so that it does not compete with others. */
  stopPlatform(): Promise<void>;
}

export interface BenchOptions {
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (text: string) => void;
}

export async function openBench({ seconds, rounds, say }: BenchOptions): Promise<Bench> {
  const parent = join(repoRoot(), '.solveig');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'bench-'));
  let shared: Promise<OwnPlatform> | undefined;
  const stopPlatform = async () => {
    const platform = await shared?.catch(() => undefined);
    shared = undefined;
    await platform?.stop();
  };
  process.once('exit', () => remove(folder));
  return {
    seconds,
    rounds,
    folder,
    say,
    platform: () => {
      shared ??= startOwnPlatform({ dataDir: join(folder, 'shared') });
      return shared;
    },
    stopPlatform,
    [Symbol.asyncDispose]: stopPlatform,
  };
}

/** A platform that is still stopping after Ctrl-C may write on; it removes its own data when it is done. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    process.stderr.write(`${folder} could not be removed: ${(error as Error).message}\n`);
  }
}
