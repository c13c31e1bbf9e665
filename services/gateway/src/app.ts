import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { openDb } from '@solveig/kit/db';
import { descriptorImage, descriptorRegistry } from '@solveig/kit/descriptors';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startOpsServer } from '@solveig/kit/ops-server';
import { createRawForwarder } from '@solveig/kit/raw-forwarder';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { whenSchemaIsCurrent } from '@solveig/kit/schema-gate';
import { startTelemetry } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { type Backend, byPackage, upstreamBackend } from './backend.ts';
import type { GatewaySettings } from './config.ts';
import { createAuthenticator } from './identity/authenticator.ts';
import { ensureFirstKey } from './identity/first-key.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { PATH_ALIASES } from './rest/aliases.ts';
import { startRestServer } from './rest/server.ts';
import { doorServices } from './rpc/door.ts';
import { identityBackend } from './rpc/identity-service.ts';
import { type OpsUrls, type UpstreamOptions, watchUpstreams } from './upstream-health.ts';

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** Where the gateway listens, host:port each. */
export interface GatewayAddresses {
  readonly http: string;
  readonly grpc: string;
  readonly ops: string;
}

/** Starts the gateway: identity first, then the services behind it, then its doors. */
export function start(settings: GatewaySettings, signal: AbortSignal): Promise<RunningApp<GatewayAddresses>> {
  return startApp('gateway', signal, async (app) => {
    const log = createLogger('gateway', settings.logLevel);
    const metrics = createMetrics('gateway');
    const health = new HealthBook();
    health.require('database', 'schema');
    startTelemetry(app, { service: 'gateway', version: VERSION, otlpUrl: settings.otlpTracesUrl });

    const { databaseUrl: url, databasePoolSize: poolSize, databaseRecycleMs: recycleMs } = settings;
    const db = openDb(app, { url, schema: 'gateway', poolSize, recycleMs, log, metrics, health });
    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'gateway',
      version: VERSION,
    });
    const { firstKeyFile: file, firstKeyTenant: tenant } = settings;
    await whenSchemaIsCurrent(app, { db, health, log, directory: migrationsDirectory }, () =>
      ensureFirstKey(db, { file, tenant, log }),
    );

    const authenticator = createAuthenticator({ db, log });
    const backend = backends(app, settings, identityBackend(db));
    const opsUrls = opsUrlsOf(settings);
    watchUpstreams(app, { urls: opsUrls, addresses: addressesOf(settings), health });

    const registry = descriptorRegistry();
    const maxBodyBytes = settings.maxBodyMegabytes * BYTES_PER_MEGABYTE;
    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: doorServices({ registry, backend, authenticator }),
      health,
      log,
      metrics,
      requireDeadline: false,
      maxReceiveBytes: maxBodyBytes,
    });
    const http = await startRestServer(app, {
      address: settings.httpAddress,
      maxBodyBytes,
      image: descriptorImage(),
      registry,
      backend,
      authenticator,
      aliases: PATH_ALIASES,
      opsUrls,
      health,
      metrics,
      version: VERSION,
      log,
    });
    log.info({ http: http.address, grpc: grpc.address, ops: ops.address }, 'the gateway is open');
    return { http: http.address, grpc: grpc.address, ops: ops.address };
  });
}

function backends(app: App, settings: GatewaySettings, identity: Backend): Backend {
  return byPackage({
    'solveig.gateway.v1': identity,
    'solveig.solver.v1': upstreamBackend(createRawForwarder(app, settings.solverUrl)),
    'solveig.distance.v1': upstreamBackend(createRawForwarder(app, settings.distanceUrl)),
    'solveig.monitor.v1': upstreamBackend(createRawForwarder(app, settings.monitorUrl)),
    'solveig.alerting.v1': upstreamBackend(createRawForwarder(app, settings.alertingUrl)),
  });
}

function addressesOf(settings: GatewaySettings): UpstreamOptions['addresses'] {
  return {
    solver: settings.solverUrl,
    distance: settings.distanceUrl,
    monitor: settings.monitorUrl,
    alerting: settings.alertingUrl,
  };
}

function opsUrlsOf(settings: GatewaySettings): OpsUrls {
  return {
    solver: settings.solverOpsUrl,
    distance: settings.distanceOpsUrl,
    monitor: settings.monitorOpsUrl,
    alerting: settings.alertingOpsUrl,
  };
}
