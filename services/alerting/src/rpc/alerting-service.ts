import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import { type PageSizes, pageSizeOf } from '@solveig/kit/page-size';
import { implement, type RpcService } from '@solveig/kit/rpc-server';
import { AlertingServiceService } from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import type { Channel } from '../channels/channel.ts';
import { channelMessage, deliveryMessage, groupMessage, stateOf } from '../codec.ts';
import { testChannel } from '../delivery/test-channel.ts';
import { pageOf, pageToken, readPageToken } from '../page.ts';
import { readChannels } from '../store/channels.ts';
import { redeliver } from '../store/deliveries.ts';
import type { DeliveryState } from '../store/delivery-rows.ts';
import { listDeliveries, listGroups, listMembers } from '../store/listings.ts';

export interface AlertingServiceOptions {
  db: Db;
  health: HealthBook;
  channels: ReadonlyMap<string, Channel>;
  pages: PageSizes;
  /** Called when deliveries were put back into the queues of these channels. */
  onQueued: (channels: readonly string[]) => void;
}

const MEMBERS_SHOWN = 100;
const MAX_REDELIVER_IDS = 1000;
const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/;

/** What people ask alerting. Each caller sees its own tenant; channels belong to the installation. */
export function alertingService(options: AlertingServiceOptions): RpcService {
  const { db, channels, pages } = options;
  const deliveries = (tenant: string, size: number, token: string, state: DeliveryState | undefined) =>
    deliveryPage(db, tenant, pageSizeOf(size, pages), token, state);
  return implement(AlertingServiceService, {
    listAlertGroups: async ({ pageSize, pageToken: token }, { tenant }) => {
      const size = pageSizeOf(pageSize, pages);
      const [updatedText, id] = readPageToken(token, 2, ([at]) => TIMESTAMP.test(at ?? '')) ?? [];
      const after = updatedText !== undefined && id !== undefined ? { updatedText, id } : undefined;
      const found = await listGroups(db, tenant, size + 1, after);
      const page = pageOf(found, size, (last) => pageToken(last.updated_text, last.id));
      const ids = page.rows.map((group) => group.id);
      const members = await listMembers(db, ids, MEMBERS_SHOWN);
      return {
        groups: page.rows.map((group) =>
          groupMessage(
            group,
            members.filter((member) => member.group_id === group.id),
          ),
        ),
        nextPageToken: page.next,
      };
    },
    listDeliveries: ({ pageSize, pageToken: token, state }, { tenant }) =>
      deliveries(tenant, pageSize, token, stateOf(state)),
    listDeadLetters: ({ pageSize, pageToken: token }, { tenant }) => deliveries(tenant, pageSize, token, 'dead'),
    redeliver: async ({ deliveryIds }, { tenant, log, subject }) => {
      if (deliveryIds.length > MAX_REDELIVER_IDS) {
        throw new SolveigError(
          'LIMIT_EXCEEDED',
          `at most ${MAX_REDELIVER_IDS} deliveries can be named; name none for all`,
        );
      }
      const queued = await redeliver(db, tenant, deliveryIds);
      if (queued.length === 0 && deliveryIds.length > 0) {
        throw new SolveigError('NOT_FOUND', 'none of these deliveries is a dead letter');
      }
      log.info({ deliveries: queued.length, by: subject }, 'dead letters are sent again');
      options.onQueued([...new Set(queued.map((row) => row.channel))]);
      return { deliveries: queued.length };
    },
    listChannels: async () => {
      const states = await readChannels(db);
      return { channels: [...channels.values()].map((channel) => channelMessage(channel, states.get(channel.name))) };
    },
    testChannel: async ({ channel: name }, { tenant, signal, log, subject }) => {
      const channel = channels.get(name);
      if (!channel) {
        const known = [...channels.keys()].join(', ') || 'none is configured';
        throw new SolveigError('NOT_FOUND', `there is no channel "${name}"; there are: ${known}`);
      }
      const result = await testChannel(options, channel, tenant, signal);
      log.info({ channel: name, delivered: result.delivered, by: subject }, 'a channel was tested');
      return result;
    },
  });
}

async function deliveryPage(db: Db, tenant: string, size: number, token: string, state: DeliveryState | undefined) {
  const [beforeSeq] = readPageToken(token, 1, ([seq]) => /^\d{1,18}$/.test(seq ?? '')) ?? [];
  const page = pageOf(await listDeliveries(db, tenant, size + 1, beforeSeq, state), size, (last) =>
    pageToken(last.seq),
  );
  return { deliveries: page.rows.map(deliveryMessage), nextPageToken: page.next };
}
