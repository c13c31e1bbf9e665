import type { StopRule } from '#domain/engine/engine';
import { type ExplainModel, reasonsFor } from '#domain/explain/explain-model';
import type { CompiledRouting } from './compiled.ts';
import type { UnservedReason } from './problem.ts';
import type { RouteLists } from './search-state.ts';

/** What reasons are found and written with. */
export type ExplainWords = ExplainModel;

/**
 * Why a stop is left out of these routes: each class of rules is lifted alone,
 * for what is left out or for the limits of the vehicles, and the stop is
 * inserted again where that costs least. A reason without a price does not help alone.
 */
export function explainUnserved(
  _problem: CompiledRouting,
  routes: RouteLists,
  stop: number,
  words: ExplainWords,
  isOver: StopRule,
): UnservedReason[] {
  return reasonsFor(words, routes, stop, isOver).map(({ reason }) => reason);
}
