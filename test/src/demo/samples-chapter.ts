import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { readJson } from '@solveig/kit/json-reader';
import { repoRoot } from '@solveig/local/repo-root';
import { Problem, SolveOptions, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { readSample, type SolveRequestJson } from '../samples.ts';
import type { Stage } from '../stage.ts';
import { must, type Story } from './story.ts';

/** Enough for an answer; the large ones get better with more. */
const BUDGET_MS = 5_000;
const GOOD = new Set(['SOLVE_STATUS_OPTIMAL', 'SOLVE_STATUS_FEASIBLE']);
const INFEASIBLE = 'SOLVE_STATUS_INFEASIBLE';
/** Samples that have no answer, and must say why. */
const WITHOUT_ANSWER = new Set(['too-much-for-one-morning.json']);

interface Answer {
  readonly status: string;
  readonly explanation?: { readonly summary: string } | undefined;
  readonly value: number | undefined;
  readonly gap: number | undefined;
}

/** Every sample through both doors; proved answers must be the same. */
export async function solveSamples(stage: Stage, story: Story): Promise<void> {
  story.chapter('Every sample, by gRPC and by REST');
  for (const name of sampleNames()) {
    const sample = { ...readSample(name), options: { ...readSample(name).options, budget_millis: BUDGET_MS } };
    const byGrpc = await story.check(
      `${name} by gRPC`,
      async () => checked(name, await solveByGrpc(stage, sample)),
      inWords,
    );
    const byRest = await story.check(
      `${name} by REST`,
      async () => checked(name, await solveByRest(stage, sample)),
      inWords,
    );
    const isProved = byGrpc.status === 'SOLVE_STATUS_OPTIMAL' && byRest.status === byGrpc.status;
    const difference = Math.abs((byGrpc.value ?? 0) - (byRest.value ?? 0));
    must(!isProved || difference <= 1e-4 * Math.abs(byRest.value ?? 1), `${name}: two proved answers differ`);
  }
}

/** Problems of examples/. */
export function sampleNames(): string[] {
  return readdirSync(join(repoRoot(), 'examples'))
    .filter((name) => ['.json', '.lp', '.mps'].includes(extname(name)) && isProblem(name))
    .sort();
}

function isProblem(name: string): boolean {
  return extname(name) !== '.json' || readFileSync(join(repoRoot(), 'examples', name), 'utf8').includes('"problem"');
}

async function solveByGrpc(stage: Stage, sample: SolveRequestJson): Promise<Answer> {
  const problem = Problem.decode(bytesOf('solveig.model.v1.Problem', sample.problem));
  const options = SolveOptions.decode(bytesOf('solveig.model.v1.SolveOptions', sample.options));
  const { result } = await stage
    .client(SolverServiceService)
    .solve({ problem, problemBlobId: '', options }, { metadata: stage.metadata, timeoutMs: BUDGET_MS + 20_000 });
  const status = Object.entries(SolveStatus).find(([, number]) => number === result?.status)?.[0] ?? '';
  return { status, value: result?.value, gap: result?.gap, explanation: result?.explanation };
}

async function solveByRest(stage: Stage, sample: SolveRequestJson): Promise<Answer> {
  const response = await stage.rest('/api/v1/solve', { json: sample });
  const body = (await response.json()) as { result?: Answer };
  must(response.status === 200 && body.result !== undefined, `${response.status} ${JSON.stringify(body)}`);
  return body.result;
}

function checked(name: string, answer: Answer): Answer {
  const { status, explanation } = answer;
  if (WITHOUT_ANSWER.has(name)) {
    must(status === INFEASIBLE, `it has no answer, but its status is ${status}`);
    must(explanation !== undefined && explanation.summary !== '', 'nothing says why there is no answer');
  } else must(GOOD.has(status), `its status is ${status}`);
  return answer;
}

function bytesOf(type: string, json: unknown): Uint8Array {
  const read = readJson(type, json ?? {});
  if (!read.ok) throw new Error(read.violations.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return read.bytes;
}

function inWords({ status, value, gap, explanation }: Answer): string {
  const word = status.replace('SOLVE_STATUS_', '').toLowerCase();
  if (status === INFEASIBLE) return `${word}: ${explanation?.summary}`;
  const gapWords = gap === undefined || gap === 0 ? '' : `, gap ${(gap * 100).toFixed(1)} %`;
  return `${word}, value ${value?.toLocaleString('en', { maximumFractionDigits: 2 })}${gapWords}`;
}
