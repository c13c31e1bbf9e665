import { LINEAR_STRATEGY_NAMES } from '#domain/linear/linear-strategies';
import { visitStrategies } from '#domain/routing/visit-strategies';
import type { DeclaredStrategy } from '#domain/strategy/strategy-book';

const CONSTRUCTIONS: ReadonlySet<string> = new Set(['construction', 'rounded_relaxation']);

function visits(): DeclaredStrategy[] {
  return visitStrategies().map(({ name, immediate }) => declared(name, immediate ?? false));
}

function linear(): DeclaredStrategy[] {
  return LINEAR_STRATEGY_NAMES.map((name, index) => declared(name, index === LINEAR_STRATEGY_NAMES.length - 1));
}

function declared(name: string, alwaysAnswers: boolean): DeclaredStrategy {
  return { name, alwaysAnswers, isConstruction: CONSTRUCTIONS.has(name) };
}

/** Every strategy of every kind, in the order in which the code tries them. */
export function strategyCatalogue(): Readonly<Record<string, readonly DeclaredStrategy[]>> {
  return { routing: visits(), itinerary: visits(), linear: linear() };
}
