import { basename } from 'node:path';
import { type PlatformState, readKey } from '@solveig/local/platform-state';
import { SolveOptions, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { withGateway } from './connection.ts';
import { amount, duration, nameOf, percent, word } from './print.ts';
import { readProblemFile } from './problem-file.ts';

/** Enough to show an answer; the samples get better with more. */
const BUDGET_MS = 1_500;

/** Solves each sample and says so in a line. A sample that fails is said too; the platform stays up. */
export async function solveSamples(
  state: PlatformState,
  files: readonly string[],
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  await withGateway({ url: state.addresses.grpc, key: readKey(state) }, async ({ client, metadata }) => {
    const solver = client(SolverServiceService);
    for (const path of files) {
      if (signal.aborted) return;
      try {
        const { problem, options } = await readProblemFile(path);
        const request = {
          problem,
          problemBlobId: '',
          options: { ...SolveOptions.fromJSON({}), ...options, budgetMillis: BUDGET_MS },
        };
        const { result } = await solver.solve(request, { metadata, signal, timeoutMs: BUDGET_MS + 10_000 });
        const parts = [word(nameOf(SolveStatus, result?.status ?? 0), 'SOLVE_STATUS_').toUpperCase()];
        if (result?.value !== undefined) parts.push(`value ${amount(result.value)}`);
        if (result?.gap !== undefined) parts.push(`gap ${percent(result.gap)}`);
        if (result?.measures) parts.push(`in ${duration(result.measures.solveSeconds)}`);
        say(`solved ${basename(path)}: ${parts.join(', ')}`);
      } catch (error) {
        if (!signal.aborted) say(`${basename(path)} was not solved: ${(error as Error).message}`);
      }
    }
  });
}
