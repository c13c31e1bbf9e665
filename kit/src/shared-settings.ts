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

/** Settings that a service with a database, a bus and two addresses has, named after it. Ports are the local defaults. */
export function serviceSettings(service: string, ports: { grpc: number; ops: number }) {
  const prefix = `SOLVEIG_${service.toUpperCase()}`;
  return {
    natsUser: setting.text({ env: `${prefix}_NATS_USER`, doc: 'Its NATS user.' }),
    natsPassword: setting.secret({
      env: `${prefix}_NATS_PASSWORD`,
      required: 'production',
      doc: 'The password of its NATS user.',
    }),
    databaseUrl: setting.databaseUrl({
      env: `${prefix}_DATABASE_URL`,
      required: true,
      doc: `The database that holds the schema "${service}".`,
      guideName: 'DATABASE_URL',
    }),
    databasePoolSize: setting.integer({
      env: `${prefix}_DATABASE_POOL_SIZE`,
      default: 10,
      min: 5,
      max: 100,
      doc: 'Most connections to the database.',
      guideName: 'DB_POOL_SIZE',
    }),
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
