import type { StopRule } from '#domain/engine/engine';
import { membersOfUnit } from '#domain/routing/bonds/cost-beside';
import type { CompiledRouting } from '#domain/routing/compiled';
import { cannotServeAll, findConflict, overloadedDimensions, type StopConflict } from '#domain/routing/conflict';
import type { Lift } from './lift.ts';

/** One rule of a conflict. */
export interface ConflictRule {
  readonly rule: string;
  /** Empty for rules of the whole fleet. */
  readonly subjectId: string;
  readonly message: string;
}

/** What no plan can serve together, proved. */
export interface PlanConflict {
  readonly summary: string;
  readonly ids: readonly string[];
  readonly rules: readonly ConflictRule[];
  /** None of `ids` can be left out. */
  readonly minimal: boolean;
}

/** Finds conflicts of one problem; gives nothing without a proof in time. */
export interface ConflictModel {
  find(missing: readonly number[], isOver: StopRule): PlanConflict | undefined;
  /** Only the stops. */
  stopsOf(missing: readonly number[], isOver: StopRule): StopConflict | undefined;
}

export interface ConflictParts<P> {
  readonly compiled: CompiledRouting;
  readonly lifts: readonly Lift<P>[];
  /** The problem with these stops alone, all of them required. */
  readonly only: (stops: readonly number[]) => P;
  /** The same with everything loosened that other stops could help with, for proofs that hold for every plan. */
  readonly loosened: (stops: readonly number[]) => P;
  readonly compile: (problem: P) => CompiledRouting;
  readonly idOf: (stop: number) => string;
  readonly nameOf: (stop: number) => string;
  readonly dimensionOf: (dimension: number) => string;
  /** One rule in words: of a stop, or of the fleet. */
  readonly ruleWords: (rule: string, stop: number | undefined) => string;
}

/**
 * Looks for a small set of stops that cannot be served together, even when
 * nothing else is, and for the rules that are to blame: a deletion filter over
 * the rules of the raw problem, every step of which is proved by enumeration.
 */
export function conflictModel<P>(parts: ConflictParts<P>): ConflictModel {
  return {
    find: (missing, isOver) => findStops(parts, missing, isOver) ?? overload(parts),
    stopsOf: (missing, isOver) => stopsOf(parts, missing, isOver),
  };
}

function stopsOf<P>({ compiled, loosened, compile }: ConflictParts<P>, missing: readonly number[], isOver: StopRule) {
  return findConflict(compiled, missing, { isOver, loosened: (stops) => compile(loosened(stops)) });
}

function overload<P>({ compiled, dimensionOf }: ConflictParts<P>): PlanConflict | undefined {
  const dimensions = overloadedDimensions(compiled);
  if (dimensions.length === 0) return undefined;
  const rules = dimensions.map((dimension) => {
    const { load, room } = loadOf(compiled, dimension);
    const name = dimensionOf(dimension);
    const message = `the stops that must be served need ${load} ${name}, all vehicles together carry ${room}`;
    return { rule: 'CAPACITY', subjectId: '', message };
  });
  const names = dimensions.map((dimension) => `capacity:${dimensionOf(dimension)}`);
  return { summary: rules.map(({ message }) => message).join('; '), ids: names, rules, minimal: true };
}

function loadOf(compiled: CompiledRouting, dimension: number): { load: number; room: number } {
  const { dims } = compiled;
  let load = 0;
  let room = 0;
  for (let s = 0; s < compiled.stops; s++) {
    if (compiled.required[s] === 1) load += compiled.demand[s * dims + dimension] as number;
  }
  for (let v = 0; v < compiled.vehicles; v++) room += compiled.capacity[v * dims + dimension] as number;
  return { load, room };
}

function findStops<P>(parts: ConflictParts<P>, missing: readonly number[], isOver: StopRule): PlanConflict | undefined {
  const found = stopsOf(parts, missing, isOver);
  if (!found) return undefined;
  const stops = [...found.stops];
  const ids = stops.map(parts.idOf);
  const names = stops.map(parts.nameOf);
  // Of shipments and groups only the leads are named.
  const members = stops.flatMap((stop) => membersOfUnit(parts.compiled, stop));
  const rules = rulesOf(parts, members, isOver);
  const because = rules.length > 0 ? `, because ${rules.map(({ message }) => message).join(', and ')}` : '';
  const summary =
    stops.length === 1
      ? `${names[0]} cannot be visited at all, even if nothing else is${because}`
      : `${names.join(', ')} cannot all be visited, even if nothing else is${because}`;
  return { summary, ids, rules, minimal: true };
}

interface Element<P> {
  readonly lift: Lift<P>;
  readonly stop: number | undefined;
  readonly apply: (problem: P) => P | undefined;
}

/** Rules without any of which the stops could be served; none when that cannot be proved. */
function rulesOf<P>(parts: ConflictParts<P>, stops: readonly number[], isOver: StopRule): ConflictRule[] {
  const isImpossible = (problem: P) => cannotServeAll(parts.compile(problem), isOver);
  let problem = parts.only(stops);
  if (!isImpossible(problem)) return [];
  const needed: Element<P>[] = [];
  for (const element of elementsOf(parts, stops)) {
    const without = element.apply(problem);
    if (!without) continue;
    if (isImpossible(without)) problem = without;
    else needed.push(element);
  }
  // What was kept because the time was up is no finding.
  if (isOver() || !isImpossible(problem)) return [];
  return needed.map(({ lift: { rule }, stop }) => ({
    rule,
    subjectId: stop === undefined ? '' : parts.idOf(stops[stop] as number),
    message: parts.ruleWords(rule, stop === undefined ? undefined : (stops[stop] as number)),
  }));
}

function elementsOf<P>({ lifts }: ConflictParts<P>, stops: readonly number[]): Element<P>[] {
  const all = new Set(stops.keys());
  return lifts.flatMap((lift): Element<P>[] => {
    if (!lift.perStop) return [{ lift, stop: undefined, apply: (problem) => lift.apply(problem, all) }];
    return [...stops.keys()].map((stop) => ({
      lift,
      stop,
      apply: (problem: P) => lift.apply(problem, new Set([stop])),
    }));
  });
}
