import { monotonicMs, secondsSince } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import type { HealthBook } from '@solveig/kit/health';
import { uuidv7 } from '@solveig/kit/ids';
import type { Alert } from '#domain/alert';
import { fingerprintOf } from '#domain/labels';
import { notificationOf } from '#domain/notification';
import type { Channel } from '../channels/channel.ts';
import { noteFailed, noteSent } from '../store/channels.ts';

export interface TestResult {
  delivered: boolean;
  /** What went wrong, or where the message can be found. */
  detail: string;
  seconds: number;
}

/**
 * Sends a message that says it is a test through one channel, past routes and queues, and waits for the outcome. One that
 * arrives opens a channel that its destination had closed.
 */
export async function testChannel(
  { db, health }: { db: Db; health: HealthBook },
  channel: Channel,
  tenant: string,
  signal: AbortSignal,
): Promise<TestResult> {
  const startMs = monotonicMs();
  const now = new Date();
  const id = uuidv7(now.getTime());
  const notification = notificationOf({
    groupKey: `test:${id}`,
    receiver: 'test',
    tenant,
    groupLabels: { alertname: 'ChannelTest' },
    reason: 'test',
    beganAt: now,
    alerts: [testAlert(id, tenant, now)],
    maxAlerts: 1,
  });
  const outcome = await channel.send({ id, notification, done: [] }, signal);
  const seconds = secondsSince(startMs);
  if (outcome.kind === 'sent') {
    const warning = outcome.warning ?? '';
    await noteSent(db, channel.name, warning);
    health.set(`channel ${channel.name}`, warning ? 'degraded' : 'ok', warning);
    return { delivered: true, detail: outcome.warning ?? outcome.providerRef ?? 'the destination took it', seconds };
  }
  await noteFailed(db, channel.name, outcome.error, undefined);
  health.set(`channel ${channel.name}`, 'degraded', outcome.error);
  return { delivered: false, detail: outcome.error, seconds };
}

function testAlert(id: string, tenant: string, now: Date): Alert {
  const labels = { alertname: 'ChannelTest', severity: 'info', tenant };
  return {
    id,
    tenant,
    name: 'ChannelTest',
    severity: 'info',
    status: 'firing',
    labels,
    fingerprint: fingerprintOf(labels),
    annotations: { summary: 'This is a test of the channel', description: 'Somebody asked for it; nothing is wrong.' },
    value: 0,
    threshold: 0,
    startedAt: now,
    endedAt: undefined,
    jobId: '',
    traceId: '',
  };
}
