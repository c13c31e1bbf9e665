import { createHash } from 'node:crypto';
import { traceIdOf } from '@solveig/kit/telemetry';
import type {
  AlertGroup,
  Channel as ChannelMessage,
  Delivery as DeliveryMessage,
} from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import { Delivery_State } from '@solveig/proto/gen/solveig/alerting/v1/alerting';
import type { AlertChanged } from '@solveig/proto/gen/solveig/events/v1/alert';
import type { Alert } from '#domain/alert';
import { fingerprintOf, type Labels } from '#domain/labels';
import type { Channel } from './channels/channel.ts';
import type { ChannelState } from './store/channels.ts';
import type { DeliveryRow, DeliveryState } from './store/delivery-rows.ts';
import type { GroupRow, MemberRow } from './store/listings.ts';

const MAX_ID_CHARACTERS = 200;
const TENANT = /^[A-Za-z0-9_-]+$/;

/** An alert from the wire. Throws a RangeError when it is none: reading it again would not help. */
export function alertOf(event: AlertChanged): Alert {
  const id = clean(event.id);
  if (id === '' || id.length > MAX_ID_CHARACTERS) throw new RangeError('the alert has no usable id');
  if (!TENANT.test(event.tenant)) throw new RangeError('the tenant is not a subject token');
  if (event.status !== 'firing' && event.status !== 'resolved')
    throw new RangeError(`"${event.status}" is no alert status`);
  if (event.name === '') throw new RangeError('the alert has no name');
  if (!isTime(event.startedAt)) throw new RangeError('the alert has no beginning');
  const name = clean(event.name);
  const severity = clean(event.severity) || 'info';
  const labels = { ...cleanMap(event.labels), alertname: name, severity, tenant: event.tenant };
  const isResolved = event.status === 'resolved';
  return {
    id,
    tenant: event.tenant,
    name,
    severity,
    status: event.status,
    labels,
    fingerprint: fingerprintOf(labels),
    annotations: cleanMap(event.annotations),
    value: finite(event.value),
    threshold: finite(event.threshold),
    startedAt: event.startedAt,
    endedAt: isResolved ? (isTime(event.endedAt) ? event.endedAt : event.startedAt) : undefined,
    jobId: clean(event.jobId),
    traceId: clean(event.traceId),
  };
}

function isTime(date: Date | undefined): date is Date {
  return date !== undefined && !Number.isNaN(date.getTime());
}

/** Postgres holds no NUL, neither in text nor in jsonb, and no half of a surrogate pair. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Cs}/gu, '\ufffd');
}

function cleanMap(map: Labels): Labels {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [clean(name), clean(value)]));
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** A short stable name for any key. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** A group with its alerts, newest first. */
export function groupMessage(group: GroupRow, members: readonly MemberRow[]): AlertGroup {
  return {
    key: group.key,
    receiver: group.receiver,
    labels: group.labels,
    status: members.some((member) => member.status === 'firing' && member.left_at === null) ? 'firing' : 'resolved',
    alerts: members.map((member) => ({
      id: member.id,
      fingerprint: member.fingerprint,
      name: member.name,
      severity: member.severity,
      status: member.status,
      summary: member.annotations.summary ?? '',
      labels: member.labels,
      startedAt: member.started_at,
      endedAt: member.ended_at ?? undefined,
      traceId: member.trace_id,
    })),
    updatedAt: group.updated_at,
    nextFlushAt: group.next_flush_at ?? undefined,
  };
}

const STATES: Readonly<Record<DeliveryState, Delivery_State>> = {
  pending: Delivery_State.STATE_PENDING,
  sending: Delivery_State.STATE_SENDING,
  sent: Delivery_State.STATE_SENT,
  dead: Delivery_State.STATE_DEAD,
};

/** The state that a request asks for; undefined for any. */
export function stateOf(state: Delivery_State): DeliveryState | undefined {
  return (Object.keys(STATES) as DeliveryState[]).find((name) => STATES[name] === state);
}

export function deliveryMessage(row: DeliveryRow): DeliveryMessage {
  return {
    id: row.id,
    channel: row.channel,
    state: STATES[row.state],
    attempts: Number(row.epoch),
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at ?? undefined,
    nextAttemptAt: row.state === 'pending' ? row.next_at : undefined,
    alertIds: row.alert_ids,
    status: row.status,
    traceId: traceIdOf(row.trace_parent),
  };
}

export function channelMessage(channel: Channel, state: ChannelState | undefined): ChannelMessage {
  return {
    name: channel.name,
    type: channel.type,
    enabled: !state?.closed_at,
    target: channel.target,
    sent: Number(state?.sent ?? 0),
    failed: Number(state?.failed ?? 0),
    lastError: state?.last_error ?? '',
  };
}
