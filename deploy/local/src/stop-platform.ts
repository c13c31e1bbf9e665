import { setTimeout as delay } from 'node:timers/promises';
import { findPlatform, isAlive, type PlatformState } from './platform-state.ts';

/** Longer than all drains together. */
const STOPS_WITHIN_MS = 60_000;

/**
 * Stops the platform that runs on `dataDir` (else the one that the pointer leads to) from another process, as Ctrl-C in its terminal
 * would, and waits until it is down. Gives its last state, or undefined when none ran. After a minute it is killed: its servers
 * then end by themselves.
 */
export async function stopPlatform(dataDir?: string): Promise<PlatformState | undefined> {
  const state = findPlatform(dataDir);
  if (!state) return undefined;
  process.kill(state.pid, 'SIGTERM');
  const deadline = Date.now() + STOPS_WITHIN_MS;
  while (isAlive(state)) {
    if (Date.now() > deadline) process.kill(state.pid, 'SIGKILL');
    await delay(50);
  }
  return state;
}
