import { relativeGap } from '#domain/engine/engine';

/** What of an answer is good enough: then the search ends before its time. */
export interface SolveGoal {
  /** Proved gap, 0 to 1. */
  readonly gap?: number | undefined;
  /** Quality, 0 to 1: 1 less the gap, be it proved or estimated. */
  readonly quality?: number | undefined;
  /** A full search that is given so long is estimated to reach the quality; absent where nothing was measured. */
  readonly enoughMs?: number | undefined;
}

/** Which wish was met. */
export type GoalReached = 'gap' | 'quality';

/** Gap at which a search may end, whichever of the two wishes allows more; undefined without any. */
export function goalGap({ gap, quality }: SolveGoal): number | undefined {
  if (gap === undefined && quality === undefined) return undefined;
  return Math.max(gap ?? 0, 1 - (quality ?? 1));
}

/** Which wish a proved gap meets, if any. */
export function reachedBy(goal: SolveGoal | undefined, provedGap: number): GoalReached | undefined {
  if (goal?.gap !== undefined && provedGap <= goal.gap) return 'gap';
  return goal?.quality !== undefined && 1 - provedGap >= goal.quality ? 'quality' : undefined;
}

/**
 * Watches the answers of one strategy until one is good enough by proof. The
 * estimate is no part of it: what a search has reached half-way says little,
 * because it cools over the time that it is given; such a search gets
 * `enoughMs` from the start instead.
 */
export class GoalWatch {
  readonly #goal: SolveGoal;
  readonly #bound: number | undefined;
  #reached: GoalReached | undefined;

  /** @param bound no answer can have a lower value; where the engine knows a better one, its answers say so. */
  constructor(goal: SolveGoal, bound?: number) {
    this.#goal = goal;
    this.#bound = bound;
  }

  get reached(): GoalReached | undefined {
    return this.#reached;
  }

  seen(value: number, bound: number | undefined): void {
    const known = Math.max(bound ?? Number.NEGATIVE_INFINITY, this.#bound ?? Number.NEGATIVE_INFINITY);
    if (Number.isFinite(known)) this.#reached ??= reachedBy(this.#goal, relativeGap(value, known));
  }
}
