import type { SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';

/** How long solves may take, milliseconds from arrival to answer. */
export interface Budgets {
  /** For requests that do not say. */
  readonly defaultMillis: number;
  /** The most that a request may ask for. */
  readonly mostMillis: number;
}

export const DEFAULT_BUDGETS: Budgets = { defaultMillis: 30_000, mostMillis: 300_000 };

/** The budget that holds for a request. */
export function budgetMillisOf(options: SolveOptions | undefined, { defaultMillis }: Budgets): number {
  return options?.budgetMillis ?? defaultMillis;
}
