import { SolveigError } from '@solveig/kit/errors';
import { implement, type RpcService } from '@solveig/kit/rpc-server';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import {
  SolverMode,
  type Strategy,
  Strategy_Health,
  StrategyServiceService,
} from '@solveig/proto/gen/solveig/solver/v1/strategy';
import type { SolverMode as DomainMode, StrategyState } from '#domain/strategy/strategy-book';
import { kindToken } from '../codec.ts';
import type { StrategyDesk } from '../strategies/strategy-desk.ts';

const MODES: Readonly<Record<DomainMode, SolverMode>> = {
  normal: SolverMode.SOLVER_MODE_NORMAL,
  performance: SolverMode.SOLVER_MODE_PERFORMANCE,
  emergency: SolverMode.SOLVER_MODE_EMERGENCY,
};

const KINDS = [
  ProblemKind.PROBLEM_KIND_ROUTING,
  ProblemKind.PROBLEM_KIND_ITINERARY,
  ProblemKind.PROBLEM_KIND_LINEAR,
] as const;

/** `solveig.solver.v1.StrategyService`. */
export function strategyService(desk: StrategyDesk): RpcService {
  const list = (kind?: string) => desk.book.list(kind).map(toStrategy);
  const one = (kind: string, name: string) => toStrategy(desk.find(kind, name));
  return implement(StrategyServiceService, {
    listStrategies: async ({ kind }) => ({
      strategies: list(kind === ProblemKind.PROBLEM_KIND_UNSPECIFIED ? undefined : tokenOf(kind)),
      mode: MODES[desk.book.mode],
    }),
    setStrategy: async ({ kind, name, enabled }) => {
      await desk.set(tokenOf(kind), name, enabled);
      return { strategy: one(tokenOf(kind), name) };
    },
    orderStrategies: async ({ kind, names }) => {
      await desk.order(tokenOf(kind), names);
      return { strategies: list(tokenOf(kind)) };
    },
    testStrategy: async ({ kind, name }, { signal }) => {
      const { cause, seconds } = await desk.test(tokenOf(kind), name, signal);
      return { ok: cause === undefined, cause: cause ?? '', seconds, strategy: one(tokenOf(kind), name) };
    },
    setMode: async ({ mode }) => {
      await desk.setMode(modeOf(mode));
      return { mode: MODES[desk.book.mode] };
    },
  });
}

function tokenOf(kind: ProblemKind): string {
  if (KINDS.some((known) => known === kind)) return kindToken(kind);
  throw refused('kind', 'there is no such kind of problem', 'Give routing, itinerary or linear.');
}

function modeOf(mode: SolverMode): DomainMode {
  const found = (Object.keys(MODES) as DomainMode[]).find((name) => MODES[name] === mode);
  if (found) return found;
  throw refused('mode', 'there is no such mode', 'Give normal, performance or emergency.');
}

function refused(path: string, message: string, hint: string): SolveigError {
  const violations = [{ path, reason: 'REQUIRED', message, hint }];
  return new SolveigError('INVALID_REQUEST', 'The request has 1 fault.', { violations });
}

function toStrategy(state: StrategyState): Strategy {
  const { kind, name, position, enabled, alwaysAnswers, isTakenOut, detail, lastCheckMs, p50Seconds } = state;
  return {
    kind: KINDS.find((known) => kindToken(known) === kind) ?? ProblemKind.PROBLEM_KIND_UNSPECIFIED,
    name,
    position,
    enabled,
    alwaysAnswers,
    health: isTakenOut ? Strategy_Health.HEALTH_TAKEN_OUT : Strategy_Health.HEALTH_OK,
    detail,
    lastCheckAt: lastCheckMs === undefined ? undefined : new Date(lastCheckMs),
    p50Seconds,
    successes: state.successes,
    failures: { ...state.failures },
  };
}
