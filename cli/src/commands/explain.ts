import { ExplainResponse } from '@solveig/proto/gen/solveig/solver/v1/explain';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { readPlanSource, type SourceOptions, withSourceViolations } from '../plan-source.ts';
import { print } from '../print.ts';
import { describeExplanation } from '../show/explanation.ts';
import { millisOf } from '../solve-options.ts';

export interface ExplainCommandOptions extends GlobalOptions, SourceOptions {
  readonly budget?: string;
  readonly allowEstimates?: boolean;
}

/** For travel data, and for a place in the queue. */
const GRACE_MS = 30_000;

/** `solveig explain PROBLEM [PLAN]`, `solveig explain --job ID` */
export async function explain(
  problemPath: string | undefined,
  planPath: string | undefined,
  options: ExplainCommandOptions,
): Promise<void> {
  await withGateway(options, async (connection, signal) => {
    const source = await readPlanSource(connection, { problemPath, planPath, needsPlan: false }, options);
    const budgetMillis = millisOf('--budget', options.budget);
    const request = {
      ...source.request,
      budgetMillis,
      allowEstimates: options.allowEstimates ?? false,
    };
    const call = { metadata: connection.metadata, signal, timeoutMs: (budgetMillis ?? 0) + GRACE_MS };
    const response = await connection
      .client(SolverServiceService)
      .explain(request, call)
      .catch((error: unknown) => withSourceViolations(connection, source, error));
    const plain = plainOf(ExplainResponse, 'solveig.solver.v1.ExplainResponse', response);
    print(options.json, plain, () => describeExplanation(response));
  });
}
