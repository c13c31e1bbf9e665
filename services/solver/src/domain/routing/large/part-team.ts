import type { EngineOptions, Mates } from '#domain/engine/engine';
import type { PartAnswer, PartTask } from './part-task.ts';
import { type GivenTask, isReport, reportOfWords, tasksInWords } from './part-words.ts';

/** Tasks that a mate has at a time: while it tells what it made of one it goes on with the next. */
const AHEAD = 2;
/** A mate that has said nothing for this part of the time is not waited for any more. */
const PATIENCE = 0.2;

interface Given extends GivenTask {
  /** Part of the time at which it was given. */
  readonly since: number;
}

/** A task and what a mate made of it; without an answer nothing will come of it. */
export interface Settled {
  readonly task: PartTask;
  readonly answer?: PartAnswer | undefined;
}

/** Mates as the first worker knows them: who is there, what each was given, what came back. */
export class PartTeam {
  readonly #mates: Mates;
  readonly #progress: NonNullable<EngineOptions<unknown>['progress']>;
  /** Part of the time at which each was heard last. */
  readonly #heard = new Map<number, number>();
  #given: Given[] = [];
  #number = 0;
  #isTold = true;

  constructor(mates: Mates, progress: NonNullable<EngineOptions<unknown>['progress']>) {
    this.#mates = mates;
    this.#progress = progress;
  }

  /** Mates that are there. */
  get size(): number {
    return this.#heard.size;
  }

  get isWaiting(): boolean {
    return this.#given.length > 0;
  }

  /** Tasks that are settled since it was asked last. Waits up to `waitMs` for the first words. */
  hear(waitMs = 0): Settled[] {
    const settled: Settled[] = [];
    for (let words = this.#mates.hear(waitMs); words; words = this.#mates.hear()) {
      if (!isReport(words)) continue;
      const { mate, answers } = reportOfWords(words);
      this.#heard.set(mate, this.#progress());
      for (const given of this.#given.filter((one) => one.mate === mate)) {
        const answer = answers.get(given.number);
        if (answer) settled.push(this.#settle(given, answer));
      }
    }
    for (const given of this.#given.filter((one) => this.#isLate(one))) {
      this.#heard.delete(given.mate);
      settled.push(this.#settle(given));
    }
    return settled;
  }

  /** A mate that could be given a task, and the trials of those that it has already. */
  idle(): { readonly mate: number; readonly ahead: number } | undefined {
    for (const mate of this.#heard.keys()) {
      const tasks = this.#given.filter((one) => one.mate === mate);
      if (tasks.length < AHEAD) return { mate, ahead: tasks.reduce((sum, { task }) => sum + task.iterations, 0) };
    }
    return undefined;
  }

  give(mate: number, task: PartTask): void {
    this.#given.push({ number: ++this.#number, mate, task, since: this.#progress() });
    this.#isTold = false;
  }

  /** Tells the mates what they are to do, when that has changed. */
  tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#mates.say(tasksInWords(this.#given));
  }

  #settle(given: Given, answer?: PartAnswer): Settled {
    this.#given = this.#given.filter((one) => one !== given);
    this.#isTold = false;
    return { task: given.task, answer };
  }

  #isLate({ mate, since }: Given): boolean {
    return this.#progress() - Math.max(since, this.#heard.get(mate) ?? 0) > PATIENCE;
  }
}
