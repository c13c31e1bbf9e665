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
  readonly stopAtGap?: string;
  readonly stopAtQuality?: string;
  readonly upgrade?: boolean;
  readonly upgradeBudget?: string;
}

/** The options of a file, where the command line does not say otherwise. */
export function solveOptionsOf(file: ProblemFile, words: SolveWords): SolveOptions {
  const own = file.options ?? SolveOptions.fromJSON({});
  return {
    ...own,
    budgetMillis: millisOf('--budget', words.budget) ?? own.budgetMillis,
    seed: words.seed ?? own.seed,
    maxIterations: words.iterations ?? own.maxIterations,
    templateId: words.template ?? own.templateId,
    stopAtGap: shareOf('--stop-at-gap', words.stopAtGap) ?? own.stopAtGap,
    stopAtQuality: shareOf('--stop-at-quality', words.stopAtQuality) ?? own.stopAtQuality,
    upgradeInBackground: words.upgrade ?? own.upgradeInBackground,
    upgradeBudgetMillis: millisOf('--upgrade-budget', words.upgradeBudget) ?? own.upgradeBudgetMillis,
  };
}

/** Milliseconds of `500ms`, `10s`, `2m`. */
export function millisOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = readDuration(text);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  throw new UsageError(`${option} ${text}: give a number with a unit, for example 500ms, 10s, 2m`);
}

/** `2%` and `0.02`. */
function shareOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, sign] = /^(\d+(?:\.\d*)?|\.\d+)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (sign === '%' ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`${option} ${text}: give a share, for example 2% or 0.02`);
}
