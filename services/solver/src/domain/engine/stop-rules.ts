import type { StopRule } from './engine.ts';

/** Never stops: the engine ends by itself. */
export const neverStop: StopRule = () => false;

/** Stops at the `limit`-th question; for tests that must not depend on time. */
export function afterQuestions(limit: number): StopRule {
  let asked = 0;
  return () => ++asked > limit;
}

/** Stops when the clock passes `atMs`. The clock is read once in `every` questions, because it costs more than a move. */
export function deadline(now: () => number, atMs: number, every = 16): StopRule {
  let left = 0;
  let over = false;
  return () => {
    if (over) return true;
    if (left > 0) {
      left--;
      return false;
    }
    left = every - 1;
    over = now() >= atMs;
    return over;
  };
}

/** Stops when any of the rules does. */
export function anyOf(...rules: readonly StopRule[]): StopRule {
  return () => {
    for (const rule of rules) if (rule()) return true;
    return false;
  };
}
