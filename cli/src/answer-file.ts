import { readJson } from '@solveig/kit/json-reader';
import type { Solution, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { DiffRequest } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { UsageError } from './exit.ts';
import { readJsonFile } from './read-text-file.ts';
import { RefusedFile } from './refused-file.ts';

/** A plan, or what a solve said with it. */
export type FileAnswer = { $case: 'plan'; value: Solution } | { $case: 'result'; value: SolveResult };

/**
 * Reads an answer: the result that `solve --out` writes, an answer of the REST
 * door around one, or a plan alone. Throws `RefusedFile` with all that cannot be read.
 */
export async function readAnswerFile(path: string): Promise<FileAnswer> {
  const json = await readJsonFile(path);
  const inside = memberOf(json, 'result') ?? json;
  const isResult = memberOf(inside, 'status') !== undefined;
  const answer = isResult
    ? { result: inside }
    : { plan: memberOf(inside, 'solution') ?? memberOf(inside, 'plan') ?? inside };
  const read = readJson('solveig.solver.v1.DiffRequest', { after: answer });
  if (!read.ok) throw new RefusedFile(read);
  const found = DiffRequest.decode(read.bytes).after?.answer;
  if (found?.$case === 'result') return found;
  if (found?.$case === 'plan' && found.value.kind) return found;
  throw new UsageError(`${path} holds no plan: give one of routing, itinerary or linear`);
}

export function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}
