import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import {
  ListStrategiesResponse,
  OrderStrategiesResponse,
  SetModeResponse,
  SetStrategyResponse,
  SolverMode,
  type Strategy,
  Strategy_Health,
  StrategyServiceService,
  TestStrategyResponse,
} from '@solveig/proto/gen/solveig/solver/v1/strategy';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { EXIT_FAILED, UsageError } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { duration, nameOf, print, table, word } from '../print.ts';

/** `solveig strategies list [KIND]` */
export async function listStrategies(kind: string | undefined, options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const request = { kind: kind === undefined ? ProblemKind.PROBLEM_KIND_UNSPECIFIED : kindOf(kind) };
    const found = await client(StrategyServiceService).listStrategies(request, { metadata });
    const plain = plainOf(ListStrategiesResponse, 'solveig.solver.v1.ListStrategiesResponse', found);
    print(options.json, plain, () => `mode ${modeWord(found.mode)}\n\n${describe(found.strategies)}`);
  });
}

/** `solveig strategies enable|disable KIND NAME` */
export async function setStrategy(
  [kind, name]: readonly [string, string],
  enabled: boolean,
  options: GlobalOptions,
): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const request = { kind: kindOf(kind), name, enabled };
    const answer = await client(StrategyServiceService).setStrategy(request, { metadata });
    const plain = plainOf(SetStrategyResponse, 'solveig.solver.v1.SetStrategyResponse', answer);
    print(options.json, plain, () => describe(answer.strategy ? [answer.strategy] : []));
  });
}

/** `solveig strategies order KIND NAME...` */
export async function orderStrategies(kind: string, names: string[], options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const answer = await client(StrategyServiceService).orderStrategies({ kind: kindOf(kind), names }, { metadata });
    const plain = plainOf(OrderStrategiesResponse, 'solveig.solver.v1.OrderStrategiesResponse', answer);
    print(options.json, plain, () => describe(answer.strategies));
  });
}

/** `solveig strategies test KIND NAME`: exit code 1 when it does not answer. */
export async function testStrategy([kind, name]: readonly [string, string], options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const answer = await client(StrategyServiceService).testStrategy({ kind: kindOf(kind), name }, { metadata });
    const plain = plainOf(TestStrategyResponse, 'solveig.solver.v1.TestStrategyResponse', answer);
    print(options.json, plain, () =>
      answer.ok ? `${name} answered in ${duration(answer.seconds)}` : `${name} did not answer: ${answer.cause}`,
    );
    if (!answer.ok) process.exitCode = EXIT_FAILED;
  });
}

/** `solveig strategies mode normal|performance|emergency` */
export async function setMode(mode: string, options: GlobalOptions): Promise<void> {
  const found = SolverMode[`SOLVER_MODE_${mode.toUpperCase()}` as keyof typeof SolverMode];
  if (!found) throw new UsageError(`${mode}: one of normal, performance, emergency`);
  await withGateway(options, async ({ client, metadata }) => {
    const answer = await client(StrategyServiceService).setMode({ mode: found }, { metadata });
    const plain = plainOf(SetModeResponse, 'solveig.solver.v1.SetModeResponse', answer);
    print(options.json, plain, () => `mode ${modeWord(answer.mode)}`);
  });
}

function kindOf(text: string): ProblemKind {
  const kind = ProblemKind[`PROBLEM_KIND_${text.toUpperCase()}` as keyof typeof ProblemKind];
  if (!kind) throw new UsageError(`${text}: one of routing, itinerary, linear`);
  return kind;
}

function modeWord(mode: SolverMode): string {
  return word(nameOf(SolverMode, mode), 'SOLVER_MODE_');
}

function describe(strategies: readonly Strategy[]): string {
  const rows = strategies.map((one) => [
    word(nameOf(ProblemKind, one.kind), 'PROBLEM_KIND_'),
    String(one.position),
    one.name,
    one.alwaysAnswers ? 'always' : one.enabled ? 'on' : 'OFF',
    `${word(nameOf(Strategy_Health, one.health), 'HEALTH_')}${one.detail ? `: ${one.detail}` : ''}`,
    one.p50Seconds === undefined ? '' : duration(one.p50Seconds),
    String(one.successes),
    Object.entries(one.failures)
      .map(([cause, count]) => `${cause.replaceAll('_', ' ')} ${count}`)
      .join(', '),
    one.lastCheckAt?.toISOString() ?? '',
  ]);
  return table(['kind', '#', 'strategy', 'on', 'health', 'p50', 'answered', 'failed', 'last check'], rows);
}
