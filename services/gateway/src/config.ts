import { databaseSettings, defineSettings, type InferSettings, setting, sharedSettings } from '@solveig/kit/config';

const upstream = (name: string, port: number) =>
  setting.address({
    env: `SOLVEIG_${name.toUpperCase()}_URL`,
    default: `127.0.0.1:${port}`,
    required: 'production',
    doc: `Where the ${name} service answers gRPC.`,
  });

const upstreamOps = (name: string, port: number) =>
  setting.url({
    env: `SOLVEIG_${name.toUpperCase()}_OPS_URL`,
    default: `http://127.0.0.1:${port}`,
    doc: `Where the ${name} service shows its health.`,
  });

const specs = {
  environment: sharedSettings.environment,
  logLevel: sharedSettings.logLevel,
  otlpTracesUrl: sharedSettings.otlpTracesUrl,
  ...databaseSettings('gateway'),
  httpAddress: setting.address({
    env: 'SOLVEIG_GATEWAY_HTTP_ADDRESS',
    default: '127.0.0.1:7700',
    doc: 'Where the REST door listens.',
    guideName: 'PORT',
  }),
  grpcAddress: setting.address({
    env: 'SOLVEIG_GATEWAY_GRPC_ADDRESS',
    default: '127.0.0.1:7701',
    doc: 'Where the gRPC door listens.',
    guideName: 'GRPC_PORT',
  }),
  opsAddress: setting.address({
    env: 'SOLVEIG_GATEWAY_OPS_ADDRESS',
    default: '127.0.0.1:7709',
    doc: 'Where health and metrics listen (HTTP).',
  }),
  solverUrl: upstream('solver', 7710),
  distanceUrl: upstream('distance', 7712),
  monitorUrl: upstream('monitor', 7714),
  alertingUrl: upstream('alerting', 7716),
  solverOpsUrl: upstreamOps('solver', 7711),
  distanceOpsUrl: upstreamOps('distance', 7713),
  monitorOpsUrl: upstreamOps('monitor', 7715),
  alertingOpsUrl: upstreamOps('alerting', 7717),
  maxBodyMegabytes: setting.megabytes({
    env: 'SOLVEIG_GATEWAY_MAX_BODY_MB',
    default: 16,
    min: 1,
    max: 64,
    doc: 'Largest REST body and gRPC message; larger problems go through BlobService.',
    guideName: 'MAX_BODY_SIZE',
  }),
  firstKeyFile: setting.text({
    env: 'SOLVEIG_GATEWAY_FIRST_KEY_FILE',
    default: 'first-key',
    doc: 'Where the first admin key is written when there is no key yet, mode 0600.',
  }),
  firstKeyTenant: setting.text({
    env: 'SOLVEIG_GATEWAY_FIRST_KEY_TENANT',
    default: 'default',
    doc: 'The tenant of the first admin key.',
  }),
} as const;

export const gatewaySettings = defineSettings('gateway', specs);
export type GatewaySettings = InferSettings<typeof specs>;
