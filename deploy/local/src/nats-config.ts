import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Who may log in: one user a service, the reader for everybody else's services, and the operator's own. */
export const NATS_USERS = ['solver', 'monitor', 'alerting', 'distance', 'gateway', 'reader', 'admin'] as const;
export type NatsUser = (typeof NATS_USERS)[number];
export type NatsPasswords = Readonly<Record<NatsUser, string>>;

/**
 * The prefix that the reader's clients must give their inboxes. With the common `_INBOX.>` the reader could listen to
 * the answers, and so to the messages, that other users get.
 */
export const READER_INBOX_PREFIX = '_INBOX_reader';

interface Permissions {
  readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
}

export function natsPasswordsFor(file: string): NatsPasswords {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NatsPasswords;
  const passwords = Object.fromEntries(NATS_USERS.map((user) => [user, randomBytes(18).toString('base64url')]));
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  return passwords as NatsPasswords;
}

/** Services use their own subjects and JetStream; nothing of the server's system account. */
function servicePermissions(): Permissions {
  const subjects = ['solveig.>', '$JS.API.>', '$JS.ACK.>', '$JS.FC.>', '$KV.>', '_INBOX.>'];
  return { publish: { allow: subjects }, subscribe: { allow: [...subjects, '$JS.EVENT.ADVISORY.>'] } };
}

/**
 * Another team's service: it listens to solve events and alerts, and makes consumers of its own on SOLVE to replay them. It cannot
 * publish an event, see another stream, or touch the consumers by which our services read SOLVE.
 */
function readerPermissions(protectedConsumers: readonly string[]): Permissions {
  const consumerApi = [
    'CREATE.SOLVE',
    'CREATE.SOLVE.>',
    'DURABLE.CREATE.SOLVE.>',
    'INFO.SOLVE.>',
    'MSG.NEXT.SOLVE.>',
    'NAMES.SOLVE',
    'LIST.SOLVE',
  ];
  return {
    publish: {
      allow: [
        '$JS.API.INFO',
        '$JS.API.STREAM.INFO.SOLVE',
        '$JS.API.STREAM.NAMES',
        ...consumerApi.map((call) => `$JS.API.CONSUMER.${call}`),
        '$JS.ACK.SOLVE.>',
        '$JS.FC.SOLVE.>',
      ],
      deny: protectedConsumers.flatMap((name) => [
        `$JS.API.CONSUMER.CREATE.SOLVE.${name}`,
        `$JS.API.CONSUMER.CREATE.SOLVE.${name}.>`,
        `$JS.API.CONSUMER.DURABLE.CREATE.SOLVE.${name}`,
        `$JS.API.CONSUMER.MSG.NEXT.SOLVE.${name}`,
        `$JS.ACK.SOLVE.${name}.>`,
      ]),
    },
    subscribe: { allow: ['solveig.v1.solve.>', 'solveig.v1.alert.>', `${READER_INBOX_PREFIX}.>`] },
  };
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
      ...(user === 'admin'
        ? {}
        : {
            permissions: user === 'reader' ? readerPermissions(config.protectedConsumers ?? []) : servicePermissions(),
          }),
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
