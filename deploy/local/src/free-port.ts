import { createServer } from 'node:net';

/**
 * Ports below the kernel's range for outgoing connections (32768 and up on Linux): a client that retries against a
 * port of that range can be given the same port as its own source and then talks to itself, so that the server
 * cannot come back to it.
 */
const FIRST_PORT = 20_000;
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
 * A port that is free now, chosen at random so that test files that start at the same moment seldom meet. Whoever
 * uses it must still be ready to lose the race and ask again.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port found between ${FIRST_PORT} and ${LAST_PORT}`);
}
