import { readJson } from '@solveig/kit/json-reader';
import type { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { EvaluateRequest } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { memberOf } from './answer-file.ts';
import { UsageError } from './exit.ts';
import { readJsonFile } from './read-text-file.ts';
import { RefusedFile } from './refused-file.ts';

/**
 * Reads a plan: the result that `solve --out` writes, an answer of the REST
 * door around one, or a Solution alone. Throws `RefusedFile` with all that
 * cannot be read, with paths of an EvaluateRequest.
 */
export async function readPlanFile(path: string): Promise<Solution> {
  const json = await readJsonFile(path);
  const read = readJson('solveig.solver.v1.EvaluateRequest', { plan: solutionIn(path, json) });
  if (!read.ok) throw new RefusedFile(read);
  const { plan } = EvaluateRequest.decode(read.bytes);
  if (!plan?.kind) throw new UsageError(`${path} holds no plan: give one of routing, itinerary or linear`);
  return plan;
}

/** The plan in what is around it; the result of a solve that has none is no plan. */
function solutionIn(path: string, json: unknown): unknown {
  const result = memberOf(json, 'result') ?? json;
  const solution = memberOf(result, 'solution') ?? memberOf(result, 'plan');
  if (solution !== undefined) return solution;
  if (memberOf(result, 'status') !== undefined) throw new UsageError(`${path} is the result of a solve without a plan`);
  return result;
}
