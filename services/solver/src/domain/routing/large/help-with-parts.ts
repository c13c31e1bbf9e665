import type { EngineOptions, EngineOutcome, Mates } from '#domain/engine/engine';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { LargeProblem } from './large-problem.ts';
import { doTask, type PartAnswer } from './part-task.ts';
import { type GivenTask, isReport, reportInWords, tasksOfWords } from './part-words.ts';

/** How long a mate that has nothing to do sleeps before it says again that it is there. */
const SLEEP_MS = 50;
/** While it works it says so after this part of the time, at one of so many questions, a power of two. */
const SIGN_EVERY = 0.01;
const LOOK_EVERY = 256;

/** Does the tasks that the first worker gives, until it is told to stop. It has no plan of its own. */
export function helpWithParts(
  problem: LargeProblem,
  mates: Mates,
  options: Pick<EngineOptions<VisitOrder>, 'stop' | 'progress'>,
): EngineOutcome<VisitOrder> {
  const helper = new Helper(problem, mates, options);
  while (!options.stop()) helper.work();
  return { stopReason: 'stopped', iterations: helper.iterations, cause: 'it only helped' };
}

class Helper {
  iterations = 0;
  readonly #problem: LargeProblem;
  readonly #mates: Mates;
  readonly #options: Pick<EngineOptions<VisitOrder>, 'stop' | 'progress'>;
  /** What the first worker said last that this one is to do, and what that has become. */
  #tasks: GivenTask[] = [];
  readonly #answers = new Map<number, PartAnswer>();
  #toldAt = 0;
  #questions = 0;

  constructor(problem: LargeProblem, mates: Mates, options: Pick<EngineOptions<VisitOrder>, 'stop' | 'progress'>) {
    this.#problem = problem;
    this.#mates = mates;
    this.#options = options;
    this.#tell();
  }

  /** Does one task, or sleeps until there may be one. */
  work(): void {
    const hasHeard = this.#hear(this.#next() ? 0 : SLEEP_MS);
    const next = this.#next();
    if (next) {
      const answer = doTask(this.#problem, next.task, this.#stop);
      // What was broken off is of no use.
      if (this.#options.stop()) return;
      this.iterations += answer.iterations;
      this.#answers.set(next.number, answer);
    }
    if (next || !hasHeard) this.#tell();
  }

  #next(): GivenTask | undefined {
    return this.#tasks.find(({ number }) => !this.#answers.has(number));
  }

  /** The stop rule of a task; on the way it says that it is still there. */
  readonly #stop = () => {
    this.#questions = (this.#questions + 1) & (LOOK_EVERY - 1);
    if (this.#questions === 0 && this.#now() >= this.#toldAt + SIGN_EVERY) this.#tell();
    return this.#options.stop();
  };

  /** Whether the first worker said something new. */
  #hear(waitMs: number): boolean {
    const mates = this.#mates;
    let found: GivenTask[] | undefined;
    for (let words = mates.hear(waitMs); words; words = mates.hear()) if (!isReport(words)) found = tasksOfWords(words);
    if (!found) return false;
    this.#tasks = found.filter(({ mate }) => mate === mates.index);
    // What is not asked for any more has arrived, or is too late.
    for (const number of this.#answers.keys()) {
      if (!this.#tasks.some((task) => task.number === number)) this.#answers.delete(number);
    }
    return true;
  }

  #tell(): void {
    this.#toldAt = this.#now();
    this.#mates.say(reportInWords({ mate: this.#mates.index, answers: this.#answers }));
  }

  #now(): number {
    return this.#options.progress?.() ?? 0;
  }
}
