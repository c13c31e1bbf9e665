import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '@solveig/local/repo-root';

/** A request as REST takes it, in proto field names. */
export interface SolveRequestJson {
  readonly problem: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A problem of examples/; `.lp` becomes a linear program. */
export function readSample(name: string): SolveRequestJson {
  const text = readFileSync(join(repoRoot(), 'examples', name), 'utf8');
  return name.endsWith('.lp') ? { problem: { linear: { lp_text: text } } } : (JSON.parse(text) as SolveRequestJson);
}

/** The three days in Santiago with few iterations: needs travel data, and takes some tens of milliseconds. */
export function quickItinerary(options: Readonly<Record<string, unknown>> = {}): SolveRequestJson {
  const { problem } = readSample('itinerary-santiago.json');
  return { problem, options: { budget_millis: 20_000, max_iterations: 100, ...options } };
}

/** A linear program that is solved in a few milliseconds. */
export function quickProgram(options: Readonly<Record<string, unknown>> = {}): SolveRequestJson {
  const lpText = 'Minimize\n cost: 3 x + 2 y\nSubject To\n need: x + y >= 4\n most: x <= 3\nEnd\n';
  return { problem: { linear: { lp_text: lpText } }, options };
}
