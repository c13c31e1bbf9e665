import { readFile } from 'node:fs/promises';
import { readJson } from '@solveig/kit/json-reader';
import type { Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { EvaluateRequest } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { UsageError } from './exit.ts';
import { RefusedFile } from './refused-file.ts';

/**
 * Reads a plan: the result that `solve --out` writes, an answer of the REST
 * door around one, or a Solution alone. Throws `RefusedFile` with all that
 * cannot be read, with paths of an EvaluateRequest.
 */
export async function readPlanFile(path: string): Promise<Solution> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read: ${error.message}`,
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
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

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}
