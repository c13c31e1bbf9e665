import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian 12 has it, and nothing in the code needs more. */
export const MINIMUM_NATS_VERSION = '2.9.10';

/** Runs the program to learn its version; throws when it does not run or is too old. */
export async function checkedVersion(binary: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await run(binary, ['--version'], { timeout: 10_000, ...(signal ? { signal } : {}) }).catch(
    (cause: Error) => {
      throw new Error(`${binary} does not run: ${firstLine(cause.message)}`, { cause });
    },
  );
  const version = stdout.match(/(\d+\.\d+\.\d+)/)?.[1];
  if (!version) throw new Error(`${binary} does not say its version: ${firstLine(stdout)}`);
  if (!isAtLeast(version, MINIMUM_NATS_VERSION))
    throw new Error(`${binary} is ${version}, but ${MINIMUM_NATS_VERSION} or newer is needed`);
  return version;
}

export function isAtLeast(version: string, minimum: string): boolean {
  const parts = version.split('.').map(Number);
  const wanted = minimum.split('.').map(Number);
  for (const [index, least] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** A folder inside the cache for the work of one attempt, so that the finished program can be moved into place at once. */
export function scratchFolder(cacheDir: string): string {
  mkdirSync(cacheDir, { recursive: true });
  return mkdtempSync(join(cacheDir, '.partial-'));
}

/** Checks the unpacked program and moves it to its place in the cache; gives that path. */
export async function keepInCache(program: string, source: string, cacheDir: string): Promise<string> {
  chmodSync(program, 0o755);
  const version = await checkedVersion(program);
  const folder = join(cacheDir, `${source}-${version}`);
  mkdirSync(folder, { recursive: true });
  const place = join(folder, 'nats-server');
  renameSync(program, place);
  return place;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a failed command printed, short enough for one line of the report. */
export function causeOf(error: unknown): string {
  const printed = (error as { stderr?: unknown }).stderr;
  const text =
    typeof printed === 'string' && printed.trim() ? printed : error instanceof Error ? error.message : String(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return `${basename((error as NodeJS.ErrnoException).path ?? 'the program')} is not installed here`;
  return firstLine(text);
}

function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('W:'));
  return (lines.find((line) => /error|unable|cannot|E:/i.test(line)) ?? lines[0] ?? 'no message').trim().slice(0, 300);
}
