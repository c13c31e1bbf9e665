import type { StopRule } from '#domain/engine/engine';
import { UNSERVED } from '#domain/routing/problem';
import type { RouteLists } from '#domain/routing/search-state';
import type { PlanConflict } from './conflict-rules.ts';
import { type ExplainModel, leftOutOf, type PlacedReason, reasonsFor } from './explain-model.ts';
import type { FoundReason } from './find-reasons.ts';
import { listWords } from './measure-words.ts';
import { findRemedies, type PlanRemedy, remediesTogether } from './remedies.ts';
import { ruleWords } from './rule-words.ts';

/** Left-out stops that are looked into. */
const MOST_EXPLAINED = 200;
/** Parts of the time: until then conflicts are looked for, and reasons; the rest is for what would help. */
const CONFLICT_UNTIL = 0.3;
const REASONS_UNTIL = 0.75;

export interface LeftOutExplanation {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly reasons: readonly PlacedReason[];
  readonly remedies: readonly PlanRemedy[];
}

export interface PlanExplanation {
  readonly summary: string;
  readonly leftOut: readonly LeftOutExplanation[];
  /** For all that is left out together. */
  readonly remedies: readonly PlanRemedy[];
  readonly conflict?: PlanConflict | undefined;
  /** The time was up before everything was looked into. */
  readonly incomplete: boolean;
}

export interface ExplainTime {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly budgetMs: number;
}

/** Why routes leave out what they leave out, what would help, and what of it is proved to be impossible. */
export function explainPlan(model: ExplainModel, routes: RouteLists, time: ExplainTime): PlanExplanation {
  const beganMs = time.now();
  const overAt = (share: number): StopRule => {
    const endMs = beganMs + time.budgetMs * share;
    return () => time.now() >= endMs;
  };
  const { compiled } = model.real;
  const stops = subjectsLeftOut(model, routes);
  const isRequired = (stop: number) => model.subjectOf(stop).some((one) => compiled.required[one] === 1);
  const missing = stops.filter(isRequired);
  const conflict = missing.length > 0 ? model.conflict.find(missing, overAt(CONFLICT_UNTIL)) : undefined;
  const isOver = overAt(1);
  const looked = stops.slice(0, MOST_EXPLAINED);
  const reasons = looked.map((stop) => reasonsFor(model, routes, stop, overAt(REASONS_UNTIL)));
  // What fits as it is needs no change.
  const fits = (index: number) => reasons[index]?.[0]?.found.code === UNSERVED.noRoom;
  const helped = looked.filter((_, index) => !fits(index));
  const remedies = remediesTogether(model, routes, helped, isOver);
  const leftOut = looked.map((stop, index) => ({
    ...model.namesOf(stop),
    required: isRequired(stop),
    reasons: reasons[index] ?? [],
    remedies: fits(index) ? [] : findRemedies(model, routes, stop, isOver),
  }));
  return {
    summary: summaryOf(leftOut, stops.length, compiled.stops, remedies, conflict),
    leftOut: leftOut.map(({ id, name, required, reasons: why, remedies: help }) => ({
      id,
      name,
      required,
      reasons: why,
      remedies: help,
    })),
    remedies,
    conflict,
    incomplete: isOver() || stops.length > looked.length || reasons.some((found) => found.length === 0),
  };
}

/** One stop for each thing left out: of a shipment its pickup; alternatives to what is served are not missed. */
function subjectsLeftOut(model: ExplainModel, routes: RouteLists): number[] {
  const rules = model.real.rulesFor?.(routes);
  return leftOutOf(model.real.compiled.stops, routes).filter((stop) => {
    const subject = model.subjectOf(stop);
    return subject[0] === stop && !rules?.hasOtherServed(subject);
  });
}

function summaryOf(
  leftOut: readonly LeftOutExplanation[],
  count: number,
  of: number,
  remedies: readonly PlanRemedy[],
  conflict: PlanConflict | undefined,
): string {
  if (count === 0) return 'Nothing is left out.';
  const required = leftOut.filter((one) => one.required).length;
  const must = required === 0 ? '' : `, ${required === count ? 'all' : required} of which must be served`;
  const sentences = [`${count} of ${of} are left out${must}.`];
  const causes = causesOf(leftOut);
  if (causes !== '') sentences.push(`What stands in the way: ${causes}.`);
  if (conflict) sentences.push(`Proved: ${conflict.summary}.`);
  const [best] = remedies;
  if (best) sentences.push(`${best.message[0]?.toUpperCase()}${best.message.slice(1)}.`);
  return sentences.join(' ');
}

/** The rule that is cheapest to lift for each, counted. */
function causesOf(leftOut: readonly LeftOutExplanation[]): string {
  const counts = new Map<string, number>();
  for (const { reasons } of leftOut) {
    const found = reasons[0]?.found;
    if (!found) continue;
    const cause = causeWords(found);
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a);
  return listWords(most.map(([cause, times]) => (leftOut.length > 1 ? `${cause} (${times})` : cause)));
}

function causeWords({ code, rules }: FoundReason): string {
  if (code === UNSERVED.prizeTooLow) return 'a prize below the cost';
  if (code === UNSERVED.noRoom) return 'nothing: there is room for it';
  return rules.length > 0 ? ruleWords(rules) : 'no way there and back';
}
