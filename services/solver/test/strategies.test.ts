import { startApp } from '@solveig/kit/app';
import { openDb } from '@solveig/kit/db';
import { HealthBook } from '@solveig/kit/health';
import { createLogger } from '@solveig/kit/log';
import { createMetrics } from '@solveig/kit/metrics';
import { migrations } from '@solveig/kit/migrate';
import { createTestDatabase } from '@solveig/local/testing';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { Attempt_Outcome } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolverMode, Strategy_Health } from '@solveig/proto/gen/solveig/solver/v1/strategy';
import { COMMANDS } from '@solveig/proto/subjects';
import { describe, expect, it } from 'vitest';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { linearStrategies } from '#domain/linear/linear-strategies';
import { StrategyBook } from '#domain/strategy/strategy-book';
import { migrationsDirectory } from '../src/migrations-directory.ts';
import { strategyCatalogue } from '../src/strategies/strategy-catalogue.ts';
import { StrategyDesk } from '../src/strategies/strategy-desk.ts';
import { testStrategy } from '../src/strategies/test-strategy.ts';
import { EASY, setUpPool, until } from './pool-setup.ts';
import { setUpService } from './service-setup.ts';

const LINEAR = ProblemKind.PROBLEM_KIND_LINEAR;
const solveEasy = { problem: EASY, problemBlobId: '', options: { templateId: '', budgetMillis: 10_000 } };

describe('the catalogue of strategies', () => {
  it('names those of linear programs as their chain does', () => {
    const solver = { name: 'highs' } as LinearSolver;
    const chain = linearStrategies({ solver, now: () => 0, endMs: 0, stop: () => false, gap: 0 });
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

it('a strategy that was taken out is seen in health, and put back by a probe', { timeout: 60_000 }, async () => {
  await using setup = await setUpPool();
  await using database = await createTestDatabase();
  const url = database.url('solver');
  await migrations({ url, schema: 'solver', directory: migrationsDirectory }).up();
  const log = createLogger('solver', 'fatal');
  const health = new HealthBook();
  const client = await startApp('desk', new AbortController().signal, async (app) =>
    openDb(app, { url, schema: 'solver', poolSize: 2, log, health, metrics: createMetrics('test') }),
  );
  const book = new StrategyBook(strategyCatalogue());
  const failed = [{ strategy: 'highs', outcome: 'failed' as const, cause: 'it broke', seconds: 0 }];
  const longAgoMs = Date.now() - 60_000;
  for (let i = 0; i < 3; i++) book.settle('linear', failed, longAgoMs);
  expect(book.plan('linear').degradedBy).toContain('highs is out');
  const desk = new StrategyDesk({ book, db: client.parts, pool: setup.pool, health, log });
  expect(health.readiness().parts.strategies).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('highs is out'),
  });
  await desk.tick(new AbortController().signal);
  expect(book.plan('linear')).toEqual({ strategies: expect.arrayContaining(['highs']) });
  expect(health.readiness().parts.strategies).toMatchObject({ status: 'ok' });
  await client.stop();
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
