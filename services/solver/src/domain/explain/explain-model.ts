import type { StopRule } from '#domain/engine/engine';
import { UNSERVED, type UnservedReason } from '#domain/routing/problem';
import type { RouteLists } from '#domain/routing/search-state';
import type { ConflictModel } from './conflict-rules.ts';
import { type FoundReason, findReasons } from './find-reasons.ts';
import { type InsertionWorld, type Lift, LiftedWorlds } from './lift.ts';

/** What a kind of problem that visits places adds to the common way of explaining: its rules and its words. */
export interface ExplainModel {
  /** The problem as it is. */
  readonly real: InsertionWorld;
  /** The problem with rules lifted for what these routes leave out. */
  readonly lifted: (routes: RouteLists) => LiftedWorlds<unknown>;
  /** The problem as a planner could change it for what these routes leave out. */
  readonly remedied: (routes: RouteLists) => LiftedWorlds<unknown>;
  /** What is served or left out as one with this stop: itself, or pickup and delivery. */
  readonly subjectOf: (stop: number) => readonly number[];
  /** Id and name of what is left out with it: of the stop, or of its shipment. */
  readonly namesOf: (stop: number) => { readonly id: string; readonly name: string };
  readonly stopId: (stop: number) => string;
  readonly vehicleName: (vehicle: number) => string;
  /** Which one of several alike, from 0. */
  readonly vehicleIndex: (vehicle: number) => number;
  /** Name of a capacity dimension. */
  readonly dimensionName: (dimension: number) => string;
  /** `price` more of the objective, in words. */
  readonly priceWords: (price: number) => string;
  readonly message: (stop: number, reason: FoundReason) => string;
  /** Whether some stops cannot be served together even when nothing else is, and by which rules. */
  readonly conflict: ConflictModel;
}

/** The worlds of a problem for what routes leave out, compiled once for the same routes. */
export function worldsByRoutes<P>(
  problem: P,
  lifts: readonly Lift<P>[],
  compile: (problem: P) => InsertionWorld,
  stops: number,
): (routes: RouteLists) => LiftedWorlds<unknown> {
  const known = new WeakMap<RouteLists, LiftedWorlds<P>>();
  return (routes) => {
    const found = known.get(routes);
    if (found) return found as LiftedWorlds<unknown>;
    const leftOut = new Set(leftOutOf(stops, routes));
    const worlds = new LiftedWorlds(problem, lifts, compile, leftOut);
    known.set(routes, worlds);
    return worlds as LiftedWorlds<unknown>;
  };
}

/** Stops that no route serves, in order. */
export function leftOutOf(stops: number, routes: RouteLists): number[] {
  const served = new Uint8Array(stops);
  for (const route of routes) for (const stop of route) served[stop] = 1;
  return Array.from(served.keys()).filter((stop) => served[stop] === 0);
}

/** A reason in words, and where it comes closest to being none. */
export interface PlacedReason {
  readonly reason: UnservedReason;
  readonly found: FoundReason;
  /** By how much the rule is missed there, in `unit`; absent where that is no number. */
  readonly missedBy?: number | undefined;
  /** `s`, `m`, `stops`, or the name of a capacity dimension. */
  readonly unit: string;
  readonly vehicleIndex: number;
  /** Empty at the start. */
  readonly afterId: string;
  readonly startSeconds?: number | undefined;
}

/** Reasons as found; what is optional and would fit was too dear for its prize. */
export function reasonsFor(model: ExplainModel, routes: RouteLists, stop: number, isOver: StopRule): PlacedReason[] {
  const { real } = model;
  // An alternative to what is served is not missed.
  if (real.rulesFor?.(routes).hasOtherServed(model.subjectOf(stop))) return [];
  const search = { real, worlds: model.lifted(routes), routes };
  const isRequired = model.subjectOf(stop).some((one) => real.compiled.required[one] === 1);
  return findReasons(search, model.subjectOf(stop), isOver).map((found) => {
    const code = found.code === UNSERVED.noRoom && !isRequired ? UNSERVED.prizeTooLow : found.code;
    const known = { ...found, code };
    const message = model.message(stop, known);
    const closest = found.facts ? model.vehicleName(found.facts.vehicle) : '';
    // What only helps together with others has no price of its own.
    const price = found.rules.length > 1 ? undefined : found.price;
    const reason = price === undefined ? { code, message, closest } : { code, message, price, closest };
    return { reason, ...placeOf(model, known) };
  });
}

function placeOf(model: ExplainModel, found: FoundReason): Omit<PlacedReason, 'reason'> {
  const { facts, missed } = found;
  return {
    found,
    missedBy: missed?.by,
    unit: missed ? (UNITS[missed.limit] ?? model.dimensionName(missed.dimension)) : '',
    vehicleIndex: facts ? model.vehicleIndex(facts.vehicle) : 0,
    afterId: facts && facts.after >= 0 ? model.stopId(facts.after) : '',
    startSeconds: facts?.startSeconds,
  };
}

/** All others are capacities. */
const UNITS: Readonly<Record<string, string>> = {
  window: 's',
  shift: 's',
  duration: 's',
  distance: 'm',
  walking: 'm',
  stops: 'stops',
};
