import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { QuoteResponse } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { type QuoteTerms, quoteItinerary, quoteLinear, quoteRouting } from '#domain/quote/quote';
import { linearMeasures, toQuote, visitMeasures } from '../codec-quote.ts';
import { linearMeasuresOf, problemError } from './check-problem.ts';
import { engineSecondsOf } from './predict-solve.ts';
import type { CheckCaller, ProblemCheck } from './problem-checker.ts';
import type { SolveRunner } from './solve-runner.ts';

export interface QuoteOrder {
  readonly problem: Problem;
  /** The message of the problem, where that is at hand. */
  readonly bytes?: Uint8Array | undefined;
  /** The client's budget; none means the recommended deadline. */
  readonly budgetMillis: number | undefined;
}

/** Estimates a solve without solving. Throws INVALID_PROBLEM or LIMIT_EXCEEDED, and what `SolveRunner.check` throws. */
export async function quoteProblem(
  { check: checkWith }: Pick<SolveRunner, 'check'>,
  { problem, bytes, budgetMillis }: QuoteOrder,
  caller: CheckCaller,
): Promise<QuoteResponse> {
  const check = await checkWith(problem, caller, bytes);
  if (check.violations.length > 0) throw problemError(check.violations);
  const { kind, size, secondSize } = check;
  const budgetSeconds = budgetMillis === undefined ? undefined : budgetMillis / 1000;
  const terms: QuoteTerms = { budgetSeconds, engineSeconds: engineSecondsOf };
  return { kind, size, secondSize, ...quoteByKind(problem, check, terms) };
}

function quoteByKind(
  { kind }: Problem,
  check: ProblemCheck,
  terms: QuoteTerms,
): Omit<QuoteResponse, 'kind' | 'size' | 'secondSize'> {
  switch (kind?.$case) {
    case 'routing': {
      const quote = quoteRouting(kind.value, terms);
      return toQuote(quote, visitMeasures(quote.measures));
    }
    case 'itinerary': {
      const quote = quoteItinerary(kind.value, terms);
      return toQuote(quote, visitMeasures(quote.measures));
    }
    case 'linear': {
      const measures = check.linear ?? linearMeasuresOf(kind.value);
      // A check without violations has read it.
      if (!measures) throw new Error('the program was not measured');
      return toQuote(quoteLinear(measures, terms), linearMeasures(measures));
    }
    default:
      throw new Error('there is no problem to quote');
  }
}
