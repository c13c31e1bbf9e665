import type { Db, Tx } from '@solveig/kit/db';
import type { Alert } from '#domain/alert';
import { planOfJoin } from '#domain/flush-schedule';
import { groupsOf, groupWaitMs, type Route } from '#domain/route';
import { shortHash } from './codec.ts';
import { joinGroup, leaveOtherGroups, lockGroup } from './store/groups.ts';

/**
 * Puts an alert into the groups that the routes give it and sets their timers. One that `mayBeElsewhere` is taken out of all
 * other groups.
 */
export async function placeAlert(db: Db, tx: Tx, alert: Alert, root: Route, mayBeElsewhere: boolean): Promise<void> {
  const places = groupsOf(alert, root)
    .map((place) => ({ ...place, id: shortHash(place.key) }))
    // Always in the same order: two transactions never wait for each other.
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, key, labels, route } of places) {
    const { tenant } = alert;
    const group = { id, key, tenant, receiver: route.receiver, routeKey: route.key, labels };
    const { now, times } = await lockGroup(db, tx, group);
    const plan = planOfJoin(times, {
      now,
      groupWaitMs: groupWaitMs(route, alert.severity),
      groupIntervalMs: route.groupIntervalMs,
      startedAt: alert.startedAt,
    });
    await joinGroup(db, tx, id, alert.id, plan);
  }
  if (!mayBeElsewhere) return;
  await leaveOtherGroups(
    db,
    tx,
    alert.id,
    places.map((place) => place.id),
  );
}
