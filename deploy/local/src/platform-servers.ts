import { join } from 'node:path';
import { obtainNatsServer } from './nats-provider.ts';
import { type NatsServer, startNats } from './nats-server.ts';
import type { PlatformEvent } from './platform-events.ts';
import type { PlatformPorts } from './platform-ports.ts';
import type { Durability } from './postgres-cluster.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { keepServerUp } from './server-guard.ts';
import { type Sinks, startSinks } from './sinks/sinks.ts';

export interface ServerParts {
  readonly options: { durability?: Durability; keepServersUp?: boolean; signal?: AbortSignal };
  readonly ports: PlatformPorts;
  readonly dataDir: string;
  /** Told how to undo each thing that started. */
  readonly cleanups: (() => Promise<void> | void)[];
  readonly logDir: string;
  readonly tell: (event: PlatformEvent) => void;
}

/** NATS, Postgres and the sinks start side by side; what has started is undone even when another fails. */
export async function startServers(
  parts: ServerParts,
): Promise<{ nats: NatsServer; postgres: PostgresServer; sinks: Sinks }> {
  const { options, ports, dataDir, cleanups, logDir, tell } = parts;
  const guard = options.keepServersUp ? keepServerUp(tell) : undefined;
  const undoLater = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    cleanups.push(() => started.stop());
    return started;
  };
  const startsNats = async (): Promise<NatsServer> => {
    const program = await obtainNatsServer({
      onAttempt: (attempt) => tell({ type: 'nats attempt', attempt }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return await startNats({
      binary: program.path,
      dataDir: join(dataDir, 'nats'),
      port: ports.nats,
      monitoringPort: ports.natsMonitoring,
      users: true,
      protectedConsumers: ['monitor'],
      logFile: join(logDir, 'nats.log'),
      onUnexpectedExit: (exit) => guard?.onExit('nats', exit),
    });
  };
  const startings = [
    undoLater(startSinks({ dataDir, ports: { smtp: ports.smtpSink, http: ports.httpSink, traces: ports.traceSink } })),
    undoLater(startsNats()),
    undoLater(
      startPostgres({
        dataDir,
        port: ports.postgres,
        durability: options.durability ?? 'on',
        logFile: join(logDir, 'postgres.log'),
        onUnexpectedExit: (exit) => guard?.onExit('postgres', exit),
      }),
    ),
  ] as const;
  await Promise.allSettled(startings);
  const [sinks, nats, postgres] = await Promise.all(startings);
  guard?.watch({ nats, postgres });
  cleanups.push(() => guard?.stop()); // undone first, so that what is stopped stays so
  return { nats, postgres, sinks };
}
