import { EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_FAILED } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { readPlanFile } from '../plan-file.ts';
import { print } from '../print.ts';
import { readProblemFile } from '../problem-file.ts';
import { refuse, withAllViolations } from '../refused-file.ts';
import { describeEvaluation } from '../show/evaluation.ts';
import { planReferenceOf, referenceOf } from '../upload.ts';

export interface EvaluateCommandOptions extends GlobalOptions {
  readonly allowEstimates?: boolean;
}

/** `solveig evaluate PROBLEM PLAN` */
export async function evaluate(problemPath: string, planPath: string, options: EvaluateCommandOptions): Promise<void> {
  const { problem } = await readProblemFile(problemPath).catch((error) => refuse(error, options));
  const plan = await readPlanFile(planPath);
  await withGateway(options, async (connection, signal) => {
    const reference = await referenceOf(connection, problem);
    const planReference = await planReferenceOf(connection, plan, reference);
    try {
      const request = { ...reference, ...planReference, allowEstimates: options.allowEstimates ?? false };
      const call = { metadata: connection.metadata, signal };
      const response = await connection.client(SolverServiceService).evaluate(request, call);
      const plain = plainOf(EvaluateResponse, 'solveig.solver.v1.EvaluateResponse', response);
      print(options.json, plain, () => describeEvaluation(response));
      if (!response.feasible) process.exitCode = EXIT_FAILED;
    } catch (error) {
      throw await withAllViolations(connection, problem, error);
    }
  });
}
