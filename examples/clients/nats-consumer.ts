/**
 * Another service that follows what is solved: a durable JetStream consumer with
 * the read-only login, which replays from a time and then goes on.
 *
 *   npx tsx examples/clients/nats-consumer.ts --from 1h [--count 10]
 *
 * SOLVEIG_NATS_URL (nats://user:password@host:port) and SOLVEIG_NATS_INBOX_PREFIX
 * say where; `eval "$(npx solveig env)"` sets them for the local platform.
 */
import { parseArgs } from 'node:util';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const STREAM = 'SOLVE';
const DURABLE = 'example-follower';
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const { values } = parseArgs({ options: { from: { type: 'string', default: '1h' }, count: { type: 'string' } } });
const [, amount = '1', unit = 'h'] = /^(\d+)([smhd])$/.exec(values.from) ?? [];
const startTime = new Date(Date.now() - Number(amount) * (UNIT_MS[unit] ?? 0)).toISOString();
const most = values.count === undefined ? Number.POSITIVE_INFINITY : Number(values.count);

const { SOLVEIG_NATS_URL = 'nats://127.0.0.1:7702', SOLVEIG_NATS_INBOX_PREFIX } = process.env;
const { host, username, password } = new URL(SOLVEIG_NATS_URL);
const nats = await connect({
  servers: host,
  ...(username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {}),
  ...(SOLVEIG_NATS_INBOX_PREFIX ? { inboxPrefix: SOLVEIG_NATS_INBOX_PREFIX } : {}),
  maxReconnectAttempts: -1,
});

const manager = await jetstreamManager(nats, { checkAPI: false });
await manager.consumers.add(STREAM, {
  durable_name: DURABLE,
  filter_subject: 'solveig.v1.solve.>',
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.StartTime,
  opt_start_time: startTime,
  inactive_threshold: 3_600_000_000_000,
});

const consumer = await jetstream(nats, { checkAPI: false }).consumers.get(STREAM, DURABLE);
const messages = await consumer.consume();
process.once('SIGINT', () => messages.stop());
let seen = 0;
for await (const message of messages) {
  // The durable may deliver a message twice; `ce-id` tells them apart.
  const type = message.headers?.get('ce-type') ?? '';
  const event = message.json<{ context?: { job_id?: string; template_id?: string } }>();
  console.log(
    `${message.headers?.get('ce-time')} ${type} job=${event.context?.job_id} template=${event.context?.template_id ?? ''}`,
  );
  message.ack();
  seen += 1;
  if (seen >= most) break;
}
await nats.close();
