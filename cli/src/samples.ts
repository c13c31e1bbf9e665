import { basename } from 'node:path';
import { type PlatformState, readKey } from '@solveig/local/platform-state';
import { SolveOptions, type SolveResult, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type Connection, withGateway } from './connection.ts';
import { amount, duration, nameOf, percent, word } from './print.ts';
import { readProblemFile } from './problem-file.ts';

/** Enough to show an answer, on a busy machine and a cold worker too; the samples get better with more. */
const BUDGET_MS = 3_000;

/**
 * Solves each sample and says so in a line; one after the other, since at first only one worker may be warm and who
 * waits for it loses of his budget. A sample that fails is said too; the platform stays up.
 */
export async function solveSamples(
  state: PlatformState,
  files: readonly string[],
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  await withGateway({ url: state.addresses.grpc, key: readKey(state) }, async (connection) => {
    const solveAndSay = async (path: string): Promise<void> => {
      if (signal.aborted) return;
      try {
        say(`solved ${basename(path)}: ${describe(await solveSample(connection, path, signal))}`);
      } catch (error) {
        if (!signal.aborted) say(`${basename(path)} was not solved: ${(error as Error).message}`);
      }
    };
    for (const path of files) await solveAndSay(path);
  });
}

async function solveSample(
  { client, metadata }: Connection,
  path: string,
  signal: AbortSignal,
): Promise<SolveResult | undefined> {
  const { problem, options } = await readProblemFile(path);
  const request = {
    problem,
    problemBlobId: '',
    options: { ...SolveOptions.fromJSON({}), ...options, budgetMillis: BUDGET_MS },
  };
  const call = { metadata, signal, timeoutMs: BUDGET_MS + 10_000 };
  return (await client(SolverServiceService).solve(request, call)).result;
}

function describe(result: SolveResult | undefined): string {
  const parts = [word(nameOf(SolveStatus, result?.status ?? 0), 'SOLVE_STATUS_').toUpperCase()];
  if (result?.value !== undefined) parts.push(`value ${amount(result.value)}`);
  if (result?.gap !== undefined) parts.push(`gap ${percent(result.gap)}`);
  if (result?.measures) parts.push(`in ${duration(result.measures.solveSeconds)}`);
  return parts.join(', ');
}
