import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformEvent } from './platform-events.ts';
import type { ExitInfo } from './server-process.ts';

interface Restartable {
  readonly pid: number;
  restart(): Promise<void>;
}

type ServerName = 'nats' | 'postgres';

export interface ServerGuard {
  /** Tells which servers are guarded, once they all run. */
  watch(servers: Record<ServerName, Restartable>): void;
  /** To be called when a server ended without having been asked to. */
  onExit(name: ServerName, exit: ExitInfo): void;
  stop(): void;
}

const FIRST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 10_000;

/** Starts a crashed NATS or Postgres again, with back-off, and says so. */
export function keepServerUp(tell: (event: PlatformEvent) => void): ServerGuard {
  const stopping = new AbortController();
  let servers: Record<ServerName, Restartable> | undefined;

  const bringBack = async (server: ServerName): Promise<void> => {
    for (let backOffMs = FIRST_BACK_OFF_MS; ; backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS)) {
      await delay(backOffMs, undefined, { signal: stopping.signal });
      try {
        if (!servers) return;
        await servers[server].restart();
        tell({ type: 'server restarted', server, pid: servers[server].pid });
        return;
      } catch (error) {
        tell({ type: 'server crashed', server, how: (error as Error).message });
      }
    }
  };
  return {
    watch(guarded) {
      servers = guarded;
    },
    onExit(server, exit) {
      if (stopping.signal.aborted || !servers) return;
      tell({
        type: 'server crashed',
        server,
        how: exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.code}`,
      });
      bringBack(server).catch(() => {}); // the platform is being stopped
    },
    stop: () => stopping.abort(),
  };
}
