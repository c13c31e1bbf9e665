import type { EngineOptions } from '#domain/engine/engine';
import type { VisitOrder } from '#domain/routing/visit-engine';

/** Calls of the stop rule, a power of two, between looks at the clock. */
const LOOK_EVERY = 64;

/** The options of one of several turns that take a share of the search together: its part of the time or of the iterations, and nobody looks on. */
export function turnOf(
  options: EngineOptions<VisitOrder>,
  share: number,
  turn: number,
  turns: number,
): EngineOptions<VisitOrder> {
  const { seed, stop, iterations, progress } = options;
  if (iterations !== undefined) return { seed, stop, iterations: Math.floor((iterations * share) / turns) };
  if (!progress) return { seed, stop };
  const part = partBetween(progress, (share * turn) / turns, (share * (turn + 1)) / turns);
  let calls = 0;
  const isOver = () => (++calls & (LOOK_EVERY - 1)) === 0 && part() >= 1;
  return { seed, stop: () => stop() || isOver(), progress: part };
}

/** How much of the time between two points has gone by, 0 to 1. */
export function partBetween(progress: () => number, from: number, to: number): () => number {
  return () => Math.min(1, Math.max(0, (progress() - from) / Math.max(1e-9, to - from)));
}
