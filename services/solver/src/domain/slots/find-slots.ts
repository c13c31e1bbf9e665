import type { StopRule } from '#domain/engine/engine';
import { type InsertionPlace, InsertionPlaces } from '#domain/explain/insertion-places';
import type { InsertionWorld } from '#domain/explain/lift';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RouteLists } from '#domain/routing/search-state';
import { isAlwaysOpen, openAlways, type StartRange, StartRanges } from './start-range.ts';

export interface SlotSearch {
  readonly world: InsertionWorld;
  readonly routes: RouteLists;
  /** The stop, or a pickup and its delivery. */
  readonly subject: readonly number[];
  /** Which day a start belongs to: of an itinerary a vehicle is one. */
  readonly dayOf: (vehicle: number, startSeconds: number) => number;
  /** Slots for each vehicle and day, and in all. */
  readonly perVehicle: number;
  readonly most: number;
  readonly isOver: StopRule;
}

export interface FoundVisit {
  readonly stop: number;
  /** Stops before and behind it, -1 for none. */
  readonly after: number;
  readonly before: number;
  readonly arrivalSeconds: number;
  readonly startSeconds: number;
  /** Within its windows; both ends are the planned start where nothing around it gives. */
  readonly earliestSeconds: number;
  readonly latestSeconds: number;
}

export interface FoundSlot {
  readonly vehicle: number;
  readonly day: number;
  readonly cost: number;
  readonly extraMeters: number;
  readonly extraSeconds: number;
  readonly visits: readonly FoundVisit[];
  /** The vehicle is not used so far. */
  readonly newRoute: boolean;
}

/** When one vehicle could come on one day. */
export interface FoundTimes {
  readonly vehicle: number;
  readonly day: number;
  /** In order, apart. */
  readonly ranges: readonly StartRange[];
  readonly cost: number;
}

export interface SlotAnswer {
  /** Cheapest first. */
  readonly slots: readonly FoundSlot[];
  readonly times: readonly FoundTimes[];
  readonly tried: number;
  /** Vehicles whose routes break rules as they are: nothing was tried there. */
  readonly broken: readonly number[];
}

/** Where the subject fits beside everything else as it is, cheapest first, and when somebody could come. No search: every place is tried. */
export function findSlots(search: SlotSearch): SlotAnswer {
  const { world, routes, subject, isOver } = search;
  const places = new InsertionPlaces(world, routes);
  const found: InsertionPlace[] = [];
  places.each(subject, isOver, (place) => found.push(place));
  const ranges = subject.map((stop) => new StartRanges(world.compiled, stop));
  const chosen = choose(search, places, found.sort(byCost));
  const slots = chosen.map((slot) => promised(search, slot, ranges));
  const [stop, ...others] = subject;
  if (stop === undefined || others.length > 0)
    return { slots, times: [], tried: places.tried, broken: places.broken() };
  const anyTime = isAlwaysOpen(world.compiled, stop)
    ? places
    : new InsertionPlaces({ ...world, compiled: openAlways(world.compiled, stop) }, routes);
  const possible: InsertionPlace[] = anyTime === places ? found : [];
  if (anyTime !== places) anyTime.each(subject, isOver, (place) => possible.push(place));
  const times = timesOf(search, anyTime, possible.sort(byCost), ranges[0] as StartRanges);
  const tried = places.tried + (anyTime === places ? 0 : anyTime.tried);
  return { slots, times, tried, broken: places.broken() };
}

function byCost(a: InsertionPlace, b: InsertionPlace): number {
  return a.cost - b.cost || a.vehicle - b.vehicle || a.at - b.at;
}

interface TimedSlot extends FoundSlot {
  readonly route: Int32Array;
}

/** The cheapest of each vehicle and day, timed; `found` is sorted. */
function choose(search: SlotSearch, places: InsertionPlaces, found: readonly InsertionPlace[]): TimedSlot[] {
  const { perVehicle, most, dayOf, world } = search;
  const counts = new Map<string, number>();
  const seen = new Map<number, number>();
  const slots: TimedSlot[] = [];
  for (const place of found) {
    if (slots.length === most) break;
    const { vehicle } = place;
    const first = dayOf(vehicle, world.compiled.shiftStart[vehicle] as number);
    const isOneDay = dayOf(vehicle, world.compiled.shiftEnd[vehicle] as number) === first;
    const times = seen.get(vehicle) ?? 0;
    if (times >= (isOneDay ? perVehicle : MOST_TIMED)) continue;
    seen.set(vehicle, times + 1);
    const slot = timed(search, places, place);
    const key = `${vehicle}/${slot.day}`;
    const count = counts.get(key) ?? 0;
    if (count >= perVehicle) continue;
    counts.set(key, count + 1);
    slots.push(slot);
  }
  return slots;
}

/** On a vehicle that is out for days, the cheapest few places show all of them. */
const MOST_TIMED = 64;

