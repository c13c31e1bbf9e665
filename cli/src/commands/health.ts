import { findPlatform } from '@solveig/local/platform-state';
import { HealthLevel, HealthResponse, MonitorServiceService } from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_FAILED } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { amount, nameOf, print, table, word } from '../print.ts';

interface ServiceHealth {
  readonly service: string;
  readonly ready: boolean;
  readonly notes: readonly string[];
}

/** `solveig health`: each service of the local platform, and what the monitor makes of the solves. */
export async function health(options: GlobalOptions): Promise<void> {
  const services = await localServices();
  const level = await withGateway(options, async ({ client, metadata }) => {
    const monitor = await client(MonitorServiceService).health({}, { metadata, timeoutMs: 5000 });
    const plain = { services, monitor: plainOf(HealthResponse, 'solveig.monitor.v1.HealthResponse', monitor) };
    print(options.json, plain, () =>
      [describeServices(services), describeMonitor(monitor)].filter(Boolean).join('\n\n'),
    );
    return monitor.level;
  });
  const isCritical = level === HealthLevel.HEALTH_LEVEL_CRITICAL || services.some((service) => !service.ready);
  if (isCritical) process.exitCode = EXIT_FAILED;
}

async function localServices(): Promise<ServiceHealth[]> {
  const platform = findPlatform();
  if (!platform) return [];
  return Promise.all(
    Object.entries(platform.addresses.services).map(([service, { ops }]) => serviceHealth(service, ops)),
  );
}

interface Detailed {
  readonly parts?: Readonly<Record<string, { readonly status: string; readonly detail: string }>>;
}

async function serviceHealth(service: string, opsUrl: string): Promise<ServiceHealth> {
  try {
    const response = await fetch(`${opsUrl}/health/detailed`, { signal: AbortSignal.timeout(2000) });
    const { parts = {} } = (await response.json()) as Detailed;
    const notes = Object.entries(parts)
      .filter(([, part]) => part.status !== 'ok')
      .map(([name, part]) => `${name} is ${part.status}${part.detail ? `: ${part.detail}` : ''}`);
    return { service, ready: response.ok, notes };
  } catch (error) {
    return { service, ready: false, notes: [`it does not answer: ${(error as Error).message}`] };
  }
}

function describeServices(services: readonly ServiceHealth[]): string {
  if (services.length === 0) return '';
  return table(
    ['service', 'ready', 'notes'],
    services.map((s) => [s.service, s.ready ? 'yes' : 'NO', s.notes.join('; ')]),
  );
}

function describeMonitor(monitor: HealthResponse): string {
  const level = word(nameOf(HealthLevel, monitor.level), 'HEALTH_LEVEL_');
  const score = monitor.score === undefined ? '' : `, score ${amount(monitor.score)} of 100`;
  const rows = monitor.dimensions.map((dimension) => [
    dimension.name,
    word(nameOf(HealthLevel, dimension.level), 'HEALTH_LEVEL_'),
    dimension.value === undefined ? '' : amount(dimension.value),
    String(dimension.samples),
    dimension.reason,
  ]);
  return [
    `solving is ${level}${score}`,
    table(['side', 'level', 'value', 'samples', 'why'], rows),
    ...monitor.recommendations.map((text) => `- ${text}`),
  ].join('\n');
}
