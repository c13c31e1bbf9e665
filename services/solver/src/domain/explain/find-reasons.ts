import type { StopRule } from '#domain/engine/engine';
import { UNSERVED, type UnservedCode } from '#domain/routing/problem';
import type { RouteLists } from '#domain/routing/search-state';
import { type InsertionPlace, InsertionPlaces } from './insertion-places.ts';
import type { InsertionWorld, Lift, LiftedWorlds } from './lift.ts';
import { factsOf, type Missed, missedLimit, type PlaceFacts } from './place-facts.ts';

/** One reason, before it is put into words. */
export interface FoundReason {
  readonly code: UnservedCode;
  /** Rules that were lifted; several where none of them alone helps. */
  readonly rules: readonly string[];
  /** Where it comes closest: where the rule is missed by least; absent when lifting does not help. */
  readonly facts?: PlaceFacts | undefined;
  readonly missed?: Missed | undefined;
  /** What it would cost where it costs least. */
  readonly price?: number | undefined;
}

export interface ReasonSearch {
  readonly real: InsertionWorld;
  readonly worlds: Pick<LiftedWorlds<unknown>, 'without'> & {
    readonly lifts: readonly Pick<Lift<never>, 'code' | 'rule'>[];
  };
  readonly routes: RouteLists;
}

/**
 * Why a stop (or a pickup with its delivery) is left out of these routes. Each
 * class of rules is lifted alone, in the raw problem, and it is inserted again
 * where that costs least. Where no class alone helps, all are lifted, and a
 * deletion filter finds those that must be lifted together.
 */
export function findReasons(search: ReasonSearch, subject: readonly number[], isOver: StopRule): FoundReason[] {
  const { real, worlds, routes } = search;
  const cheapestIn = (world: InsertionWorld) => {
    const places = new InsertionPlaces(world, routes);
    const place = places.cheapest(subject, isOver);
    return place && factsOf(places, subject, place);
  };
  const plain = cheapestIn(real);
  if (plain) return [{ code: UNSERVED.noRoom, rules: [], facts: plain, price: plain.cost }];
  const isClosed = subject.some((stop) => isNeverOpen(real, stop));
  const codeOf = (code: UnservedCode) => (code === UNSERVED.timeWindow && isClosed ? UNSERVED.closed : code);
  const reasons: FoundReason[] = [];
  worlds.lifts.forEach(({ code, rule }, index) => {
    if (isOver()) return;
    const world = worlds.without([index]);
    const closest = world && closestIn(search, world, { subject, code, isOver });
    if (closest) reasons.push({ ...closest, code: codeOf(code), rules: [rule] });
  });
  if (reasons.length > 0 || isOver()) return reasons.sort((a, b) => (a.price ?? 0) - (b.price ?? 0));
  return together(search, cheapestIn, codeOf, isOver);
}

/** Of the cheapest places so many are looked at for the one that misses the rule by least. */
const MOST_LOOKED_AT = 60;

/** Where it is cheapest without the rule, and where the rule is missed by least. */
function closestIn(
  { real, routes }: ReasonSearch,
  world: InsertionWorld,
  { subject, code, isOver }: { subject: readonly number[]; code: UnservedCode; isOver: StopRule },
): Pick<FoundReason, 'facts' | 'missed' | 'price'> | undefined {
  const places = new InsertionPlaces(world, routes);
  const found: InsertionPlace[] = [];
  places.each(subject, isOver, (place) => found.push(place));
  found.sort((a, b) => a.cost - b.cost);
  const [cheapest] = found;
  if (!cheapest) return undefined;
  let facts = factsOf(places, subject, cheapest);
  let missed = missedLimit(real.compiled, code, facts);
  for (const place of missed ? found.slice(1, MOST_LOOKED_AT) : []) {
    if (isOver()) break;
    const other = factsOf(places, subject, place);
    const by = missedLimit(real.compiled, code, other);
    if (by && missed && by.by < missed.by) {
      facts = other;
      missed = by;
    }
  }
  return { facts, missed, price: cheapest.cost };
}

/** The classes that must be lifted together; that there is no way when even lifting all does not help. */
function together(
  { worlds }: ReasonSearch,
  cheapestIn: (world: InsertionWorld) => PlaceFacts | undefined,
  codeOf: (code: UnservedCode) => UnservedCode,
  isOver: StopRule,
): FoundReason[] {
  let lifted = worlds.lifts.map((_, index) => index).filter((index) => worlds.without([index]) !== undefined);
  let facts = lifted.length > 0 ? cheapestIn(worlds.without(lifted) as InsertionWorld) : undefined;
  if (!facts) return isOver() ? [] : [{ code: UNSERVED.unreachable, rules: [] }];
  for (const index of [...lifted]) {
    const fewer = lifted.filter((other) => other !== index);
    const world = isOver() || fewer.length === 0 ? undefined : worlds.without(fewer);
    const without = world && cheapestIn(world);
    if (!without) continue;
    lifted = fewer;
    facts = without;
  }
  if (isOver()) return [];
  const rules = lifted.map((index) => worlds.lifts[index]?.rule ?? '');
  const price = facts.cost;
  return lifted.map((index) => ({ code: codeOf(worlds.lifts[index]?.code ?? UNSERVED.noRoom), rules, facts, price }));
}

/** No vehicle finds it open at any time. */
function isNeverOpen({ compiled }: InsertionWorld, stop: number): boolean {
  for (let type = 0; type < compiled.types; type++) {
    const cell = type * compiled.stops + stop;
    if (compiled.windowFrom[cell] !== compiled.windowFrom[cell + 1]) return false;
  }
  return compiled.types > 0;
}
