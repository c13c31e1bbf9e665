import { closeSync, type FSWatcher, openSync, readdirSync, readSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { findPlatform } from '@solveig/local/platform-state';
import type { GlobalOptions } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { type LogLine, logName, parseLog, printLogLines, readLogs } from '../log-lines.ts';
import { readDuration } from '../print.ts';

interface LogsOptions extends GlobalOptions {
  readonly level?: string;
  readonly trace?: string;
  readonly since?: string;
  readonly follow?: boolean;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** `solveig logs [service]` */
export async function logs(service: string | undefined, options: LogsOptions): Promise<void> {
  const platform = findPlatform();
  if (!platform) throw new UsageError('logs are read from the files of the local platform, and none runs here');
  const known = [
    ...new Set(
      readdirSync(platform.logDir)
        .map(logName)
        .filter((name) => name !== undefined),
    ),
  ];
  if (service !== undefined && !known.includes(service)) {
    throw new UsageError(`there is no log of "${service}": one of ${known.sort().join(', ')}`);
  }
  const isWanted = filterOf(options);
  printLogLines(options.json, readLogs(platform.logDir, service).filter(isWanted));
  if (options.follow)
    await follow(platform.logDir, service, (lines) => printLogLines(options.json, lines.filter(isWanted)));
}

function filterOf(options: LogsOptions): (line: LogLine) => boolean {
  const least = options.level === undefined ? 0 : LEVELS.indexOf(options.level);
  if (least < 0) throw new UsageError(`--level ${options.level}: one of ${LEVELS.join(', ')}`);
  const since = options.since === undefined ? '' : sinceTime(options.since);
  return (line) =>
    // A line without a level comes from outside the services (Postgres, NATS, a stack trace): shown unless a level is asked for.
    (least === 0 || LEVELS.indexOf(line.level ?? '') >= least) &&
    (options.trace === undefined || line.trace_id === options.trace) &&
    (line.time ?? '') >= since;
}

function sinceTime(text: string): string {
  const seconds = readDuration(text);
  const time = seconds === undefined ? new Date(text) : new Date(Date.now() - seconds * 1000);
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`--since ${text}: for example 10m, 2h, or 2026-01-31T12:00:00Z`);
  return time.toISOString();
}

/** Prints what is appended until Ctrl-C; a file that was rotated is begun anew. */
async function follow(logDir: string, service: string | undefined, onLines: (lines: LogLine[]) => void): Promise<void> {
  const positions = new Map<string, number>();
  const isCurrent = (file: string) => file.endsWith('.log') && (service === undefined || logName(file) === service);
  for (const file of readdirSync(logDir).filter(isCurrent)) positions.set(file, statSync(join(logDir, file)).size);
  const read = (file: string) => {
    const path = join(logDir, file);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const from = positions.get(file) ?? 0;
    const start = size < from ? 0 : from;
    const text = readFrom(path, start, size);
    const whole = text.lastIndexOf('\n') + 1;
    positions.set(file, start + Buffer.byteLength(text.slice(0, whole)));
    if (whole > 0) onLines(parseLog(text.slice(0, whole), logName(file)!));
  };
  const watcher: FSWatcher = watch(logDir, (_event, file) => {
    if (file && isCurrent(file)) read(file);
  });
  await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
  watcher.close();
}

function readFrom(path: string, start: number, end: number): string {
  if (end <= start) return '';
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    const bytes = readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, bytes);
  } finally {
    closeSync(descriptor);
  }
}
