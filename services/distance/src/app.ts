import { type App, type RunningApp, startApp } from '@solveig/kit/app';
import { monotonicMs } from '@solveig/kit/clock';
import { HealthBook } from '@solveig/kit/health';
import { createLogger, type Logger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { startOpsServer } from '@solveig/kit/ops-server';
import { startRpcServer } from '@solveig/kit/rpc-server';
import { startTelemetry, withSpan } from '@solveig/kit/telemetry';
import { VERSION } from '@solveig/kit/version';
import { DEFAULT_BREAKER } from '#domain/breaker';
import { CellCache } from '#domain/cell-cache';
import { CurveCalibration } from '#domain/curve-calibration';
import { PlaceBook } from '#domain/place-book';
import type { DistanceSettings } from './config.ts';
import { type DistanceMetrics, distanceMetrics } from './distance-metrics.ts';
import { GuardedProvider } from './matrix/guarded-provider.ts';
import { TileFetcher } from './matrix/tile-fetcher.ts';
import { tellProviderHealth } from './provider-health.ts';
import { OsrmProvider } from './providers/osrm/osrm-provider.ts';
import { distanceService } from './rpc/distance-service.ts';

const PROBE_TIMEOUT_MS = 1_000;

/** Where the service listens, host:port each. */
export interface DistanceAddresses {
  readonly grpc: string;
  readonly ops: string;
}

/** Starts the distance service: cache, road networks behind their guards, doors. */
export function start(settings: DistanceSettings, signal: AbortSignal): Promise<RunningApp<DistanceAddresses>> {
  return startApp('distance', signal, async (app) => {
    const log = createLogger('distance', settings.logLevel);
    const metrics = createMetrics('distance');
    const health = new HealthBook();
    startTelemetry(app, { service: 'distance', version: VERSION, otlpUrl: settings.otlpTracesUrl });

    const places = new PlaceBook();
    const cache = new CellCache({
      places,
      capacityCells: settings.cacheCells,
      staleMs: settings.cacheStaleMs,
      now: Date.now,
      random: Math.random,
    });
    const counted = distanceMetrics(metrics, cache, places);
    const osrm = guardedOsrm(app, settings, { log, health, metrics: counted });
    const calibrations = {
      walk: new CurveCalibration('walk'),
      bicycle: new CurveCalibration('bicycle'),
      drive: new CurveCalibration('drive'),
      transit: new CurveCalibration('transit'),
    };
    const fetcher = new TileFetcher({
      cache,
      places,
      calibrations,
      ttlMs: settings.cacheTtlMs,
      negativeTtlMs: settings.cacheNegativeTtlMs,
      around: ({ provider, mode, origins, destinations }, run) => {
        const cells = origins.length * destinations.length;
        const attributes = { 'solveig.distance.mode': mode, 'solveig.distance.cells': cells };
        return withSpan(`distance.${provider}Table`, { kind: 'client', attributes }, run);
      },
    });
    app.defer('requests to road networks', () => fetcher.close());

    const service = distanceService({
      places,
      cache,
      fetcher,
      providers: [osrm],
      calibrations,
      estimateTtlMs: settings.cacheEstimateTtlMs,
      maxLocations: settings.maxLocations,
      metrics: counted,
    });
    const version = VERSION;
    const ops = await startOpsServer(app, {
      address: settings.opsAddress,
      health,
      metrics,
      service: 'distance',
      version,
      detail: async () => ({ cache: { ...cache.figures, ...counted.cacheCounts(), locations: places.size } }),
    });
    const grpc = await startRpcServer(app, {
      address: settings.grpcAddress,
      services: [service],
      health,
      log,
      metrics,
      requireDeadline: true,
    });
    log.info({ grpc: grpc.address, ops: ops.address, osrm: osrm.provider.modes }, 'distance service is up');
    return { grpc: grpc.address, ops: ops.address };
  });
}

interface Watchers {
  readonly log: Logger;
  readonly health: HealthBook;
  readonly metrics: DistanceMetrics;
}

function guardedOsrm(app: App, settings: DistanceSettings, { log, health, metrics }: Watchers): GuardedProvider {
  const baseUrls = Object.entries({
    drive: settings.osrmDriveUrl,
    walk: settings.osrmWalkUrl,
    bicycle: settings.osrmBicycleUrl,
  }).filter(([, url]) => url !== undefined);
  const osrm = new OsrmProvider({
    baseUrls: Object.fromEntries(baseUrls),
    maxTableSize: settings.osrmMaxTableSize,
    maxCoordinates: settings.osrmMaxCoordinates,
    connections: settings.osrmConnections,
    timeoutMs: settings.osrmTimeoutMs,
  });
  app.defer('OSRM connections', () => osrm.close());
  const guarded: GuardedProvider = new GuardedProvider(osrm, {
    parallelCalls: settings.osrmConnections,
    breaker: { ...DEFAULT_BREAKER, openMs: settings.breakerOpenMs, slowCallMs: settings.osrmTimeoutMs * 0.8 },
    probeTimeoutMs: Math.min(PROBE_TIMEOUT_MS, settings.osrmTimeoutMs),
    clockMs: monotonicMs,
    onCall: (call) => metrics.providerCalled(call),
    onBreaker: ({ provider, mode, state, error }) => {
      if (state === 'closed') log.info({ provider, mode }, 'provider answers again');
      else log.warn({ provider, mode, state, error }, 'provider is left alone for a while');
      metrics.breakerChanged(provider, mode, state);
      tellProviderHealth(health, guarded);
    },
  });
  tellProviderHealth(health, guarded);
  return guarded;
}
