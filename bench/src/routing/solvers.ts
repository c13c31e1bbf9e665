import { planOfRoutes } from '@solveig/formats/plan-of-routes';
import { type CheckedAnswer, checkAnswer } from './check-answer.ts';
import type { BenchInstance } from './load-set.ts';
import { findPeers, PEERS, type Peer } from './peers.ts';
import type { SolveWish } from './solve-wish.ts';
import { openWorkers } from './solve-with-workers.ts';

export interface Attempt extends Partial<CheckedAnswer> {
  readonly seconds: number;
  readonly bound?: number | undefined;
  readonly note?: string | undefined;
}

/** One that takes part: Solveig itself or a peer. */
export interface Solver {
  readonly name: string;
  solve(instance: BenchInstance, wish: SolveWish): Promise<Attempt>;
}

export const OWN_NAME = 'solveig';
export const SOLVER_NAMES: readonly string[] = [OWN_NAME, ...PEERS];

export interface Participants extends AsyncDisposable {
  readonly solvers: readonly Solver[];
  /** Peers that are not here, and why. */
  readonly missing: readonly string[];
}

/** Gets everybody ready who was asked for; only one of them works at a time. */
export async function openSolvers(names: readonly string[], { workers }: SolveWish): Promise<Participants> {
  const own = names.includes(OWN_NAME) ? await openWorkers(workers) : undefined;
  const { peers, missing } = await findPeers(names.filter((name) => name !== OWN_NAME));
  const ownSolver: Solver | undefined = own && {
    name: OWN_NAME,
    async solve(instance, wish) {
      const { result, seconds, note } = await own.solve(instance, wish);
      const plan = result?.solution?.kind?.$case === 'routing' ? result.solution.kind.value : undefined;
      if (!plan) return { seconds, note: note ?? result?.explanation?.summary ?? 'no answer' };
      const checked = checkAnswer(instance, plan);
      const bound = instance.instance.objective === 'cost' ? result?.bound : undefined;
      return { ...checked, seconds, bound, note: note ?? (checked.broken || undefined) };
    },
  };
  const solvers = names.flatMap((name): Solver[] => {
    if (name === OWN_NAME) return ownSolver ? [ownSolver] : [];
    const peer = peers.find((one) => one.name === name);
    return peer ? [{ name, solve: (instance, wish) => solveByPeer(peer, instance, wish) }] : [];
  });
  return { solvers, missing, [Symbol.asyncDispose]: async () => own?.[Symbol.asyncDispose]() };
}

/** The best of a peer's answers that keeps every rule; else the first, with what it breaks. */
async function solveByPeer(peer: Peer, instance: BenchInstance, wish: SolveWish): Promise<Attempt> {
  if (!instance.problem.matrix) return { seconds: 0, note: 'not tried: peers are given tables of lengths' };
  const { answers, seconds, refused } = await peer.solve(instance, wish);
  if (refused !== undefined) return { seconds, note: refused };
  const checked = answers.map((routes) => checkAnswer(instance, planOfRoutes(instance.problem, routes)));
  const sign = instance.instance.objective === 'gain' ? -1 : 1;
  const [best] = checked.sort((a, b) => Number(b.feasible) - Number(a.feasible) || sign * (a.value - b.value));
  return best ? { ...best, seconds, note: best.broken || undefined } : { seconds, note: 'no answer' };
}