function timed(search: SlotSearch, places: InsertionPlaces, place: InsertionPlace): TimedSlot {
  const { vehicle } = place;
  const { walk } = places;
  const base = places.routeOf(vehicle);
  walk.schedule(vehicle, base, base.length);
  const [meters, seconds] = base.length === 0 ? [0, 0] : [walk.meters, walk.arrival - walk.departure];
  const route = places.routeWith(search.subject, place);
  walk.schedule(vehicle, route, route.length);
  const positions = search.subject.length === 1 ? [place.at] : [place.at, place.second];
  const visits = positions.map((at): FoundVisit => {
    const startSeconds = walk.starts[at] as number;
    return {
      stop: route[at] as number,
      after: at === 0 ? -1 : (route[at - 1] as number),
      before: at === route.length - 1 ? -1 : (route[at + 1] as number),
      arrivalSeconds: walk.arrivals[at] as number,
      startSeconds,
      earliestSeconds: startSeconds,
      latestSeconds: startSeconds,
    };
  });
  return {
    vehicle,
    day: search.dayOf(vehicle, visits[0]?.startSeconds ?? 0),
    cost: place.cost,
    extraMeters: walk.meters - meters,
    extraSeconds: walk.arrival - walk.departure - seconds,
    visits,
    newRoute: base.length === 0,
    route,
  };
}

/** With what can be promised for each visit: of its own window the part that its place in the route leaves. */
function promised(
  { world, subject }: SlotSearch,
  { route, visits, ...slot }: TimedSlot,
  ranges: readonly StartRanges[],
): FoundSlot {
  const promises = visits.map((visit, index): FoundVisit => {
    const range = subject[index] === undefined ? undefined : ranges[index]?.of(slot.vehicle, route);
    if (!range) return visit;
    const [open, close] = windowAround(world.compiled, slot.vehicle, visit.stop, visit.startSeconds);
    return {
      ...visit,
      earliestSeconds: Math.min(visit.startSeconds, Math.max(range.earliest, open)),
      latestSeconds: Math.max(visit.startSeconds, Math.min(range.latest, close)),
    };
  });
  return { ...slot, visits: promises };
}

/** The window of the stop in which it starts. */
function windowAround(compiled: CompiledRouting, vehicle: number, stop: number, start: number): [number, number] {
  const cell = (compiled.type[vehicle] as number) * compiled.stops + stop;
  for (let w = compiled.windowFrom[cell] as number; w < (compiled.windowFrom[cell + 1] as number); w++) {
    const [open, close] = [compiled.windowOpen[w] as number, compiled.windowClose[w] as number];
    if (open <= start && start <= close) return [open, close];
  }
  return [start, start];
}

/** By vehicle and day: the ranges of all its places, joined where they touch; `possible` is sorted by cost. */
function timesOf(
  { dayOf, subject, isOver }: SlotSearch,
  places: InsertionPlaces,
  possible: readonly InsertionPlace[],
  ranges: StartRanges,
): FoundTimes[] {
  const byVehicle = new Map<number, StartRange[]>();
  const byKey = new Map<string, { vehicle: number; day: number; cost: number; ranges: StartRange[] }>();
  for (const place of possible) {
    if (isOver()) break;
    const known = byVehicle.get(place.vehicle) ?? [];
    const range = ranges.of(place.vehicle, places.routeWith(subject, place), known);
    if (!range) continue;
    byVehicle.set(place.vehicle, [...known, range]);
    for (const [day, part] of partsByDay(place.vehicle, range, dayOf)) {
      const key = `${place.vehicle}/${day}`;
      const times = byKey.get(key) ?? { vehicle: place.vehicle, day, cost: place.cost, ranges: [] };
      times.ranges.push(part);
      byKey.set(key, times);
    }
  }
  const all = [...byKey.values()].map((times) => ({ ...times, ranges: joined(times.ranges) }));
  return all.sort((a, b) => a.day - b.day || a.cost - b.cost || a.vehicle - b.vehicle);
}

const DAY = 86_400;

function partsByDay(vehicle: number, range: StartRange, dayOf: SlotSearch['dayOf']): [number, StartRange][] {
  const parts: [number, StartRange][] = [];
  for (let from = range.earliest; from <= range.latest; ) {
    const day = dayOf(vehicle, from);
    const midnight =
      dayOf(vehicle, range.latest) === day ? Number.POSITIVE_INFINITY : (Math.floor(from / DAY) + 1) * DAY;
    parts.push([day, { earliest: from, latest: Math.min(range.latest, midnight - 1) }]);
    from = midnight;
  }
  return parts;
}

function joined(ranges: readonly StartRange[]): StartRange[] {
  const out: { earliest: number; latest: number }[] = [];
  for (const { earliest, latest } of ranges.toSorted((a, b) => a.earliest - b.earliest)) {
    const last = out.at(-1);
    if (last && earliest <= last.latest + 60) last.latest = Math.max(last.latest, latest);
    else out.push({ earliest, latest });
  }
  return out;
}
