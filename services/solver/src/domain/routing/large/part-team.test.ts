import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mates } from '#domain/engine/engine';
import { afterQuestions, neverStop } from '#domain/engine/stop-rules';
import { verifyRouting } from '#domain/routing/verify';
import { DividedRouting } from './divide-routing.ts';
import { helpWithParts } from './help-with-parts.ts';
import { doTask, type PartAnswer } from './part-task.ts';
import { type GivenTask, isReport, reportInWords, reportOfWords, tasksInWords, tasksOfWords } from './part-words.ts';
import { randomLarge } from './random-large.ts';
import { readParts } from './read-parts.ts';
import { searchParts } from './search-parts.ts';

const MATE = 1;
const QUESTIONS_A_MS = 30;
const whole = fc.integer({ min: 0, max: 1_000_000 });
const list = fc.array(whole, { maxLength: 6 }).map((items) => Int32Array.from(items));
const heat = fc.double({ min: 0, max: 1, noNaN: true });

describe('words about parts', () => {
  const task = fc.record({
    stops: list,
    routes: fc.array(fc.tuple(whole, list), { maxLength: 4 }),
    seed: fc.integer(),
    iterations: whole,
    hot: heat,
    cold: heat,
    keepsBest: fc.boolean(),
  });

  it('say which tasks are whose', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole, task), { maxLength: 4 }), (all) => {
        const given = all.map(([number, mate, { routes, ...rest }]): GivenTask => {
          const vehicles = Int32Array.from(routes, ([vehicle]) => vehicle);
          return { number, mate, task: { ...rest, vehicles, lists: routes.map(([, stops]) => stops) } };
        });
        const words = tasksInWords(given);
        expect(isReport(words)).toBe(false);
        expect(tasksOfWords(words)).toEqual(given);
      }),
    );
  });

  it('say what became of them, with costs to the last digit', () => {
    const answer = fc
      .tuple(fc.array(fc.tuple(list, fc.double({ noNaN: true })), { maxLength: 4 }), whole)
      .map(([routes, iterations]): PartAnswer => {
        return {
          lists: routes.map(([stops]) => stops),
          costs: Float64Array.from(routes, ([, cost]) => cost),
          iterations,
        };
      });
    fc.assert(
      fc.property(whole, fc.array(fc.tuple(whole, answer), { maxLength: 3 }), (mate, all) => {
        const report = { mate, answers: new Map(all) };
        const words = reportInWords(report);
        expect(isReport(words)).toBe(true);
        expect(reportOfWords(words)).toEqual(report);
      }),
    );
  });
});

/** The other end of a mate's words. */
interface Line {
  readonly mates: Mates;
  /** What is heard next. */
  readonly toHear: Int32Array[];
  readonly said: Int32Array[];
}

function line(index: number, onSay: (words: Int32Array) => void = () => undefined): Line {
  const toHear: Int32Array[] = [];
  const said: Int32Array[] = [];
  const mates: Mates = {
    index,
    offer: () => undefined,
    take: () => undefined,
    say: (words) => {
      said.push(words);
      onSay(words);
    },
    hear: () => toHear.shift(),
  };
  return { mates, toHear, said };
}

const problem = randomLarge({ seed: 12, stops: 700, windows: 0.3, depots: 2 });
const divided = new DividedRouting(problem);
const hello = reportInWords({ mate: MATE, answers: new Map() });

/** A search whose time is over after so many questions, most of which are trials; what mates do takes time, too. */
function searchFor(most: number, mates: Mates, clock = { asked: 0 }) {
  const stop = () => ++clock.asked > most;
  const hear = (waitMs = 0) => {
    clock.asked += QUESTIONS_A_MS * waitMs;
    return mates.hear();
  };
  return searchParts(divided, {
    seed: 3,
    stop,
    progress: () => Math.min(1, clock.asked / most),
    mates: { ...mates, hear },
  });
}

function violations({ solution }: ReturnType<typeof searchFor>) {
  return solution ? verifyRouting(problem, readParts(divided, solution)).violations : 'no plan';
}

describe('the worker that answers', () => {
  it('gives parts to a mate that is there, and takes over what that made of them', () => {
    const clock = { asked: 0 };
    const known = new Map<number, PartAnswer>();
    const { mates, toHear, said } = line(0, (words) => {
      const mine = tasksOfWords(words).filter(({ mate }) => mate === MATE);
      const answers = new Map(
        mine.map(({ number, task }) => [number, known.get(number) ?? doTask(divided, task, neverStop)]),
      );
      for (const [number, answer] of answers) {
        if (!known.has(number)) clock.asked += answer.iterations;
        known.set(number, answer);
      }
      toHear.push(reportInWords({ mate: MATE, answers }));
    });
    toHear.push(hello);
    const outcome = searchFor(30_000, mates, clock);
    expect(violations(outcome)).toEqual([]);
    expect(said.length).toBeGreaterThan(2);
    const plan = outcome.solution && readParts(divided, outcome.solution);
    expect(outcome.value).toBeCloseTo(plan?.cost ?? 0, 6);
  });

  it('never gives the same stop or vehicle to two', () => {
    const { mates, toHear, said } = line(0);
    toHear.push(hello, reportInWords({ mate: 2, answers: new Map() }));
    searchFor(15_000, mates);
    for (const words of said) {
      const tasks = tasksOfWords(words).map(({ task }) => task);
      for (const numbers of [tasks.map(({ stops }) => stops), tasks.map(({ vehicles }) => vehicles)]) {
        const all = numbers.flatMap((some) => [...some]);
        expect(new Set(all).size).toBe(all.length);
      }
    }
  });

  it('answers with a whole plan when a mate falls silent, and works on its parts itself', () => {
    const { mates, toHear, said } = line(0);
    toHear.push(hello);
    const outcome = searchFor(20_000, mates);
    expect(violations(outcome)).toEqual([]);
    expect(tasksOfWords(said[0] ?? new Int32Array(2)).length).toBeGreaterThan(0);
    // The mate is not waited for any more.
    expect(tasksOfWords(said.at(-1) ?? new Int32Array(2))).toEqual([]);
  });

  it('passes over what comes too late', () => {
    const { mates, toHear } = line(0);
    const late = { lists: [Int32Array.of(1, 1)], costs: Float64Array.of(0), iterations: 5 };
    toHear.push(hello, reportInWords({ mate: MATE, answers: new Map([[77, late]]) }));
    expect(violations(searchFor(10_000, mates))).toEqual([]);
  });
});

describe('a worker that helps', () => {
  it('does what it is given, tells it until nobody asks for it any more, and leaves when it is told', () => {
    const { mates, toHear, said } = line(MATE);
    const { said: orders, toHear: heard, mates: first } = line(0);
    heard.push(hello);
    searchFor(10_000, first);
    const given = tasksOfWords(orders[0] ?? new Int32Array(2));
    toHear.push(orders[0] ?? new Int32Array(2));
    const outcome = helpWithParts(divided, mates, { stop: () => said.length > given.length + 1 });
    expect(outcome.solution).toBeUndefined();
    const last = reportOfWords(said.at(-1) ?? hello);
    expect([...last.answers.keys()]).toEqual(given.map(({ number }) => number));
    for (const { number, task } of given) {
      const stops = (last.answers.get(number)?.lists ?? []).flatMap((route) => [...route]);
      expect(stops.sort((a, b) => a - b)).toEqual([...task.stops].sort((a, b) => a - b));
    }
    toHear.push(tasksInWords([]));
    helpWithParts(divided, mates, { stop: afterQuestions(2) });
    expect(reportOfWords(said.at(-1) ?? hello).answers.size).toBe(0);
  });
});
