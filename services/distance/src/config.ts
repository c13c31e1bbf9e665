import { defineSettings, type InferSettings, setting, sharedSettings } from '@solveig/kit/config';

const DAY_MS = 86_400_000;

const osrmUrl = (mode: string) =>
  setting.url({
    env: `SOLVEIG_DISTANCE_OSRM_${mode.toUpperCase()}_URL`,
    doc: `The osrm-routed whose data set is made for ${mode}, http://host:port. Not set: great-circle estimates.`,
  });

const specs = {
  environment: sharedSettings.environment,
  logLevel: sharedSettings.logLevel,
  otlpTracesUrl: sharedSettings.otlpTracesUrl,
  grpcAddress: setting.address({
    env: 'SOLVEIG_DISTANCE_GRPC_ADDRESS',
    default: '127.0.0.1:7712',
    doc: 'Where gRPC listens.',
  }),
  opsAddress: setting.address({
    env: 'SOLVEIG_DISTANCE_OPS_ADDRESS',
    default: '127.0.0.1:7713',
    doc: 'Where health and metrics listen (HTTP).',
  }),
  maxLocations: setting.integer({
    env: 'SOLVEIG_DISTANCE_MAX_LOCATIONS',
    default: 10_000,
    min: 1,
    max: 100_000,
    doc: 'Most locations of a matrix; its cells are the square.',
  }),
  osrmDriveUrl: osrmUrl('drive'),
  osrmWalkUrl: osrmUrl('walk'),
  osrmBicycleUrl: osrmUrl('bicycle'),
  osrmMaxTableSize: setting.integer({
    env: 'SOLVEIG_DISTANCE_OSRM_MAX_TABLE_SIZE',
    default: 100,
    min: 1,
    max: 46_340,
    doc: 'The --max-table-size of osrm-routed: a request asks for at most its square in cells.',
  }),
  osrmMaxCoordinates: setting.integer({
    env: 'SOLVEIG_DISTANCE_OSRM_MAX_COORDINATES',
    default: 500,
    min: 2,
    max: 100_000,
    doc: 'Most coordinates of a request to OSRM; each makes its URL some ten bytes longer, and proxies have limits.',
  }),
  osrmConnections: setting.integer({
    env: 'SOLVEIG_DISTANCE_OSRM_CONNECTIONS',
    default: 4,
    min: 1,
    max: 256,
    doc: 'Most requests at once to each OSRM: as many as it has threads.',
  }),
  osrmTimeoutMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_OSRM_TIMEOUT_MS',
    default: 5_000,
    min: 10,
    max: 300_000,
    doc: 'How long one request to OSRM may take.',
    guideName: 'OSRM_TIMEOUT',
  }),
  breakerOpenMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_BREAKER_OPEN_MS',
    default: 10_000,
    min: 100,
    max: 300_000,
    doc: 'How long a provider that fails is left alone; doubles up to 5 minutes each time it fails again.',
  }),
  cacheCells: setting.integer({
    env: 'SOLVEIG_DISTANCE_CACHE_CELLS',
    default: 2_000_000,
    min: 0,
    max: 100_000_000,
    doc: 'Most cells in the cache, some 33 bytes each.',
    guideName: 'DISTANCE_CACHE_SIZE',
  }),
  cacheTtlMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_CACHE_TTL_MS',
    default: DAY_MS,
    min: 0,
    max: 30 * DAY_MS,
    doc: 'How long a cell from a road network is fresh, less a tenth at random.',
    guideName: 'DISTANCE_CACHE_TTL',
  }),
  cacheNegativeTtlMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_CACHE_NEGATIVE_TTL_MS',
    default: 3_600_000,
    min: 0,
    max: 30 * DAY_MS,
    doc: 'How long a road network is believed that there is no way.',
  }),
  cacheStaleMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_CACHE_STALE_MS',
    default: 7 * DAY_MS,
    min: 0,
    max: 90 * DAY_MS,
    doc: 'How long after it expired a cell still serves when no road network answers, marked stale.',
  }),
  cacheEstimateTtlMs: setting.milliseconds({
    env: 'SOLVEIG_DISTANCE_CACHE_ESTIMATE_TTL_MS',
    default: 60_000,
    min: 0,
    max: 60_000,
    doc: 'How long an estimate stands before a road network is asked again.',
  }),
} as const;

export const distanceSettings = defineSettings('distance', specs);
export type DistanceSettings = InferSettings<typeof specs>;
