import type { Db, Tx } from '@solveig/kit/db';
import { errorFrom } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { nextFlushAfter } from '#domain/flush-schedule';
import { currentAlerts, newsFor, priorityOf, snapshotOf } from '#domain/group-snapshot';
import { notificationOf } from '#domain/notification';
import { makesMessage, type NotifiedState, notifyReason } from '#domain/notify-decision';
import { allRoutes, groupsOf, type Route } from '#domain/route';
import type { AlertingMetrics } from './alerting-metrics.ts';
import type { Channel } from './channels/channel.ts';
import { shortHash } from './codec.ts';
import { placeAlert } from './place-alert.ts';
import { readMembers, type StoredAlert } from './store/alerts.ts';
import { addDelivery } from './store/deliveries.ts';
import {
  type DueGroup,
  dropGroup,
  finishFlush,
  postponeGroup,
  readNotified,
  saveNotified,
  takeDueGroup,
} from './store/groups.ts';

/** Other alerts' spans that a delivery names beside its parent. */
const MAX_LINKS = 10;
const PUT_OFF_MS = 30_000;

export interface FlushOptions {
  db: Db;
  log: Logger;
  metrics: AlertingMetrics;
  root: Route;
  receivers: ReadonlyMap<string, readonly string[]>;
  channels: ReadonlyMap<string, Channel>;
  /** Most alerts that one message carries. */
  maxAlerts: number;
}

/** What one turn did: the channels that have something new to send. */
export interface Flushed {
  readonly channels: readonly string[];
}

/**
 * Takes one group whose turn has come and decides, channel by channel, whether it must be told; messages, what was told, and
 * the next turn are written in one transaction. Undefined when no group is due. A group whose turn fails is put off.
 */
export async function flushDueGroup(options: FlushOptions): Promise<Flushed | undefined> {
  const { db, log } = options;
  let group: DueGroup | undefined;
  try {
    return await db.tx(async (tx) => {
      group = await takeDueGroup(db, tx);
      return group && takeTurn(options, tx, group);
    });
  } catch (thrown) {
    const error = errorFrom(thrown);
    if (!group || error.retryable) throw error;
    log.error({ err: error, group: group.key }, 'a group could not be flushed and is put off');
    await postponeGroup(db, group.id, PUT_OFF_MS);
    return { channels: [] };
  }
}

async function takeTurn(options: FlushOptions, tx: Tx, group: DueGroup): Promise<Flushed> {
  const { db, root } = options;
  const members = await readMembers(db, tx, group.id);
  const isAtHome = (alert: StoredAlert) => groupsOf(alert, root).some((place) => place.key === group.key);
  // The configuration changed: what does not belong here any more goes where it belongs now.
  for (const stray of members.filter((alert) => !isAtHome(alert))) await placeAlert(db, tx, stray, root, true);
  const route = allRoutes(root).find((r) => r.key === group.routeKey);
  if (route) return flush(options, tx, group, route, members.filter(isAtHome));
  await dropGroup(db, tx, group.id);
  return { channels: [] };
}

async function flush(
  options: FlushOptions,
  tx: Tx,
  group: DueGroup,
  route: Route,
  members: readonly StoredAlert[],
): Promise<Flushed> {
  const { db } = options;
  const told = await readNotified(db, tx, group.id);
  const alerts = currentAlerts(members);
  const channels: string[] = [];
  const toldAt: Date[] = [];
  for (const name of options.receivers.get(route.receiver) ?? []) {
    const channel = options.channels.get(name);
    if (!channel) continue;
    const before = told.get(name);
    const isTold = await tell(options, tx, { group, route, channel, alerts, told: before });
    if (isTold) channels.push(name);
    if (isTold) toldAt.push(group.now);
    else if (before) toldAt.push(before.at);
  }
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  const { groupIntervalMs, repeatIntervalMs } = route;
  const next = nextFlushAfter({ now: group.now, groupIntervalMs, repeatIntervalMs, firing, toldAt });
  const ended = members.filter((alert) => alert.status === 'resolved').map((alert) => alert.id);
  await finishFlush(db, tx, group.id, next, ended);
  return { channels };
}

interface Telling {
  group: DueGroup;
  route: Route;
  channel: Channel;
  alerts: readonly StoredAlert[];
  told: NotifiedState | undefined;
}

/** Writes the message for one channel, if there is one to write. */
async function tell(options: FlushOptions, tx: Tx, telling: Telling): Promise<boolean> {
  const { db, log, metrics } = options;
  const { group, route, channel, told } = telling;
  const { sendResolved } = channel;
  const snapshot = snapshotOf(telling.alerts);
  const reason = notifyReason(told, snapshot, {
    sendResolved,
    repeatIntervalMs: route.repeatIntervalMs,
    now: group.now,
  });
  if (reason === 'nothing_new') return false;
  await saveNotified(db, tx, group.id, channel.name, { ...snapshot, at: group.now });
  const alerts = sendResolved ? telling.alerts : telling.alerts.filter((alert) => alert.status === 'firing');
  // Nothing left to tell of: its alerts did not end, they moved to another group.
  if (!makesMessage(reason, sendResolved) || alerts.length === 0) return false;
  const notification = notificationOf({
    groupKey: group.key,
    receiver: route.receiver,
    tenant: group.tenant,
    groupLabels: group.labels,
    reason,
    beganAt: group.beganAt,
    alerts,
    maxAlerts: options.maxAlerts,
  });
  const [decider, ...others] = [...newsFor(told, alerts), ...alerts].map((a) => a.traceParent).filter(Boolean);
  const id = shortHash(group.id, channel.name, String(group.flushes));
  const isNew = await addDelivery(db, tx, {
    id,
    groupId: group.id,
    channel: channel.name,
    priority: priorityOf(notification.severity, reason),
    notification,
    alertIds: alerts.map((alert) => alert.id),
    traceParent: decider ?? '',
    traceLinks: [...new Set(others)].filter((link) => link !== decider).slice(0, MAX_LINKS),
  });
  metrics.notifications.inc({ channel: channel.name, reason, merged: isNew ? 'no' : 'yes' });
  log.info(
    { group: group.key, channel: channel.name, delivery: id, reason, alerts: alerts.length },
    'a message was decided',
  );
  return true;
}
