import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type NatsPermissions, readerPermissions, servicePermissions } from '@solveig/proto/nats-rights';

/** Who may log in: one user a service, the reader for everybody else's services, and the operator's own. */
export const NATS_USERS = ['solver', 'monitor', 'alerting', 'distance', 'gateway', 'reader', 'admin'] as const;
export type NatsUser = (typeof NATS_USERS)[number];
export type NatsPasswords = Readonly<Record<NatsUser, string>>;

export function natsPasswordsFor(file: string): NatsPasswords {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NatsPasswords;
  const passwords = Object.fromEntries(NATS_USERS.map((user) => [user, randomBytes(18).toString('base64url')]));
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  return passwords as NatsPasswords;
}

function permissionsOf(user: NatsUser, config: NatsConfig): NatsPermissions | undefined {
  if (user === 'admin') return undefined;
  return user === 'reader' ? readerPermissions(config.protectedConsumers ?? []) : servicePermissions(user);
}

export interface NatsConfig {
  readonly port: number;
  /** Where it listens; the loopback address when absent. */
  readonly host?: string | undefined;
  readonly monitoringPort?: number | undefined;
  readonly storeDir: string;
  readonly pidFile: string;
  /** Without users the server takes everybody (tests). */
  readonly passwords?: NatsPasswords | undefined;
  /** Durable names on SOLVE that belong to our own services. */
  readonly protectedConsumers?: readonly string[] | undefined;
}

/** The server's configuration file. Its format is a superset of JSON, so it is written as JSON. */
export function natsConfigText(config: NatsConfig): string {
  const users =
    config.passwords &&
    NATS_USERS.map((user) => ({
      user,
      password: config.passwords?.[user],
      permissions: permissionsOf(user, config),
    }));
  const text = {
    server_name: 'solveig-local',
    listen: `${config.host ?? '127.0.0.1'}:${config.port}`,
    ...(config.monitoringPort === undefined ? {} : { http: `127.0.0.1:${config.monitoringPort}` }),
    pid_file: config.pidFile,
    max_payload: 1_048_576,
    jetstream: { store_dir: config.storeDir, max_memory_store: 268_435_456, max_file_store: 10_737_418_240 },
    ...(users ? { authorization: { users } } : {}),
  };
  return JSON.stringify(text, null, 2);
}
