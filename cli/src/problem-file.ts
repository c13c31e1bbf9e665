import { extname } from 'node:path';
import { SolveigError } from '@solveig/kit/errors';
import { readJson } from '@solveig/kit/json-reader';
import type { Problem, SolveOptions } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolveRequest } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { UsageError } from './exit.ts';
import { type FormatWords, formatOf, type OwnAnswer, readInstanceFile } from './instance-file.ts';
import { parseJson, readTextFile } from './read-text-file.ts';
import { RefusedFile } from './refused-file.ts';

export interface ProblemFile {
  readonly problem: Problem;
  readonly options: SolveOptions | undefined;
  /** For files of other formats: how their answers are written. */
  readonly answer?: OwnAnswer;
  /** What does not mean quite the same as in the file. */
  readonly notes?: readonly string[];
}

/**
 * Reads a problem: `.lp` and `.mps` as text of a linear program; JSON either as
 * `{"problem": …, "options": …}` or as a Problem alone, in proto field names; the field's own formats by their name, VRPLIB by `.vrp` too.
 * Throws `RefusedFile` with all that cannot be read of a JSON file.
 */
export async function readProblemFile(path: string, words: FormatWords = {}): Promise<ProblemFile> {
  const format = formatOf(path, words);
  const text = await readTextFile(path);
  if (format !== undefined) return { ...readInstanceFile(path, text, format, words.rounding), options: undefined };
  if (words.rounding !== undefined) throw new UsageError('--rounding is for files of instances: name their --format');
  const extension = extname(path).toLowerCase();
  if (extension === '.lp') return linear({ $case: 'lpText', value: text });
  if (extension === '.mps') return linear({ $case: 'mpsText', value: text });
  return fromJson(parseJson(path, text));
}

function linear(form: { $case: 'lpText' | 'mpsText'; value: string }): ProblemFile {
  const problem: Problem = { kind: { $case: 'linear', value: { form, stopAtGap: undefined } } };
  return { problem, options: undefined };
}

function fromJson(json: unknown): ProblemFile {
  const isEnvelope = typeof json === 'object' && json !== null && 'problem' in json;
  // Either way the paths of faults are those of a request.
  const read = readJson('solveig.solver.v1.SolveRequest', isEnvelope ? json : { problem: json });
  if (!read.ok) throw new RefusedFile(read);
  const { problem, options } = SolveRequest.decode(read.bytes);
  if (!problem) throw new SolveigError('INVALID_REQUEST', 'the file has no problem: "problem" is null');
  return { problem, options };
}
