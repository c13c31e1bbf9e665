import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { SolveOrder, TravelCells } from './messages.ts';
import { solveProblem } from './solve-problem.ts';

const SMALL_MIP = `Maximize
 gain: 5 x + 4 y + 3 z
Subject To
 a: 2 x + 3 y + z <= 5
 b: 4 x + y + 2 z <= 11
 c: 3 x + 4 y + 2 z <= 8
Generals
 x y z
End`;
const PLACES = 9;
/** Enough for the search's inner loops to be compiled. */
const ITERATIONS = 300;

/** Runs each engine on something small, so that the first real solve finds compiled code. */
export async function warmUp(solver: LinearSolver): Promise<void> {
  for (const [problem, travel] of [[mip(), []] as const, [trip(), [travelOf('walk'), travelOf('transit')]] as const]) {
    const order: SolveOrder = {
      type: 'solve',
      id: 0,
      problem: Problem.encode(problem).finish(),
      travel,
      emergency: false,
      budgetMs: 1000,
      seed: 1,
      iterations: ITERATIONS,
      slowdown: 1,
    };
    const now = () => performance.now();
    const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
    await solveProblem(order, { solver, now, stop: () => false, reporter });
  }
}

function mip(): Problem {
  return Problem.fromPartial({ kind: { $case: 'linear', value: { form: { $case: 'lpText', value: SMALL_MIP } } } });
}

function trip(): Problem {
  const places = Array.from({ length: PLACES }, (_, i) => ({
    id: `place ${i}`,
    location: { latitude: 52, longitude: 5 + i / 100 },
    visitSeconds: 3600,
    importance: 1 + i,
    openingHours: [{ openSeconds: 36_000, closeSeconds: 64_800 }],
  }));
  const days = ['2026-01-01', '2026-01-02'].map((date) => ({ date, startSeconds: 32_400, endSeconds: 50_400 }));
  return Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
}

function travelOf(mode: 'walk' | 'transit'): TravelCells {
  const cells = Int32Array.from({ length: PLACES * PLACES }, (_, cell) => {
    const legs = Math.abs((cell % PLACES) - Math.floor(cell / PLACES));
    return legs * 700;
  });
  return { mode, size: PLACES, durations: cells, distances: cells };
}
