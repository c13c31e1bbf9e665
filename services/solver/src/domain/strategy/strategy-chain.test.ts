import { describe, expect, it } from 'vitest';
import type { EngineOutcome } from '#domain/engine/engine';
import { runStrategyChain, type Strategy, type StrategyChain } from './strategy-chain.ts';

type Guess = Strategy<string, number>;

const answer = (value: number): EngineOutcome<number> => ({
  solution: value,
  value,
  stopReason: 'converged',
  iterations: 1,
});

function chainOf(
  strategies: Guess[],
  more: Partial<StrategyChain<string, number>> = {},
): StrategyChain<string, number> {
  return {
    problem: 'p',
    strategies,
    verify: (solution) => (solution < 0 ? ['it is negative'] : []),
    now: () => 0,
    budgetMs: 1000,
    seed: 1,
    stop: () => false,
    ...more,
  };
}

describe('the strategy chain', () => {
  it('takes the first answer that the verifier accepts, and is not degraded', async () => {
    const result = await runStrategyChain(
      chainOf([
        { name: 'full', share: 1, run: () => answer(3) },
        { name: 'later', share: 1, run: () => answer(1) },
      ]),
    );
    expect(result).toMatchObject({ solution: 3, strategy: 'full', degraded: false });
    expect(result.attempts).toHaveLength(1);
  });

  it('a wrong answer becomes a failed attempt with its cause, and the next strategy answers', async () => {
    const result = await runStrategyChain(
      chainOf([
        { name: 'full', share: 1, run: () => answer(-1) },
        { name: 'reduced', share: 1, run: () => answer(5) },
      ]),
    );
    expect(result).toMatchObject({ solution: 5, strategy: 'reduced', degraded: true });
    expect(result.attempts[0]).toMatchObject({ outcome: 'wrong_answer', cause: 'it is negative' });
  });

  it('a thrown error becomes a failed attempt, synchronous or not', async () => {
    const result = await runStrategyChain(
      chainOf([
        {
          name: 'throws',
          share: 1,
          run: () => {
            throw new Error('out of memory');
          },
        },
        { name: 'rejects', share: 1, run: () => Promise.reject(new Error('no engine')) },
        { name: 'emergency', share: 1, immediate: true, run: () => answer(9) },
      ]),
    );
    expect(result.attempts.map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ['failed', 'out of memory'],
      ['failed', 'no engine'],
      ['answered', ''],
    ]);
    expect(result).toMatchObject({ strategy: 'emergency', degraded: true });
  });

  it('keeps the best incumbent of a strategy that failed later', async () => {
    const result = await runStrategyChain(
      chainOf([
        {
          name: 'full',
          share: 1,
          run: (_, options) => {
            options.onIncumbent?.({ solution: 2, value: 2, iterations: 7 });
            throw new Error('it broke');
          },
        },
        { name: 'reduced', share: 1, run: () => answer(5) },
      ]),
    );
    expect(result).toMatchObject({ solution: 2, strategy: 'full', iterations: 7, degraded: true });
  });

  it('does not keep an incumbent that the verifier refuses', async () => {
    const result = await runStrategyChain(
      chainOf([
        {
          name: 'full',
          share: 1,
          run: (_, options) => {
            options.onIncumbent?.({ solution: -2, value: -2, iterations: 7 });
            return { stopReason: 'stopped', iterations: 7, cause: 'nothing whole' };
          },
        },
        { name: 'emergency', share: 1, immediate: true, run: () => answer(5) },
      ]),
    );
    expect(result).toMatchObject({ solution: 5, strategy: 'emergency' });
    expect(result.attempts[0]).toMatchObject({ outcome: 'no_answer', cause: 'nothing whole' });
  });

  it('an answer that cannot even be read is wrong, and costs neither the incumbent before it nor the next answer', async () => {
    const unreadable = {
      verify: (solution: number) => {
        if (solution < 0) throw new Error('route 0 breaks a rule');
        return [];
      },
    };
    const next: Guess = { name: 'emergency', share: 1, immediate: true, run: () => answer(5) };
    const broken: Guess = { name: 'full', share: 1, run: () => answer(-1) };
    const kept: Guess = {
      name: 'full',
      share: 1,
      run: (_, options) => {
        options.onIncumbent?.({ solution: 2, value: 2, iterations: 7 });
        return answer(-1);
      },
    };
    const worse: Guess = {
      name: 'full',
      share: 1,
      run: (_, options) => {
        options.onIncumbent?.({ solution: -2, value: -2, iterations: 7 });
        throw new Error('it broke');
      },
    };
    const results = await Promise.all(
      [broken, kept, worse].map((first) => runStrategyChain(chainOf([first, next], unreadable))),
    );
    expect(results.map(({ solution }) => solution)).toEqual([5, 2, 5]);
    expect(results.map(({ attempts }) => [attempts[0]?.outcome, attempts[0]?.cause])).toEqual([
      ['wrong_answer', 'route 0 breaks a rule'],
      ['wrong_answer', 'route 0 breaks a rule'],
      ['failed', 'it broke'],
    ]);
  });

  it('without time only the emergency answer is made', async () => {
    const result = await runStrategyChain(
      chainOf(
        [
          { name: 'full', share: 1, run: () => answer(1) },
          { name: 'emergency', share: 1, immediate: true, run: () => answer(9) },
        ],
        { budgetMs: 0 },
      ),
    );
    expect(result.attempts.map(({ outcome }) => outcome)).toEqual(['skipped', 'answered']);
    expect(result).toMatchObject({ solution: 9, degraded: true });
  });

  it('gives each strategy its share of the time that is left', async () => {
    let now = 0;
    const shares: number[] = [];
    const spend: Guess['run'] = (_, options) => {
      const began = now;
      while (!options.stop()) now++;
      shares.push(now - began);
      return { stopReason: 'stopped', iterations: 0 };
    };
    await runStrategyChain(
      chainOf(
        [
          { name: 'a', share: 0.6, run: spend },
          { name: 'b', share: 0.5, run: spend },
        ],
        { now: () => now },
      ),
    );
    // The clock is read once in sixteen questions.
    expect(shares[0]).toBeGreaterThanOrEqual(600);
    expect(shares[0]).toBeLessThan(620);
    expect(shares[1]).toBeGreaterThanOrEqual(190);
    expect(shares[1]).toBeLessThan(220);
  });

  it('takes a proof that there is no answer as an answer', async () => {
    const result = await runStrategyChain(
      chainOf([
        { name: 'full', share: 1, run: () => ({ stopReason: 'infeasible', iterations: 3 }) },
        { name: 'emergency', share: 1, immediate: true, run: () => answer(9) },
      ]),
    );
    expect(result).toMatchObject({ stopReason: 'infeasible', strategy: 'full', degraded: false });
    expect(result.solution).toBeUndefined();
  });

  it('says the last cause when nothing answers', async () => {
    const result = await runStrategyChain(chainOf([{ name: 'full', share: 1, run: () => answer(-1) }]));
    expect(result).toMatchObject({ strategy: '', cause: 'it is negative' });
  });

  describe('with a goal', () => {
    /** Shows values one after the other, asking after each whether to stop. */
    const stepping = (values: number[], bound?: number): Guess => ({
      name: 'steps',
      share: 1,
      run: (_, { stop, onIncumbent }) => {
        let last = Number.POSITIVE_INFINITY;
        for (const value of values) {
          last = value;
          onIncumbent?.({ solution: value, value, bound, iterations: 1 });
          if (stop()) return { ...answer(last), stopReason: 'stopped' };
        }
        return answer(last);
      },
    });

    it('ends at the first answer whose proved gap is small enough, and says so', async () => {
      const result = await runStrategyChain(chainOf([stepping([200, 104, 101], 100)], { goal: { gap: 0.05 } }));
      expect(result).toMatchObject({ solution: 104, goal: 'gap', stopReason: 'stopped', degraded: false });
    });

    it('measures against the bound of the problem where the engine has none', async () => {
      const more = { goal: { quality: 0.9 }, bound: 95 };
      const result = await runStrategyChain(chainOf([stepping([200, 104, 101])], more));
      expect(result).toMatchObject({ solution: 104, goal: 'quality' });
    });

    it('is not reached by an answer that leaves out something required', async () => {
      const more = { goal: { gap: 0.5 }, bound: 100, isWhole: (value: number) => value < 110 };
      const result = await runStrategyChain(chainOf([stepping([150, 104, 101])], more));
      expect(result.solution).toBe(104);
    });

    it('gives a search the time that is estimated to be enough, and leaves the rest of the budget to the next one', async () => {
      let now = 0;
      const waiting = (name: string, value: number): Guess => ({
        name,
        share: 1,
        run: (_, { stop }) => {
          while (!stop()) now += 10;
          return { ...answer(value), stopReason: 'stopped' };
        },
      });
      const more = { goal: { quality: 0.9, enoughMs: 300 }, now: () => now };
      const good = await runStrategyChain(chainOf([waiting('full', 3)], more));
      expect(good.goal).toBe('quality');
      expect(now).toBeLessThan(600);
      now = 0;
      const second = await runStrategyChain(chainOf([waiting('wrong', -1), waiting('next', 3)], more));
      expect(second).toMatchObject({ strategy: 'next', goal: 'quality' });
    });
  });
});
