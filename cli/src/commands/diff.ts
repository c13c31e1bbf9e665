import { type ComparedAnswer, DiffResponse } from '@solveig/proto/gen/solveig/solver/v1/diff';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { readAnswerFile } from '../answer-file.ts';
import { type Connection, type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { print } from '../print.ts';
import { readProblemFile } from '../problem-file.ts';
import { refuse } from '../refused-file.ts';
import { describeDiff } from '../show/diff.ts';
import { type ProblemReference, planReferenceOf, referenceOf } from '../upload.ts';

const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `solveig diff PROBLEM BEFORE AFTER`: each a file with a plan or a result, or the id of a job. */
export async function diff(
  problemPath: string,
  [before, after]: readonly [string, string],
  options: GlobalOptions,
): Promise<void> {
  const { problem } = await readProblemFile(problemPath).catch((error) => refuse(error, options));
  await withGateway(options, async (connection, signal) => {
    const reference = await referenceOf(connection, problem);
    const request = {
      ...reference,
      before: await answerOf(connection, before, reference),
      after: await answerOf(connection, after, reference),
    };
    const call = { metadata: connection.metadata, signal };
    const response = await connection.client(SolverServiceService).diff(request, call);
    print(options.json, plainOf(DiffResponse, 'solveig.solver.v1.DiffResponse', response), () => {
      if (!response.diff) throw new Error('the gateway answered without a comparison');
      return describeDiff(response.diff);
    });
  });
}

/** What is too big for a message travels as a blob, without the figures of the result around it. */
async function answerOf(connection: Connection, word: string, reference: ProblemReference): Promise<ComparedAnswer> {
  if (JOB_ID.test(word)) return { answer: { $case: 'jobId', value: word } };
  const answer = await readAnswerFile(word);
  const plan = answer.$case === 'plan' ? answer.value : answer.value.solution;
  if (!plan) return { answer };
  const { planBlobId } = await planReferenceOf(connection, plan, reference);
  return { answer: planBlobId === '' ? answer : { $case: 'planBlobId', value: planBlobId } };
}
