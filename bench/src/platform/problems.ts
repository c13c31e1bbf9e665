import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@solveig/kit/json-reader';
import { repoRoot } from '@solveig/local/repo-root';

/** A problem or its options, as JSON in proto field names. */
type Json = Readonly<Record<string, unknown>>;

export const SOLVE_PATH = '/solveig.solver.v1.SolverService/Solve';
export const SUBMIT_PATH = '/solveig.solver.v1.JobService/SubmitJob';

/** The smallest problem that an engine still has to solve: one variable, one row. */
export const TRIVIAL_PROBLEM: Json = { linear: { lp_text: 'Minimize\n c: x\nSubject To\n r: x >= 1\nEnd\n' } };

/** A problem that an engine works at until its time is up. */
export function longProblem(): Json {
  return sample('delivery-day-200.json');
}

/** One day among ten real places in Santiago de Chile. */
export function tenPlaces(): Json {
  const { itinerary } = sample('itinerary-santiago.json') as { itinerary: { places: Json[]; days: Json[] } };
  return { itinerary: { ...itinerary, places: itinerary.places.slice(0, 10), days: itinerary.days.slice(0, 1) } };
}

/** An encoded request message of type `name`. Throws when the JSON is not such a message. */
export function requestBytes(name: string, json: Json): Buffer {
  const outcome = readJson(name, json);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.violations.map((v) => `${v.path} ${v.message}`).join('; ')}`);
  return Buffer.from(outcome.bytes);
}

/** An encoded request of `SOLVE_PATH`. */
export function solveRequest(problem: Json, options: Json = {}): Buffer {
  return requestBytes('solveig.solver.v1.SolveRequest', { problem, options });
}

/** An encoded request of `SUBMIT_PATH`. */
export function submitRequest(problem: Json, options: Json = {}): Buffer {
  return requestBytes('solveig.solver.v1.SubmitJobRequest', { problem, options });
}

function sample(name: string): Json {
  const { problem } = JSON.parse(readFileSync(join(repoRoot(), 'examples', name), 'utf8')) as { problem: Json };
  return problem;
}
