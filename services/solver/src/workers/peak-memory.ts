import { readFileSync, writeFileSync } from 'node:fs';

/** Forgets the highest resident memory of this process (Linux); elsewhere it does nothing. */
export function resetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Without it the peak is that of the process's life.
  }
}

/** Highest resident memory of this process since the last reset, megabytes (2^20): Linux keeps one mark for both. */
export function peakMemoryMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const PAGE_BYTES = 4096;

/** Resident memory of a process, megabytes (2^20); undefined when it cannot be read (it ended, or there is no /proc). */
export function residentMegabytes(pid: number): number | undefined {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1];
    return (Number(pages) * PAGE_BYTES) / 2 ** 20;
  } catch {
    return undefined;
  }
}
