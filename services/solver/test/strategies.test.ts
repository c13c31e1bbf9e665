import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { Attempt_Outcome } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolverMode, Strategy_Health } from '@solveig/proto/gen/solveig/solver/v1/strategy';
import { COMMANDS } from '@solveig/proto/subjects';
import { describe, expect, it } from 'vitest';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { linearStrategies } from '#domain/linear/linear-strategies';
import { StrategyBook } from '#domain/strategy/strategy-book';
import { strategyCatalogue } from '../src/strategies/strategy-catalogue.ts';
import { testStrategy } from '../src/strategies/test-strategy.ts';
import { EASY, setUpPool, until } from './pool-setup.ts';
import { setUpService } from './service-setup.ts';

const LINEAR = ProblemKind.PROBLEM_KIND_LINEAR;
const solveEasy = { problem: EASY, problemBlobId: '', options: { templateId: '', budgetMillis: 10_000 } };

describe('the catalogue of strategies', () => {
  it('names those of linear programs as their chain does', () => {
    const solver = { name: 'highs' } as LinearSolver;
    const chain = linearStrategies({ solver, now: () => 0, endMs: 0, stop: () => false });
    expect(strategyCatalogue().linear?.map(({ name }) => name)).toEqual(chain.map(({ name }) => name));
    expect(strategyCatalogue().linear?.map(({ alwaysAnswers }) => alwaysAnswers)).toEqual(
      chain.map(({ immediate }) => immediate ?? false),
    );
  });

  it('has one that always answers for each kind, last, and one that builds', () => {
    for (const [kind, strategies] of Object.entries(strategyCatalogue())) {
      expect(strategies.map(({ alwaysAnswers }) => alwaysAnswers).lastIndexOf(true), kind).toBe(strategies.length - 1);
      expect(
        strategies.filter(({ isConstruction }) => isConstruction),
        kind,
      ).toHaveLength(1);
    }
  });

  it('holds only strategies that answer the small problem of their kind by themselves', {
    timeout: 60_000,
  }, async () => {
    await using setup = await setUpPool();
    const { signal } = new AbortController();
    for (const { kind, name } of new StrategyBook(strategyCatalogue()).list()) {
      const test = await testStrategy(setup.pool, { kind, name }, signal);
      expect({ kind, name, cause: test.cause }).toEqual({ kind, name, cause: undefined });
    }
    const { cause } = await testStrategy(setup.pool, { kind: 'linear', name: 'oracle' }, signal);
    expect(cause).toBe('the worker does not know this strategy');
  });
});

describe('StrategyService', { timeout: 60_000 }, () => {
  it('lists, turns off, orders and tests; what was set holds for solves and is kept', async () => {
    await using service = await setUpService();
    const { strategies } = service;
    const all = await strategies.listStrategies({ kind: 0 });
    expect(all.mode).toBe(SolverMode.SOLVER_MODE_NORMAL);
    expect(new Set(all.strategies.map(({ kind }) => kind)).size).toBe(3);
    expect(all.strategies.every(({ enabled, health }) => enabled && health === Strategy_Health.HEALTH_OK)).toBe(true);

    const off = await strategies.setStrategy({ kind: LINEAR, name: 'highs', enabled: false });
    expect(off.strategy).toMatchObject({ name: 'highs', enabled: false, position: 1 });
    const { result } = await service.solver.solve(solveEasy);
    expect(result).toMatchObject({ strategy: 'highs_first_feasible', degraded: false });

    await strategies.setStrategy({ kind: LINEAR, name: 'highs', enabled: true });
    const ordered = await strategies.orderStrategies({ kind: LINEAR, names: ['rounded_relaxation'] });
    expect(ordered.strategies.map(({ name }) => name)).toEqual([
      'rounded_relaxation',
      'highs',
      'highs_first_feasible',
      'plain_point',
    ]);
    expect((await service.solver.solve(solveEasy)).result?.strategy).toBe('rounded_relaxation');
    const kept = await service.db.query('select name from strategy_setting where enabled order by position');
    expect(kept).toHaveLength(4);
    expect(kept[0]).toEqual({ name: 'rounded_relaxation' });

    const test = await strategies.testStrategy({ kind: LINEAR, name: 'highs' });
    expect(test).toMatchObject({ ok: true, cause: '', strategy: { lastCheckAt: expect.any(Date) } });
    const [first] = (await strategies.listStrategies({ kind: LINEAR })).strategies;
    expect(first).toMatchObject({ name: 'rounded_relaxation', successes: 1, failures: {} });
    expect(first?.p50Seconds).toBeGreaterThan(0);
    expect((await service.ops('/metrics')).text).toMatch(
      /solveig_strategy_attempts_total\{[^}]*kind="linear",strategy="rounded_relaxation",outcome="answered"[^}]*\} 1/,
    );
  });

  it('refuses what makes no sense, and says what there is', async () => {
    await using service = await setUpService();
    const { strategies } = service;
    await expect(strategies.setStrategy({ kind: LINEAR, name: 'magic', enabled: true })).rejects.toMatchObject({
      reason: 'NOT_FOUND',
      message: expect.stringContaining('highs, highs_first_feasible, rounded_relaxation, plain_point'),
    });
    await expect(strategies.setStrategy({ kind: LINEAR, name: 'plain_point', enabled: false })).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      violations: [expect.objectContaining({ path: 'name' })],
    });
    await expect(strategies.orderStrategies({ kind: LINEAR, names: ['highs', 'highs'] })).rejects.toMatchObject({
      violations: [expect.objectContaining({ path: 'names' })],
    });
    await expect(strategies.setMode({ mode: 0 })).rejects.toMatchObject({
      violations: [expect.objectContaining({ path: 'mode' })],
    });
    await expect(strategies.testStrategy({ kind: 0, name: 'highs' })).rejects.toMatchObject({
      violations: [expect.objectContaining({ path: 'kind' })],
    });
  });

  it('sets the mode by call and by control message; health shows it and answers say it', async () => {
    await using service = await setUpService();
    await until(() => service.bus.connected());
    const say = async (command: unknown) => {
      const answer = await service.bus.request(COMMANDS.mode.subject, Buffer.from(JSON.stringify(command)));
      return JSON.parse(Buffer.from(answer.data).toString()) as { ok: boolean; error?: string };
    };
    expect(await say({ mode: 'emergency' })).toMatchObject({ ok: true });
    expect((await service.ops('/health/detailed')).text).toContain('emergency mode');
    const { result } = await service.solver.solve(solveEasy);
    expect(result).toMatchObject({ strategy: 'rounded_relaxation', degraded: true });
    expect(result?.attempts.map(({ outcome }) => outcome)).toEqual([Attempt_Outcome.OUTCOME_ANSWERED]);
    expect(result?.warnings.join()).toContain('emergency mode');
    expect(await say({ mode: 'holiday' })).toMatchObject({ ok: false, error: expect.stringContaining('normal') });

    await service.strategies.setMode({ mode: SolverMode.SOLVER_MODE_PERFORMANCE });
    const quick = await service.solver.solve(solveEasy);
    expect(quick.result).toMatchObject({ strategy: 'highs', degraded: false });
    expect(quick.result?.warnings.join()).toContain('performance mode');
    await service.strategies.setMode({ mode: SolverMode.SOLVER_MODE_NORMAL });
    expect((await service.ops('/health/ready')).status).toBe(200);
  });
});
