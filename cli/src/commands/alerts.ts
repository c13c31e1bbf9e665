import {
  AlertingServiceService,
  type Delivery,
  Delivery_State,
  ListDeadLettersResponse,
  ListDeliveriesResponse,
} from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import { ListAlertsResponse, MonitorServiceService } from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { nameOf, print, table, word } from '../print.ts';

const PAGE = { pageSize: 50, pageToken: '' };

/** `solveig alerts` */
export async function alerts(options: GlobalOptions & { firing?: boolean }): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const response = await client(MonitorServiceService).listAlerts(
      { ...PAGE, status: options.firing ? 'firing' : '' },
      { metadata },
    );
    print(options.json, plainOf(ListAlertsResponse, 'solveig.monitor.v1.ListAlertsResponse', response), () => {
      if (response.alerts.length === 0) return 'no alerts';
      const rows = response.alerts.map((alert) => [
        time(alert.startedAt),
        alert.status,
        alert.severity,
        alert.name,
        alert.summary,
        alert.traceId,
      ]);
      return table(['since', 'status', 'severity', 'alert', 'summary', 'trace'], rows);
    });
  });
}

/** `solveig deliveries` */
export async function deliveries(options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const request = { ...PAGE, state: Delivery_State.STATE_UNSPECIFIED };
    const response = await client(AlertingServiceService).listDeliveries(request, { metadata });
    print(options.json, plainOf(ListDeliveriesResponse, 'solveig.alerting.v1.ListDeliveriesResponse', response), () =>
      describeDeliveries(response.deliveries, 'no deliveries'),
    );
  });
}

/** `solveig dead-letters` */
export async function deadLetters(options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const response = await client(AlertingServiceService).listDeadLetters(PAGE, { metadata });
    print(options.json, plainOf(ListDeadLettersResponse, 'solveig.alerting.v1.ListDeadLettersResponse', response), () =>
      describeDeliveries(response.deliveries, 'no dead letters'),
    );
  });
}

/** `solveig dead-letters redeliver [ids…]` */
export async function redeliver(ids: readonly string[], options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const { deliveries: count } = await client(AlertingServiceService).redeliver(
      { deliveryIds: [...ids] },
      { metadata },
    );
    print(
      options.json,
      { deliveries: count },
      () => `${count} ${count === 1 ? 'delivery is' : 'deliveries are'} on the way again`,
    );
  });
}

function describeDeliveries(items: readonly Delivery[], none: string): string {
  if (items.length === 0) return none;
  const rows = items.map((item) => [
    item.id,
    time(item.createdAt),
    item.channel,
    word(nameOf(Delivery_State, item.state), 'STATE_'),
    item.status,
    String(item.attempts),
    item.lastError,
  ]);
  return table(['delivery', 'created', 'channel', 'state', 'alert', 'tries', 'last error'], rows);
}

function time(at: Date | undefined): string {
  return at?.toISOString().slice(0, 19).replace('T', ' ') ?? '';
}
