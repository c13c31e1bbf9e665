import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NatsServer } from './nats-server.ts';
import type { PlatformAddresses, PlatformService } from './platform-state.ts';
import type { PostgresServer } from './postgres-server.ts';

export interface EnvironmentParts {
  readonly addresses: PlatformAddresses;
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  readonly dataDir: string;
  readonly keyFile: string;
  /** Settings of the caller's own, for all services and for one. */
  readonly env?: Partial<Record<PlatformService | 'all', Readonly<Record<string, string>>>> | undefined;
}

/** Taken over from our own environment: what programs need to run at all, and every setting of ours. */
const INHERITED = /^(PATH|HOME|LANG|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SOLVEIG_.+)$/;

/** The whole environment of one service of the local platform. */
export function serviceEnvironment(service: PlatformService, parts: EnvironmentParts): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name)) as [string, string][];
  return {
    ...Object.fromEntries(inherited),
    ...sharedSettings(parts),
    ...ownSettings(service, parts),
    ...(service === 'gateway' ? gatewaySettings(parts) : {}),
    ...(service === 'solver' ? { SOLVEIG_SOLVER_SPOOL_DIR: join(parts.dataDir, 'spool') } : {}),
    ...(service === 'alerting' ? alertingSettings(parts) : {}),
    ...parts.env?.all,
    ...parts.env?.[service],
  };
}

function sharedSettings({ addresses, nats }: EnvironmentParts): Record<string, string> {
  const { services, sinks } = addresses;
  const urls = Object.entries(services).flatMap(([name, { grpc, ops }]) => [
    [`SOLVEIG_${name.toUpperCase()}_URL`, grpc],
    [`SOLVEIG_${name.toUpperCase()}_OPS_URL`, ops],
  ]);
  return {
    // Whatever the caller's shell says: production refuses the sinks, and this is not production.
    SOLVEIG_ENVIRONMENT: 'development',
    SOLVEIG_NATS_URL: nats.url,
    SOLVEIG_OTLP_TRACES_URL: `${sinks.traces}/v1/traces`,
    ...Object.fromEntries(urls),
  };
}

function ownSettings(
  service: PlatformService,
  { addresses, nats, postgres }: EnvironmentParts,
): Record<string, string> {
  const prefix = `SOLVEIG_${service.toUpperCase()}`;
  const { grpc, ops } = addresses.services[service];
  const login = nats.login(service);
  return {
    [`${prefix}_GRPC_ADDRESS`]: grpc,
    [`${prefix}_OPS_ADDRESS`]: new URL(ops).host,
    [`${prefix}_DATABASE_URL`]: postgres.url({ role: service }),
    ...(login ? { [`${prefix}_NATS_USER`]: login.user, [`${prefix}_NATS_PASSWORD`]: login.password } : {}),
  };
}

function gatewaySettings({ addresses, keyFile }: EnvironmentParts): Record<string, string> {
  return { SOLVEIG_GATEWAY_HTTP_ADDRESS: new URL(addresses.rest).host, SOLVEIG_GATEWAY_FIRST_KEY_FILE: keyFile };
}

/** Mail, Slack and webhook all end in the sinks, whose exact addresses pass the guard against internal addresses. */
function alertingSettings({ addresses: { sinks, rest }, dataDir }: EnvironmentParts): Record<string, string> {
  return {
    SOLVEIG_ALERTING_EXTERNAL_URL: rest,
    SOLVEIG_ALERTING_SMTP_URL: `smtp://${sinks.smtp}`,
    SOLVEIG_ALERTING_EMAIL_TO: 'operators@solveig.example',
    SOLVEIG_ALERTING_SLACK_URL: `${sinks.http}/slack`,
    SOLVEIG_ALERTING_WEBHOOK_URL: `${sinks.http}/webhook`,
    SOLVEIG_ALERTING_WEBHOOK_SECRET: keptSecret(join(dataDir, 'webhook-secret')),
    SOLVEIG_ALERTING_ALLOWED_HOSTS: `${new URL(sinks.http).host},${sinks.smtp}`,
  };
}

/** The secret in `file`, made at the first start: `whsec_` and 32 random bytes in base64. */
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `whsec_${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
