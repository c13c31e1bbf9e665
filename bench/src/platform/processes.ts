import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process as /proc shows it. */
interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** User and system time so far, clock ticks (100 a second on Linux). */
  readonly ticks: number;
}

/** `pid` and everything that it started, directly or not. */
export function familyOf(pid: number): ProcessRow[] {
  const rows = allProcesses();
  const family = rows.filter((row) => row.pid === pid);
  for (let i = 0; i < family.length; i++) family.push(...rows.filter((row) => row.parent === family[i]?.pid));
  return family;
}

/** Memory that belongs to a process, megabytes (10^6): pages shared by n processes count as an n-th (PSS). */
export function memoryOf(pid: number): number {
  const rollup = readIfThere(`/proc/${pid}/smaps_rollup`);
  return (Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024) / 1e6;
}

/** How a process was started, its program and arguments. */
export function commandOf(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

const LOOK_EVERY_MS = 400;
/** A platform that does nothing still looks at its clocks; 100 ticks are a second of one core. */
const IDLE_TICKS = 6;

/** Waits until a process and all that it started use next to no processor. Gives the seconds waited; throws after `mostSeconds`. */
export async function untilIdle(pid: number, mostSeconds = 60): Promise<number> {
  const startMs = performance.now();
  let before = familyTicks(pid);
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const now = familyTicks(pid);
    const seconds = (performance.now() - startMs) / 1000;
    if (now - before <= IDLE_TICKS) return seconds;
    if (seconds > mostSeconds) throw new Error(`process ${pid} is still busy after ${mostSeconds} s`);
    before = now;
  }
}

function familyTicks(pid: number): number {
  return familyOf(pid).reduce((sum, { ticks }) => sum + ticks, 0);
}

function allProcesses(): ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const stat = readIfThere(`/proc/${name}/stat`);
    // The second field is the command in parentheses and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (stat === '' || fields[0] === 'Z') return [];
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}
