import { QuoteResponse } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { plainOf } from '../plain.ts';
import { print } from '../print.ts';
import { readProblemFile } from '../problem-file.ts';
import { refuse, withAllViolations } from '../refused-file.ts';
import { describeQuote } from '../show/quote.ts';
import { solveOptionsOf } from '../solve-options.ts';
import { referenceOf } from '../upload.ts';

/** `solveig quote FILE` */
export async function quote(path: string, options: GlobalOptions & { readonly budget?: string }): Promise<void> {
  const file = await readProblemFile(path).catch((error) => refuse(error, options));
  const solveOptions = solveOptionsOf(file, options);
  await withGateway(options, async (connection, signal) => {
    const reference = await referenceOf(connection, file.problem);
    try {
      const solver = connection.client(SolverServiceService);
      const call = { metadata: connection.metadata, signal };
      const response = await solver.quote({ ...reference, options: solveOptions }, call);
      const plain = plainOf(QuoteResponse, 'solveig.solver.v1.QuoteResponse', response);
      print(options.json, plain, () => describeQuote(response));
    } catch (error) {
      throw await withAllViolations(connection, file.problem, error);
    }
  });
}
