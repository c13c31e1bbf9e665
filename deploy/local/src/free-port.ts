import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Ports below the kernel's range for outgoing connections (32768 and up on Linux): a client that retries against a
 * port of that range can be given the same port as its own source and then talks to itself, so that the server
 * cannot come back to it.
 */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;

/** Whether somebody could listen on `port` of the loopback address right now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * A port that is free now and that no other call, in this process or another, is given while this process lives. Without
 * that, two platforms that start together (17 ports each, seconds from choice to use) meet once in forty times.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (lease(port) && (await isPortFree(port))) return port;
  }
  throw new Error(`no free port found between ${FIRST_PORT} and ${LAST_PORT}`);
}

const leased = new Set<string>();

/** Takes the port's lease, a file with our process id; false when a living process holds it. */
function lease(port: number): boolean {
  const folder = join(tmpdir(), 'solveig-ports');
  const file = join(folder, String(port));
  try {
    if (mkdirSync(folder, { recursive: true })) chmodSync(folder, 0o1777); // every user's tests draw from the same ports
    if (!isHeld(file)) rmSync(file, { force: true });
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    return false;
  }
  if (leased.size === 0) process.once('exit', giveBack);
  leased.add(file);
  return true;
}

function giveBack(): void {
  for (const file of leased) rmSync(file, { force: true });
}

function isHeld(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's process lives too
  }
}
