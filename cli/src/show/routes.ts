import {
  type Route,
  type RouteEvent,
  RouteEvent_Kind,
  type RoutePlan,
} from '@solveig/proto/gen/solveig/model/v1/routing';
import { amount, clock, distance, duration, table } from '../print.ts';

const DAY_SECONDS = 86_400;

const MOST_ROUTES = 40;
/** Plans up to this long are shown stop by stop. */
const MOST_VISITS = 60;

/** Routes as a table, and short plans as timetables too. */
export function describeRoutes(plan: RoutePlan, names: ReadonlyMap<string, string>): string[] {
  const visits = plan.routes.reduce((sum, route) => sum + route.visits.length, 0);
  const isShort = visits <= MOST_VISITS;
  return [summary(plan, isShort), ...(isShort ? plan.routes.map((route) => timetable(route, names)) : [])];
}

function summary(plan: RoutePlan, isShort: boolean): string {
  const head = ['vehicle', 'stops', 'start', 'end', 'way', 'cost', ...(isShort ? [] : ['visits'])];
  const rows = plan.routes
    .slice(0, MOST_ROUTES)
    .map((route) => [
      vehicleOf(route),
      String(route.visits.length),
      time(route.startSeconds),
      time(route.endSeconds),
      distance(route.distanceMeters),
      amount(route.cost),
      ...(isShort ? [] : [list(route.visits.map((visit) => visit.stopId))]),
    ]);
  const parts = [
    `${plan.routes.length} ${plan.routes.length === 1 ? 'route' : 'routes'}`,
    distance(plan.distanceMeters),
    duration(plan.durationSeconds),
    `cost ${amount(plan.cost)}`,
  ];
  if (plan.balanceCost > 0) parts.push(`of it ${amount(plan.balanceCost)} for uneven work`);
  const more =
    plan.routes.length > MOST_ROUTES ? `\n… and ${plan.routes.length - MOST_ROUTES} more (--json shows all)` : '';
  return `${parts.join(', ')}\n${table(head, rows)}${more}`;
}

/** A clock of the first day; later ones say which they are. */
function time(seconds: number): string {
  const day = Math.floor(seconds / DAY_SECONDS);
  return day < 1 ? clock(seconds) : `day ${day + 1} ${clock(seconds - day * DAY_SECONDS)}`;
}

function vehicleOf({ vehicleId, vehicleIndex }: Route): string {
  return vehicleIndex > 0 ? `${vehicleId} #${vehicleIndex + 1}` : vehicleId;
}

function list(ids: readonly string[]): string {
  return ids.length <= 8 ? ids.join(' ') : `${ids.slice(0, 7).join(' ')} … ${ids.at(-1)}`;
}

function timetable(route: Route, names: ReadonlyMap<string, string>): string {
  const eventsAt = (place: number) =>
    route.events.filter(({ visitsBefore }) => visitsBefore === place).map((event) => eventRow(event));
  const rows = route.visits.flatMap((visit, index) => {
    const waits = visit.startSeconds - visit.arrivalSeconds;
    const way = `${visit.walked ? 'on foot ' : ''}${distance(visit.distanceMeters)}`;
    return [
      ...eventsAt(index),
      [
        time(visit.startSeconds),
        time(visit.departureSeconds),
        names.get(visit.stopId) ?? visit.stopId,
        waits > 0 ? `${way}, there at ${time(visit.arrivalSeconds)}` : way,
      ],
    ];
  });
  rows.push(...eventsAt(route.visits.length));
  return `${vehicleOf(route)}: ${extras(route).join(', ')}\n${table(['from', 'to', 'stop', 'way there'], rows)}`;
}

/** What makes the route more than its stops. */
function extras(route: Route): string[] {
  const parts = [
    `${time(route.startSeconds)}-${time(route.endSeconds)}`,
    distance(route.distanceMeters),
    `cost ${amount(route.cost)}`,
  ];
  if (route.waitingSeconds > 0) parts.push(`waits ${duration(route.waitingSeconds)}`);
  if (route.overtimeSeconds > 0) parts.push(`overtime ${duration(route.overtimeSeconds)}`);
  if (route.softWindowCost > 0) parts.push(`${amount(route.softWindowCost)} for missed times`);
  if (route.changeCost > 0) parts.push(`${amount(route.changeCost)} for changes`);
  return parts;
}

function eventRow(event: RouteEvent): string[] {
  const at = event.depotId === '' ? '' : ` at ${event.depotId}`;
  const way = event.depotId === '' ? '' : distance(event.distanceMeters);
  return [time(event.startSeconds), time(event.endSeconds), `(${wordFor(event)}${at})`, way];
}

function wordFor({ kind, breakId }: RouteEvent): string {
  switch (kind) {
    case RouteEvent_Kind.KIND_RELOAD:
      return 'reload';
    case RouteEvent_Kind.KIND_NIGHT:
      return 'night';
    default:
      return `break${breakId === '' ? '' : ` ${breakId}`}`;
  }
}
