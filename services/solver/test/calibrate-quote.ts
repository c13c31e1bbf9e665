import { parseArgs } from 'node:util';
import { SolveigError } from '@solveig/kit/errors';
import { Problem, SolveResult, StopReason } from '@solveig/proto/gen/solveig/model/v1/problem';
import { randomItinerary } from '#domain/itinerary/random-itinerary';
import { MEASURED_SECONDS, type MeasuredSize } from '#domain/quote/prediction-table';
import { randomInstance } from '#domain/routing/random-instance';
import type { TravelCells } from '../src/workers/messages.ts';
import { hardProblem, setUpPool } from './pool-setup.ts';

/*
 * Measures what quotes predict and prints the rows of domain/quote/prediction-table.ts:
 *   npx tsx services/solver/test/calibrate-quote.ts [--family routing,mip] [--sizes 10,100]
 * Every size is solved once with each budget, by a real worker process, one after the other. The whole takes ten minutes
 * and wants a machine that does nothing else.
 */

interface Case {
  readonly problem: Problem;
  readonly travel: readonly TravelCells[];
}

const VISITS = [8, 12, 25, 50, 100, 200, 500, 1000, 2000];

const FAMILIES: Readonly<Record<string, { sizes: readonly number[]; make: (size: number) => Case }>> = {
  routing: { sizes: VISITS, make: (size) => routing(size, 0) },
  routingWindows: { sizes: VISITS, make: (size) => routing(size, 0.8) },
  itinerary: { sizes: [8, 12, 25, 50, 100, 300, 1000], make: itinerary },
  lp: { sizes: [30, 100, 300, 600, 1000], make: (size) => linear(size, false) },
  mip: { sizes: [10, 20, 30, 50, 100, 300, 1000], make: (size) => linear(size, true) },
};

function routing(size: number, windows: number): Case {
  const shape = { seed: 7, stops: size, vehicles: Math.max(2, Math.ceil(size / 12)), windows };
  const { input, travel } = randomInstance(shape);
  const matrix = { durationsSeconds: [...travel.durations], distancesMeters: [...travel.distances] };
  return {
    problem: Problem.fromPartial({ kind: { $case: 'routing', value: { ...input, matrix } as never } }),
    travel: [],
  };
}

function itinerary(size: number): Case {
  const { input, travel } = randomItinerary({ seed: 7, places: size, days: Math.min(25, Math.ceil(size / 8)) });
  const { walk, ride } = travel;
  const cells: TravelCells[] = [];
  if (walk) cells.push({ mode: 'walk', ...walk });
  if (ride) cells.push({ mode: 'transit', ...ride });
  return { problem: Problem.fromPartial({ kind: { $case: 'itinerary', value: input as never } }), travel: cells };
}

/** A knapsack of several dimensions, two columns to a row; without whole numbers its relaxation. */
function linear(columns: number, integer: boolean): Case {
  const problem = hardProblem(columns, Math.ceil(columns / 2));
  if (!integer && problem.kind?.$case === 'linear' && problem.kind.value.form?.$case === 'arrays') {
    for (const column of problem.kind.value.form.value.columns) column.integer = false;
  }
  return { problem, travel: [] };
}

interface Measured {
  readonly value: number | undefined;
  readonly gap: number;
  readonly firstSeconds: number;
  readonly endedSeconds: number | undefined;
  readonly megabytes: number;
}

await using setup = await setUpPool({ memoryLimitMegabytes: 8192 });

async function measure({ problem, travel }: Case, seconds: number): Promise<Measured> {
  const task = {
    problem: Problem.encode(problem).finish(),
    travel,
    emergency: false,
    deadlineMs: Date.now() + seconds * 1000,
    seed: 1,
    slowdown: 1,
    cancel: new AbortController().signal,
  };
  try {
    const answer = await setup.pool.run(task);
    const { value, gap, measures, stopReason } = SolveResult.decode(answer.result);
    return {
      value,
      gap: gap ?? 1,
      firstSeconds: measures?.firstAnswerSeconds ?? 0,
      endedSeconds: stopReason === StopReason.STOP_REASON_TIME ? undefined : answer.measures.solveSeconds,
      megabytes: answer.measures.peakMemoryMegabytes,
    };
  } catch (error) {
    if (!(error instanceof SolveigError) || error.reason !== 'TIMEOUT') throw error;
    return { value: undefined, gap: 1, firstSeconds: 0, endedSeconds: undefined, megabytes: 0 };
  }
}

function rowOf(size: number, runs: readonly Measured[], isMaximised: boolean): MeasuredSize {
  const last = runs.at(-1) as Measured;
  // A run that ended by itself stands for every larger budget.
  const all = MEASURED_SECONDS.map((_, index) => runs[index] ?? last);
  const found = runs.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const best = isMaximised ? Math.max(...found) : Math.min(...found);
  const excess = all.map(({ value }) =>
    value === undefined ? 1 : Math.abs(value - best) / Math.max(1e-9, Math.abs(best)),
  );
  const firsts = runs.map(({ firstSeconds }) => firstSeconds).filter((seconds) => seconds > 0);
  return {
    size,
    firstSeconds: rounded(firsts.sort((a, b) => a - b)[Math.floor(firsts.length / 2)] ?? MEASURED_SECONDS.at(-1) ?? 0),
    endedSeconds: last.endedSeconds === undefined ? undefined : rounded(last.endedSeconds),
    megabytes: Math.round(Math.max(...runs.map(({ megabytes }) => megabytes))),
    // Above 1 it only says that there is next to no answer.
    gaps: all.map(({ gap }) => rounded(Math.min(1, gap))),
    excess: excess.map(rounded),
  };
}

function rounded(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(3));
}

const { values } = parseArgs({ options: { family: { type: 'string' }, sizes: { type: 'string' } } });

for (const [family, { sizes, make }] of Object.entries(FAMILIES)) {
  if (values.family && !values.family.split(',').includes(family)) continue;
  for (const size of values.sizes?.split(',').map(Number) ?? sizes) {
    const runs: Measured[] = [];
    for (const seconds of MEASURED_SECONDS) {
      const run = await measure(make(size), seconds);
      runs.push(run);
      if (run.endedSeconds !== undefined) break;
    }
    process.stdout.write(`${family} ${JSON.stringify(rowOf(size, runs, family === 'lp' || family === 'mip'))}\n`);
  }
}
