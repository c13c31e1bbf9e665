import { setting } from './setting-specs.ts';

/** Settings that every service reads under the same name. Spread them into the service's specs. */
export const sharedSettings = {
  environment: setting.oneOf({
    env: 'SOLVEIG_ENVIRONMENT',
    values: ['development', 'staging', 'production'],
    default: 'development',
    doc: 'Where this runs; production refuses weak secrets and faults on purpose.',
    guideName: 'NODE_ENV',
  }),
  logLevel: setting.oneOf({
    env: 'SOLVEIG_LOG_LEVEL',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
    default: 'info',
    doc: 'The lowest level that is logged.',
    guideName: 'LOG_LEVEL',
  }),
  natsUrl: setting.url({
    env: 'SOLVEIG_NATS_URL',
    protocols: ['nats:', 'tls:'],
    default: 'nats://127.0.0.1:4222',
    required: 'production',
    doc: 'The NATS server, or one of the cluster.',
    guideName: 'NATS_URL',
  }),
  otlpTracesUrl: setting.url({
    env: 'SOLVEIG_OTLP_TRACES_URL',
    doc: 'Where spans go, as OTLP over HTTP (JSON): http://collector:4318/v1/traces. Not set: none are made.',
    guideName: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  }),
} as const;

/** How a service named so reaches its database. */
export function databaseSettings(service: string) {
  const prefix = `SOLVEIG_${service.toUpperCase()}_DATABASE`;
  return {
    databaseUrl: setting.databaseUrl({
      env: `${prefix}_URL`,
      required: true,
      doc: `The database that holds the schema "${service}". Statements are prepared by name: a PgBouncer in between needs max_prepared_statements (1.21).`,
      guideName: 'DATABASE_URL',
    }),
    databasePoolSize: setting.integer({
      env: `${prefix}_POOL_SIZE`,
      default: 10,
      min: 5,
      max: 100,
      doc: 'Most connections to the database.',
      guideName: 'DB_POOL_SIZE',
    }),
    databaseRecycleMs: setting.milliseconds({
      env: `${prefix}_RECYCLE_MS`,
      default: 3_600_000,
      min: 1_000,
      max: 86_400_000,
      doc: 'A connection older than this is made anew, so that a failover or a rotated password is noticed.',
    }),
  };
}

/** How long the pages of its lists are. */
export function pageSettings(service: string) {
  const prefix = `SOLVEIG_${service.toUpperCase()}`;
  return {
    defaultPageSize: setting.integer({
      env: `${prefix}_DEFAULT_PAGE_SIZE`,
      default: 20,
      min: 1,
      max: 1_000,
      notAbove: `${prefix}_MAX_PAGE_SIZE`,
      doc: 'Rows of a page for a request that does not say.',
    }),
    maxPageSize: setting.integer({
      env: `${prefix}_MAX_PAGE_SIZE`,
      default: 100,
      min: 1,
      max: 1_000,
      doc: 'Most rows of a page that a request may ask for.',
    }),
  };
}

/** Settings that a service with a database, a bus and two addresses has, named after it. Ports are the local defaults. */
export function serviceSettings(service: string, ports: { grpc: number; ops: number }) {
  const prefix = `SOLVEIG_${service.toUpperCase()}`;
  return {
    natsUser: setting.text({
      env: `${prefix}_NATS_USER`,
      doc: 'Its NATS user. Answers come to subjects under `_INBOX_` and its name, which it must be allowed to hear.',
    }),
    natsPassword: setting.secret({
      env: `${prefix}_NATS_PASSWORD`,
      required: 'production',
      doc: 'The password of its NATS user.',
    }),
    ...databaseSettings(service),
    grpcAddress: setting.address({
      env: `${prefix}_GRPC_ADDRESS`,
      default: `127.0.0.1:${ports.grpc}`,
      doc: 'Where gRPC listens.',
    }),
    opsAddress: setting.address({
      env: `${prefix}_OPS_ADDRESS`,
      default: `127.0.0.1:${ports.ops}`,
      doc: 'Where health and metrics listen (HTTP).',
    }),
  };
}
