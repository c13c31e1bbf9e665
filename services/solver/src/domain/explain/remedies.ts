import type { StopRule } from '#domain/engine/engine';
import type { RouteLists } from '#domain/routing/search-state';
import type { ExplainModel } from './explain-model.ts';
import { type InsertionPlace, InsertionPlaces } from './insertion-places.ts';
import type { InsertionWorld, Lift } from './lift.ts';
import { listWords } from './measure-words.ts';

/** A change that a planner can make, and what it would bring. */
export interface PlanRemedy {
  readonly action: string;
  readonly message: string;
  readonly servedIds: readonly string[];
  /** Extra cost of what would be served. */
  readonly price: number;
  /** Vehicle or day that would serve the first of them. */
  readonly closest: string;
}

const ACTION_WORDS: Readonly<Record<string, string>> = {
  widen_windows_15_min: 'with windows 15 min wider on both sides',
  widen_windows_30_min: 'with windows 30 min wider on both sides',
  widen_windows_60_min: 'with windows an hour wider on both sides',
  extend_shifts_1_h: 'with shifts and longest routes one hour longer',
  extend_opening_hours_15_min: 'if it opened 15 min earlier and closed 15 min later',
  extend_opening_hours_30_min: 'if it opened 30 min earlier and closed 30 min later',
  extend_opening_hours_60_min: 'if it opened an hour earlier and closed an hour later',
  extend_days_1_h: 'with days one hour longer',
  walk_2_km_more: 'with 2 km more on foot in a day',
};

/** What would let this one in, cheapest first; of steps of one kind the smallest that does. */
export function findRemedies(model: ExplainModel, routes: RouteLists, stop: number, isOver: StopRule): PlanRemedy[] {
  return tryAll(model, routes, [stop], isOver).sort((a, b) => a.price - b.price);
}

/** What would let in most of all that is left out, each change alone: most served first, then cheapest. */
export function remediesTogether(
  model: ExplainModel,
  routes: RouteLists,
  stops: readonly number[],
  isOver: StopRule,
): PlanRemedy[] {
  if (stops.length === 0) return [];
  return tryAll(model, routes, stops, isOver).sort(
    (a, b) => b.servedIds.length - a.servedIds.length || a.price - b.price,
  );
}

function tryAll(model: ExplainModel, routes: RouteLists, stops: readonly number[], isOver: StopRule): PlanRemedy[] {
  const worlds = model.remedied(routes);
  const best = new Map<string, PlanRemedy>();
  worlds.lifts.forEach((lift, index) => {
    // A wider window than one that lets all of them in brings nothing more.
    const key = lift.adds === undefined ? String(lift.code) : lift.rule;
    const before = best.get(key);
    if (isOver() || (before?.servedIds.length === stops.length && lift.adds === undefined)) return;
    const world = worlds.without([index]);
    const remedy = world && remedyOf(model, world, lift, { routes, stops, isOver });
    if (remedy && (!before || isBetter(remedy, before))) best.set(key, remedy);
  });
  return [...best.values()];
}

function isBetter(a: PlanRemedy, b: PlanRemedy): boolean {
  return a.servedIds.length > b.servedIds.length || (a.servedIds.length === b.servedIds.length && a.price < b.price);
}

/** Inserts one after the other where that costs least; undefined when none fits. */
function remedyOf(
  model: ExplainModel,
  world: InsertionWorld,
  lift: Pick<Lift<unknown>, 'rule' | 'adds'>,
  { routes, stops, isOver }: { routes: RouteLists; stops: readonly number[]; isOver: StopRule },
): PlanRemedy | undefined {
  const { vehicles } = model.real.compiled;
  const added = `one more ${lift.adds ?? ''}`;
  const nameOf = ({ vehicle }: InsertionPlace) => (vehicle < vehicles ? model.vehicleName(vehicle) : added);
  const longer = [...routes];
  const servedIds: string[] = [];
  let price = 0;
  let closest = '';
  for (const stop of stops) {
    const places = new InsertionPlaces(world, longer);
    const subject = model.subjectOf(stop);
    const place = places.cheapest(subject, isOver);
    if (isOver()) return undefined;
    if (!place || !isWorth(model, subject, place.cost)) continue;
    for (let vehicle = longer.length; vehicle < place.vehicle; vehicle++) longer[vehicle] = new Int32Array(0);
    longer[place.vehicle] = places.routeWith(subject, place);
    servedIds.push(model.namesOf(stop).id);
    price += place.cost;
    closest ||= nameOf(place);
  }
  if (servedIds.length === 0) return undefined;
  const how = ACTION_WORDS[lift.rule] ?? `with ${added}`;
  const what =
    stops.length === 1
      ? 'it would be served'
      : `${servedIds.length} of ${stops.length} would be served (${listWords(servedIds)})`;
  const by = lift.adds === undefined && stops.length === 1 ? ` by ${closest}` : '';
  return { action: lift.rule, message: `${how} ${what}${by} ${model.priceWords(price)}`, servedIds, price, closest };
}

/** What must be served is worth any price, the others their prize. */
function isWorth({ real: { compiled } }: ExplainModel, subject: readonly number[], cost: number): boolean {
  return subject.some((stop) => compiled.required[stop] === 1) || cost < prizeOf(compiled.prize, subject);
}

function prizeOf(prizes: Float64Array, subject: readonly number[]): number {
  return subject.reduce((sum, stop) => sum + (prizes[stop] as number), 0);
}
