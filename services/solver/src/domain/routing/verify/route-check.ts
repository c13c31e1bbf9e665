import { ROUTE_EVENT, type Route, type RouteEvent, type Stop, type Vehicle } from '#domain/routing/problem';
import type { ProblemIndex } from './checked-problem.ts';
import type { Findings } from './findings.ts';
import type { VehicleLegs } from './vehicle-legs.ts';

/** An event of a route that can be placed: of a known kind, in order, with times that are numbers. */
export interface PlacedEvent {
  readonly event: RouteEvent;
  /** Path in the plan. */
  readonly where: string;
}

/** One stated route of a vehicle that exists, and what its checks need. */
export interface RouteCheck {
  readonly index: ProblemIndex;
  readonly findings: Findings;
  readonly route: Route;
  /** Path in the plan, for example `routes[0]`. */
  readonly place: string;
  readonly vehicle: Vehicle;
  readonly legs: VehicleLegs;
  /** By position of the visits; undefined where there is no such stop. */
  readonly stops: readonly (Stop | undefined)[];
  /** By number of visits before them, up to the number of visits. */
  readonly events: readonly (readonly PlacedEvent[])[];
}

const NO_EVENTS: readonly PlacedEvent[] = [];

/** The events of a route that can be placed, by the number of visits before them; the others are named. */
export function placeEvents({ events = [], visits }: Route, place: string, findings: Findings): PlacedEvent[][] {
  const placed: PlacedEvent[][] = [];
  let before = 0;
  events.forEach((event, index) => {
    const where = `${place}.events[${index}]`;
    const fault = faultOf(event, before, visits.length);
    if (fault) findings.add('unknown_event', where, 1, event.breakId || event.depotId, fault);
    else if (!(Number.isFinite(event.startSeconds) && Number.isFinite(event.endSeconds))) {
      findings.add('not_a_number', where, 1, event.breakId || event.depotId, 'its times are not numbers');
    } else {
      before = event.visitsBefore;
      const list = placed[before] ?? [];
      list.push({ event, where });
      placed[before] = list;
    }
  });
  return placed;
}

function faultOf({ kind, visitsBefore }: RouteEvent, before: number, visits: number): string | undefined {
  if (!(Object.values(ROUTE_EVENT) as number[]).includes(kind)) return `${kind} is no kind of event`;
  if (!(visitsBefore >= before && visitsBefore <= visits)) {
    return `it is behind ${visitsBefore} visits, where ${before} to ${visits} can be before it`;
  }
  return undefined;
}

export function eventsBefore({ events }: RouteCheck, position: number): readonly PlacedEvent[] {
  return events[position] ?? NO_EVENTS;
}

/** Service of a stop by a type of vehicle, seconds. */
export function serviceOf({ serviceSeconds, serviceSecondsByType }: Stop, { type }: Vehicle): number {
  return byType(serviceSecondsByType, type) ?? serviceSeconds;
}

/** Setup of a stop by a type of vehicle, seconds, where the leg to it takes time or distance. */
export function setupOf({ setupSeconds, setupSecondsByType }: Stop, { type }: Vehicle): number {
  return byType(setupSecondsByType, type) ?? setupSeconds ?? 0;
}

function byType(seconds: Readonly<Record<string, number>> | undefined, type = ''): number | undefined {
  return seconds && type !== '' && Object.hasOwn(seconds, type) ? seconds[type] : undefined;
}
