import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of a service's log; lines that are not JSON become `msg`. */
export interface LogLine {
  readonly time?: string;
  readonly level?: string;
  readonly service?: string;
  readonly msg?: string;
  readonly trace_id?: unknown;
  readonly job?: unknown;
  readonly [field: string]: unknown;
}

const HIDDEN = new Set(['time', 'level', 'service', 'msg', 'trace_id', 'span_id', 'pid', 'hostname']);

/** All kept lines of one service or all, oldest first. */
export function readLogs(logDir: string, service?: string): LogLine[] {
  const files = readdirSync(logDir).filter(
    (name) => logName(name) !== undefined && (service === undefined || logName(name) === service),
  );
  const lines = files.flatMap((name) => parseLog(readFileSync(join(logDir, name), 'utf8'), logName(name)!));
  // Lines without a time keep their place after the line before them: the sort is stable and they inherit its time.
  return lines.sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''));
}

/** `solver` for solver.log and solver.log.3. */
export function logName(file: string): string | undefined {
  return /^([\w-]+)\.log(?:\.\d+)?$/.exec(file)?.[1];
}

export function parseLog(text: string, service: string): LogLine[] {
  let lastTime = '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const parsed = parseLine(line, service);
      lastTime = parsed.time ?? lastTime;
      return { ...parsed, time: lastTime };
    });
}

function parseLine(line: string, service: string): LogLine {
  if (line.startsWith('{')) {
    try {
      return { service, ...(JSON.parse(line) as LogLine) };
    } catch {
      // Cut by a crash: shown as it is.
    }
  }
  return { service, msg: line };
}

export function printLogLines(asJson: boolean | undefined, lines: readonly LogLine[]): void {
  for (const line of lines) process.stdout.write(`${asJson ? JSON.stringify(line) : describeLine(line)}\n`);
}

/** `12:00:01.234 WARN  solver    message  field=value` */
export function describeLine(line: LogLine): string {
  const fields = Object.entries(line)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = typeof line.time === 'string' ? line.time.slice(11, 23) : '';
  return [time, (line.level ?? '').toUpperCase().padEnd(5), (line.service ?? '').padEnd(8), line.msg ?? '', ...fields]
    .join(' ')
    .trimEnd();
}
