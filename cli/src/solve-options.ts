import { SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';
import { UsageError } from './exit.ts';
import { readDuration } from './print.ts';
import type { ProblemFile } from './problem-file.ts';

/** Words of a command line that stand for options of a solve. */
export interface SolveWords {
  readonly budget?: string;
  readonly template?: string;
  readonly seed?: number;
  readonly iterations?: number;
}

/** The options of a file, where the command line does not say otherwise. */
export function solveOptionsOf(file: ProblemFile, words: SolveWords): SolveOptions {
  const own = file.options ?? SolveOptions.fromJSON({});
  const budget = words.budget === undefined ? undefined : readDuration(words.budget);
  if (words.budget !== undefined && budget === undefined) {
    throw new UsageError(`--budget ${words.budget}: give a number with a unit, for example 500ms, 10s, 2m`);
  }
  return {
    ...own,
    budgetMillis: budget === undefined ? own.budgetMillis : Math.round(budget * 1000),
    seed: words.seed ?? own.seed,
    maxIterations: words.iterations ?? own.maxIterations,
    templateId: words.template ?? own.templateId,
  };
}
