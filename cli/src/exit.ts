import { SolveigError } from '@solveig/kit/errors';
import { CommanderError } from 'commander';

/** Exit codes, for scripts; the table is in cli/README.md. */
export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** The problem has no answer: INFEASIBLE, UNBOUNDED or UNKNOWN. */
export const EXIT_NO_ANSWER = 3;
/** Nothing answers at the address. */
export const EXIT_UNREACHABLE = 4;

/** The arguments make no sense: said plainly, with what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Prints what went wrong, why, and what to do; gives the exit code. */
export function reportFailure(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : usage(error);
  if (error instanceof UsageError) {
    process.stderr.write(`solveig: ${error.message}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof SolveigError) {
    process.stderr.write(asJson ? `${JSON.stringify(asPlain(error))}\n` : describe(error));
    return exitCodeOf(error);
  }
  process.stderr.write(`solveig: ${error instanceof Error ? error.message : String(error)}\n`);
  return EXIT_FAILED;
}

/** commander has printed its own errors already; ours thrown while it parses have not been. */
function usage(error: CommanderError): number {
  if (error.code === 'usage') process.stderr.write(`solveig: ${error.message}\n`);
  return EXIT_USAGE;
}

function exitCodeOf(error: SolveigError): number {
  if (error.reason === 'DEPENDENCY_DOWN') return EXIT_UNREACHABLE;
  if (error.reason === 'INFEASIBLE') return EXIT_NO_ANSWER;
  return EXIT_FAILED;
}

function asPlain(error: SolveigError): object {
  const { reason, message, violations, retryAfterMs } = error;
  return { error: { reason, message, remedy: error.row.remedy, violations, retry_after_ms: retryAfterMs } };
}

function describe(error: SolveigError): string {
  const lines = [`solveig: ${error.reason}: ${error.message}`];
  for (const { path, message, hint } of error.violations) {
    lines.push(`  ${path || '(the whole)'}: ${message}`, ...(hint ? [`    ${hint}`] : []));
  }
  lines.push(`What to do: ${error.row.remedy}`);
  return `${lines.join('\n')}\n`;
}
