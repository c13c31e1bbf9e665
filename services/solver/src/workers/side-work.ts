import { createRequire } from 'node:module';
import { Problem, Solution, SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import { EvaluateResponse } from '@solveig/proto/gen/solveig/solver/v1/evaluate';
import { ExplainResponse } from '@solveig/proto/gen/solveig/solver/v1/explain';
import { FindSlotsResponse } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { readLinear } from '#domain/linear/read-linear';
import type { Violation } from '#domain/linear/violation';
import { measureLinear } from '#domain/quote/measure-linear';
import { evaluatePlan } from './evaluate-plan.ts';
import { explainProblem } from './explain-problem.ts';
import { slotsIn } from './find-slots-in.ts';
import { IncumbentReporter } from './incumbent-reporter.ts';
import type { SideAnswer, SideOrder } from './messages.ts';
import { peakMemoryMegabytes, resetPeakMemory } from './peak-memory.ts';
import type { SolveAnswer } from './solve-means.ts';
import { solveItineraryProblem, solveRoutingProblem } from './solve-visit-problem.ts';

/** The emergency answer with what it took. */
export async function planned(order: SideOrder & { type: 'emergency' }): Promise<SideAnswer & { type: 'planned' }> {
  resetPeakMemory();
  const beganMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const result = await planOrder(order);
  const { user, system } = process.cpuUsage(cpuBefore);
  const measures = {
    solveSeconds: (performance.now() - beganMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMegabytes: peakMemoryMegabytes(),
  };
  return { type: 'planned', id: order.id, result, measures };
}

/** The emergency answer, verified, as an encoded result. */
export async function planOrder({ problem, travel }: SideOrder & { type: 'emergency' }): Promise<Uint8Array> {
  const answer = await emergencyAnswer(Problem.decode(problem), travel);
  if ('violations' in answer) throw new Error('the problem has violations');
  return SolveResult.encode(answer.result).finish();
}

function emergencyAnswer(
  { kind }: Problem,
  travel: (SideOrder & { type: 'emergency' })['travel'],
): Promise<SolveAnswer> {
  const now = () => performance.now();
  const order = { id: 0, travel, emergency: true, budgetMs: 0, seed: 1 };
  const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => undefined });
  const means = { now, stop: () => false, reporter };
  if (kind?.$case === 'routing') return solveRoutingProblem(order, kind.value, means);
  if (kind?.$case === 'itinerary') return solveItineraryProblem(order, kind.value, means);
  throw new Error('there is no emergency answer to a problem of this kind');
}

/** What is wrong with a linear program, with paths inside it, and how large it is. */
export function checkOrder(bytes: Uint8Array): Omit<SideAnswer & { type: 'checked' }, 'type' | 'id'> {
  const { kind } = Problem.decode(bytes);
  if (kind?.$case !== 'linear') throw new Error('only linear programs are read here');
  const { problem, violations } = readLinear(kind.value);
  if (!problem) return { violations, size: 0, secondSize: 0 };
  const linear = measureLinear(problem);
  return { violations, size: linear.columns, secondSize: linear.rows, linear };
}

/** What a plan is worth and breaks, as an encoded response; or what is wrong with a program that was not read before. */
export function evaluateOrder({ problem, plan, travel }: SideOrder & { type: 'evaluate' }): {
  response?: Uint8Array | undefined;
  violations: readonly Violation[];
} {
  const answer = evaluatePlan({ problem: Problem.decode(problem), plan: Solution.decode(plan), travel });
  if (!answer.response) return answer;
  return { response: EvaluateResponse.encode(answer.response).finish(), violations: [] };
}

/** Why a plan leaves out what it leaves out, as an encoded response; the engine of linear programs is loaded when one comes. */
export async function explainOrder({
  problem,
  plan,
  travel,
  budgetMs,
}: SideOrder & { type: 'explain' }): Promise<Encoded> {
  const input = { problem: Problem.decode(problem), plan: plan && Solution.decode(plan), travel, budgetMs };
  const solver = async () => {
    const { loadHighsEngine } = await import('../engines/highs-engine.ts');
    return loadHighsEngine(createRequire(import.meta.url).resolve('highs/runtime'));
  };
  const answer = await explainProblem(input, { now: () => performance.now(), solver });
  return answer.response ? { response: ExplainResponse.encode(answer.response).finish(), violations: [] } : answer;
}

/** Where one more fits beside a plan, as an encoded response. */
export function slotsOrder({ problem, plan, ...rest }: SideOrder & { type: 'slots' }): Encoded {
  const answer = slotsIn({ ...rest, problem: Problem.decode(problem), plan: Solution.decode(plan) });
  return answer.response ? { response: FindSlotsResponse.encode(answer.response).finish(), violations: [] } : answer;
}

/** An encoded response, or what is wrong with what was sent. */
interface Encoded {
  readonly response?: Uint8Array | undefined;
  readonly violations: readonly Violation[];
}
