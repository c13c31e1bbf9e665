import { parseArgs } from 'node:util';
import { deadline } from '#domain/engine/stop-rules';
import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import { randomItinerary } from '#domain/itinerary/random-itinerary';
import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { emergencyVisits } from '#domain/routing/emergency';
import { randomInstance } from '#domain/routing/random-instance';
import { type Effort, solveVisits } from '#domain/routing/visit-engine';

/*
 * Measures what the quality of answers is estimated from and prints the rows of domain/quality/quality-table.ts:
 *   npx tsx services/solver/test/calibrate-quality.ts [--family routing]
 * In processor seconds, so that other work on the machine matters little; four minutes of them.
 */

/** The search that lesser ones are held against, and the one that it is held against itself; seconds. */
const SEARCH_SECONDS = 5;
const LONG_SECONDS = 25;
const SEED = 11;

const FAMILIES: Readonly<Record<string, { sizes: readonly number[]; make: (size: number) => CompiledRouting }>> = {
  routing: { sizes: [50, 200, 1000], make: (size) => routing(size, 12, 0) },
  routingWindows: { sizes: [50, 200, 1000], make: (size) => routing(size, 8, 0.8) },
  itinerary: {
    sizes: [50, 100, 300],
    make: (size) =>
      compileItinerary(randomItinerary({ seed: SEED, places: size, days: Math.min(25, Math.ceil(size / 8)) })),
  },
};

function routing(size: number, stopsAVehicle: number, windows: number): CompiledRouting {
  const vehicles = Math.max(2, Math.ceil(size / stopsAVehicle));
  return compileRouting(randomInstance({ seed: SEED, stops: size, vehicles, windows }));
}

/** Processor time of this process, milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Value of the answer of a search that is given so long. */
function search(problem: CompiledRouting, seconds: number, effort: Effort): number {
  const beganMs = cpuMs();
  const budgetMs = seconds * 1000;
  const progress = () => Math.min(1, (cpuMs() - beganMs) / budgetMs);
  const stop = deadline(cpuMs, beganMs + budgetMs);
  return solveVisits(problem, { seed: 1, stop, progress }, effort).value ?? Number.NaN;
}

const { values } = parseArgs({ options: { family: { type: 'string' } } });

for (const [family, { sizes, make }] of Object.entries(FAMILIES)) {
  if (values.family !== undefined && values.family !== family) continue;
  for (const size of sizes) {
    const problem = make(size);
    const full = search(problem, SEARCH_SECONDS, 'full');
    const best = Math.min(full, search(problem, LONG_SECONDS, 'full'));
    const above = (value = Number.NaN) => Number(((value - full) / full).toPrecision(3));
    const row = {
      size,
      descent: above(search(problem, LONG_SECONDS, 'descent')),
      construction: above(search(problem, LONG_SECONDS, 'construction')),
      emergency: above(emergencyVisits(problem).value),
      remaining: Number(((full - best) / best).toPrecision(3)),
    };
    process.stdout.write(`${family} ${JSON.stringify(row)}\n`);
  }
}
