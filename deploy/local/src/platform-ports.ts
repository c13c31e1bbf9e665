import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { freePort, isPortFree } from './free-port.ts';

/** What listens on each port of the platform, and how far it lies above the base. */
const OFFSETS = {
  gatewayRest: 0,
  gatewayGrpc: 1,
  nats: 2,
  postgres: 3,
  natsMonitoring: 4,
  gatewayOps: 9,
  solverGrpc: 10,
  solverOps: 11,
  distanceGrpc: 12,
  distanceOps: 13,
  monitorGrpc: 14,
  monitorOps: 15,
  alertingGrpc: 16,
  alertingOps: 17,
  smtpSink: 20,
  httpSink: 21,
  traceSink: 22,
} as const;

export type PortName = keyof typeof OFFSETS;
export type PlatformPorts = Readonly<Record<PortName, number>>;

export const DEFAULT_PORT_BASE = 7_700;
const PORT_NAMES = Object.keys(OFFSETS) as PortName[];
const HIGHEST_BASE = 65_535 - Math.max(...Object.values(OFFSETS));

/** The ports that lie together above `base`. */
export function portsFrom(base: number): PlatformPorts {
  if (!Number.isInteger(base) || base < 1_024 || base > HIGHEST_BASE)
    throw new Error(`the port base must be a whole number from 1024 to ${HIGHEST_BASE}, not ${base}`);
  return Object.fromEntries(PORT_NAMES.map((name) => [name, base + OFFSETS[name]])) as PlatformPorts;
}

/** Ports that are free now, each a different one. */
export async function freePorts(): Promise<PlatformPorts> {
  const taken = new Set<number>();
  const ports: Partial<Record<PortName, number>> = {};
  for (const name of PORT_NAMES) {
    let port = await freePort();
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    ports[name] = port;
  }
  return ports as PlatformPorts;
}

/** Some ports of the platform belong to others; the message says which, to whom, and what to do. */
export class PortsTakenError extends Error {
  readonly ports: readonly number[];
  /** Which ports, and who holds them: a line each. */
  readonly taken: string;
  /** Above this base all ports are free. */
  readonly suggestedBase: number;

  constructor(taken: readonly { name: PortName; port: number }[], suggestedBase: number) {
    const lines = taken.map(
      ({ name, port }) => `  ${port} (${name}) is held by ${holderOf(port) ?? 'another program'}`,
    );
    const text = `${taken.length === 1 ? 'a port is' : 'ports are'} taken:\n${lines.join('\n')}`;
    super(`${text}\nstop that program, or move all ports together: npm start -- --port-base ${suggestedBase}`);
    this.name = 'PortsTakenError';
    this.taken = text;
    this.suggestedBase = suggestedBase;
    this.ports = taken.map(({ port }) => port);
  }
}

/** Throws `PortsTakenError` unless all are free within `waitMs` (a killed platform's servers take a moment to leave). */
export async function requireFree(ports: PlatformPorts, waitMs = 0): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const states = await Promise.all(PORT_NAMES.map((name) => isPortFree(ports[name])));
    const taken = PORT_NAMES.filter((_, index) => !states[index]).map((name) => ({ name, port: ports[name] }));
    if (taken.length === 0) return;
    if (Date.now() >= deadline) throw new PortsTakenError(taken, await nextFreeBase(ports.gatewayRest));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The next base, in steps of a hundred, whose ports are all free. */
async function nextFreeBase(base: number): Promise<number> {
  for (let next = base + 100; next <= HIGHEST_BASE; next += 100) {
    const states = await Promise.all(Object.values(portsFrom(next)).map((port) => isPortFree(port)));
    if (states.every((free) => free)) return next;
  }
  return base + 100;
}

/** The process that listens on a TCP port, as `pid 123 (its command)`; undefined when this system does not tell. */
export function holderOf(port: number): string | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port));
  if (inodes.length === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (hasSocket(pid, inodes)) return `pid ${pid} (${commandOf(pid)})`;
  }
  return undefined;
}

/** Lines of /proc/net/tcp: `sl local_address rem_address st ... inode`; state 0A is LISTEN. */
function listeningInodes(file: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readIfThere(file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(suffix) && row[3] === '0A').map((row) => `socket:[${row[9]}]`);
}

function hasSocket(pid: string, inodes: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false; // closed meanwhile
      }
    });
  } catch {
    return false; // another user's process
  }
}

function commandOf(pid: string): string {
  const [program = '', ...args] = readIfThere(`/proc/${pid}/cmdline`).split('\0');
  return [basename(program), ...args].join(' ').trim().slice(0, 120) || 'unknown command';
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
