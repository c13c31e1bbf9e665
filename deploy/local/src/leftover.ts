import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stops a server that an earlier, killed run left behind, and waits until it is gone: two servers must never write to one folder. It is
 * only touched when `argument` stands on its command line, since process ids are reused.
 */
export async function stopLeftover(pid: number, argument: string, stopSignal: NodeJS.Signals): Promise<void> {
  if (!hasArgument(pid, argument)) return;
  process.kill(pid, stopSignal);
  const deadline = Date.now() + 10_000;
  while (hasArgument(pid, argument)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(20);
  }
}

function hasArgument(pid: number, argument: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
  } catch {
    return false; // it is gone
  }
}
