import { uuidv7 } from '@solveig/kit/ids';
import { type CallContext, implement, type RpcService } from '@solveig/kit/rpc-server';
import { currentTraceParent } from '@solveig/kit/telemetry';
import type { Incumbent, Problem, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { QuoteRequest, QuoteResponse } from '@solveig/proto/gen/solveig/solver/v1/quote';
import {
  type SolveRequest,
  SolverServiceService,
  type SolveStreamRequest,
  type SolveStreamResponse,
  type ValidateResponse,
} from '@solveig/proto/gen/solveig/solver/v1/solver';
import type { Upgrades } from '../jobs/leave-upgrade.ts';
import type { SolvedJobs } from '../jobs/solved-job.ts';
import { budgetMillisOf } from '../solving/budgets.ts';
import { problemWarnings } from '../solving/check-problem.ts';
import type { Evaluator } from '../solving/evaluator.ts';
import type { EventSink } from '../solving/event-sink.ts';
import type { Explainer } from '../solving/explainer.ts';
import { quoteProblem } from '../solving/quote-problem.ts';
import { SolveRecord } from '../solving/solve-record.ts';
import type { SolveRunner } from '../solving/solve-runner.ts';
import type { BlobReader } from '../store/blob-store.ts';
import { problemOfRequest } from './check-solve.ts';
import { diffAnswers } from './diff-answers.ts';
import { evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { slots } from './find-slots.ts';
import { Latest } from './latest.ts';

export interface SolverServiceParts {
  readonly runner: SolveRunner;
  readonly evaluator: Evaluator;
  readonly explainer: Explainer;
  readonly solved: SolvedJobs;
  readonly blobs: BlobReader;
  readonly events: EventSink;
  readonly upgrades: Upgrades;
}

/** `solveig.solver.v1.SolverService`: the caller waits, nothing is stored before the answer. */
export function solverService(parts: SolverServiceParts): RpcService {
  return implement(SolverServiceService, {
    solve: async (request, context) => ({ result: await solve(parts, request, context) }),
    solveStream: (request, context) => solveStream(parts, request, context),
    validate: ({ problem }, context) => validate(parts.runner, problem ?? { kind: undefined }, context),
    evaluate: (request, context) => evaluate(parts, request, context),
    quote: (request, context) => quote(parts, request, context),
    explain: (request, context) => explain(parts, request, context),
    findSlots: (request, context) => slots(parts, request, context),
    diff: (request, context) => diffAnswers(parts, request, context),
  });
}

async function solve(
  parts: SolverServiceParts,
  request: SolveRequest | SolveStreamRequest,
  context: CallContext,
  onIncumbent?: (incumbent: Incumbent) => void,
): Promise<SolveResult> {
  const { runner, events, upgrades } = parts;
  const arrivedMs = Date.now();
  const { tenant, signal } = context;
  const problem = await problemOfRequest(parts, request, context);
  const { options } = request;
  const deadlineMs = Math.min(context.deadlineMs, arrivedMs + budgetMillisOf(options, runner.budgets));
  const solveId = uuidv7();
  const record = new SolveRecord({ solveId, tenant, problem, options, traceParent: currentTraceParent() });
  try {
    const result = await runner.run(
      { solveId, tenant, problem, options, deadlineMs },
      {
        onStarted: (info) => record.started(info),
        onIncumbent: (incumbent) => {
          record.improved(incumbent);
          onIncumbent?.(incumbent);
        },
        onFellBack: (change) => record.fellBack(change),
        onRelaxed: (relaxations) => record.relaxed(relaxations),
        onNearDeadline: (near) => events.recordSynchronous(record.nearedDeadline(near)),
        cancel: signal,
      },
    );
    events.recordSynchronous(record.completed(result));
    return await upgrades.leave({ solveId, problem, options, result }, context);
  } catch (error) {
    const failed = record.failed(error, budgetMillisOf(options, runner.budgets));
    if (failed) events.recordSynchronous(failed);
    throw error;
  }
}

async function* solveStream(
  parts: SolverServiceParts,
  request: SolveStreamRequest,
  context: CallContext,
): AsyncGenerator<SolveStreamResponse> {
  const incumbents = new Latest<Incumbent>();
  const answer = solve(parts, request, context, (incumbent) => incumbents.put(incumbent)).finally(() =>
    incumbents.end(),
  );
  // Awaited below; until then nobody else listens.
  answer.catch(() => undefined);
  for await (const incumbent of incumbents) yield { event: { $case: 'incumbent', value: incumbent } };
  yield { event: { $case: 'result', value: await answer } };
}

async function validate(runner: SolveRunner, problem: Problem, context: CallContext): Promise<ValidateResponse> {
  const check = await runner.check(problem, context);
  const valid = check.violations.length === 0;
  return { valid, ...check, warnings: valid ? problemWarnings(problem) : [] };
}

async function quote(parts: SolverServiceParts, request: QuoteRequest, context: CallContext): Promise<QuoteResponse> {
  const problem = await problemOfRequest(parts, request, context);
  return quoteProblem(parts.runner, { problem, budgetMillis: request.options?.budgetMillis }, context);
}
