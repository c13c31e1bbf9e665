import { extname } from 'node:path';
import { FormatError } from '@solveig/formats/format-error';
import { plainLength } from '@solveig/formats/on-globe';
import { INSTANCE_FORMATS, readInstance } from '@solveig/formats/read-instance';
import { readVroom } from '@solveig/formats/read-vroom';
import { roundingOf } from '@solveig/formats/rounding';
import { solutionOf, writeSolution } from '@solveig/formats/solution-file';
import { toRouting } from '@solveig/formats/to-routing';
import { writeVroom } from '@solveig/formats/write-vroom';
import type { Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { RoutePlan, Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { UsageError } from './exit.ts';

/** How the answer to a file of another format is written in that format. */
export interface OwnAnswer {
  /** Of the file that `--out` names, for example `.sol`; with another ending the result itself is written. */
  readonly extension: '.sol' | '.json';
  /** The text; undefined when there is no plan. */
  readonly write: (result: SolveResult) => string | undefined;
}

export interface InstanceFile {
  readonly problem: Problem;
  readonly answer: OwnAnswer;
  /** What does not mean quite the same as in the file. */
  readonly notes: readonly string[];
}

export interface FormatWords {
  readonly format?: string;
  readonly rounding?: string;
}

/** Names that `--format` takes. */
export const FORMATS: readonly string[] = [...INSTANCE_FORMATS, 'vroom'];

/** The format that was named, or that the ending of the file tells; undefined for Solveig's own. */
export function formatOf(path: string, { format }: FormatWords): string | undefined {
  if (format === undefined) return extname(path).toLowerCase() === '.vrp' ? 'vrplib' : undefined;
  if (!FORMATS.includes(format)) throw new UsageError(`--format ${format}: one of ${FORMATS.join(', ')}`);
  return format;
}

/** Reads a file of another format. Throws `UsageError` with the line, or with the features that cannot be expressed. */
export function readInstanceFile(path: string, text: string, format: string, rounding?: string): InstanceFile {
  try {
    if (format === 'vroom') return vroomFile(text);
    const instance = readInstance(format, text);
    const rounded = roundingOf(rounding ?? instance.rounding);
    const problem = toRouting(instance, rounded);
    const write = (plan: RoutePlan) => {
      const { routes, cost } = solutionOf(instance, plan, costOf(problem, plan));
      return writeSolution({ routes, cost: problem.greatCircle ? plainLength(instance, routes, rounded) : cost });
    };
    return { problem: wrapped(problem), answer: { extension: '.sol', write: ofPlan(write) }, notes: [] };
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

function vroomFile(text: string): InstanceFile {
  const vroom = readVroom(text);
  const write = (plan: RoutePlan) => `${JSON.stringify(writeVroom(vroom, plan), null, 2)}\n`;
  return { problem: wrapped(vroom.problem), answer: { extension: '.json', write: ofPlan(write) }, notes: vroom.notes };
}

function ofPlan(write: (plan: RoutePlan) => string): OwnAnswer['write'] {
  return ({ solution }) => (solution?.kind?.$case === 'routing' ? write(solution.kind.value) : undefined);
}

function wrapped(value: Routing): Problem {
  return { kind: { $case: 'routing', value } };
}

/** Of the file's problem: the value of a relaxed plan is that of another one. */
function costOf({ stops }: Routing, { routes, unserved }: RoutePlan): number {
  const prizes = new Map(stops.map(({ id, prize }) => [id, prize]));
  const lost = unserved.reduce((sum, { id }) => sum + (prizes.get(id) ?? 0), 0);
  return routes.reduce((sum, { cost }) => sum + cost, lost);
}
