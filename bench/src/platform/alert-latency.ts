import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Arrival } from '@solveig/local/sinks/inbox';
import { atMost } from '../line.ts';
import { quantile } from '../statistics.ts';
import type { Bench } from './bench.ts';
import type { FigureSource } from './figure.ts';
import { startOwnPlatform } from './own-platform.ts';
import { SOLVE_PATH, solveRequest, TRIVIAL_PROBLEM } from './problems.ts';
import { RawClient } from './raw-client.ts';

const NAME = 'event-to-webhook-p99';
const WARM_UP_ALERTS = 10;
const ALERTS = 100;
const SPACING_MS = 120;
const ARRIVED_WITHIN_MS = 30_000;

/**
 * Every first solve of a tenant crosses a threshold: no answer is faster than 0 s. Windows belong to a tenant, so each
 * alert has one of its own and a message of its own.
 */
const SETTINGS = {
  monitor: {
    SOLVEIG_MONITOR_WINDOW_MS: '60000',
    SOLVEIG_MONITOR_MIN_SOLVES: '1',
    SOLVEIG_MONITOR_EVALUATE_EVERY_MS: '100',
    SOLVEIG_MONITOR_RESPONSE_WARNING_SECONDS: '0',
    SOLVEIG_MONITOR_RESPONSE_CRITICAL_SECONDS: '0',
  },
  alerting: { SOLVEIG_ALERTING_GROUP_BY: '...' },
} as const;

/** From the answer of the solve that crosses a threshold, before its event is even written, to the webhook's arrival. */
export const alertLatency: FigureSource = {
  figures: {
    [NAME]: 'from a solve that crosses a threshold to its webhook, windows judged every 100 ms, 99th percentile',
  },
  measure: async (bench) => {
    await bench.stopPlatform();
    const delays = await measure(bench);
    bench.say(`${delays.length} alerts, median ${quantile(delays, 0.5).toFixed(3)} s`);
    return [atMost(NAME, quantile(delays, 0.99), 's', 1)];
  },
};

async function measure(bench: Bench): Promise<number[]> {
  await using platform = await startOwnPlatform({ dataDir: join(bench.folder, 'alerts'), env: SETTINGS });
  const { addresses } = platform.state();
  // Straight to the solver, as the gateway would: the gateway gives each key one tenant only.
  using solver = new RawClient(addresses.services.solver.grpc);
  const request = solveRequest(TRIVIAL_PROBLEM);
  const answeredAt = new Map<string, number>();
  for (let i = 0; i < WARM_UP_ALERTS + ALERTS; i++) {
    const tenant = `bench-${i}`;
    await solver.unary(SOLVE_PATH, request, { 'x-solveig-tenant': tenant });
    answeredAt.set(tenant, Date.now());
    await delay(SPACING_MS);
  }
  const arrivedAt = await arrivals(addresses.sinks.http, answeredAt.size);
  const delays = [...answeredAt].map(([tenant, atMs]) => ((arrivedAt.get(tenant) ?? Number.NaN) - atMs) / 1000);
  return delays.slice(WARM_UP_ALERTS);
}

/** When the first webhook about each tenant arrived, epoch milliseconds, once there are `count` of them. */
async function arrivals(sink: string, count: number): Promise<Map<string, number>> {
  const untilMs = Date.now() + ARRIVED_WITHIN_MS;
  for (;;) {
    const response = await fetch(`${sink}/_inbox?kind=webhook&limit=2000`);
    const { arrivals } = (await response.json()) as { arrivals: Arrival[] };
    const first = new Map<string, number>();
    for (const arrival of arrivals) {
      for (const tenant of tenantsOf(arrival)) if (!first.has(tenant)) first.set(tenant, Date.parse(arrival.at));
    }
    if (first.size >= count) return first;
    if (Date.now() > untilMs) throw new Error(`webhooks about ${first.size} of ${count} tenants arrived`);
    await delay(100);
  }
}

function tenantsOf({ content }: Arrival): string[] {
  const { alerts = [] } = content.body as { alerts?: { labels: { alertname?: string; tenant?: string } }[] };
  return alerts.flatMap(({ labels }) =>
    labels.alertname === 'ResponseTimeHigh' && labels.tenant ? [labels.tenant] : [],
  );
}
