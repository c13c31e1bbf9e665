import type { PartAnswer, PartTask } from './part-task.ts';
import { WordReader, WordWriter } from './words.ts';

/*
 * What the first worker and its mates say about parts. Newer words take the
 * place of those that were not heard: both therefore say all that is not
 * settled yet. The first one says who is to do what, a mate what it made of
 * those tasks that it last heard of; with nothing to say it still says that it
 * is there.
 */

/** What begins words: what they are. */
const TASKS = 1;
const REPORT = 2;

/** Whether words are those of a mate, not of the first worker. */
export function isReport(words: Int32Array): boolean {
  return words[0] === REPORT;
}

/** A task by its number, and who is to do it. */
export interface GivenTask {
  readonly number: number;
  readonly mate: number;
  readonly task: PartTask;
}

export function tasksInWords(given: readonly GivenTask[]): Int32Array {
  const writer = new WordWriter();
  writer.int(TASKS);
  writer.int(given.length);
  for (const { number, mate, task } of given) {
    for (const value of [number, mate, task.seed, task.iterations, task.keepsBest ? 1 : 0]) writer.int(value);
    writer.float(task.hot);
    writer.float(task.cold);
    writer.list(task.stops);
    writer.list(task.vehicles);
    for (const list of task.lists) writer.list(list);
  }
  return writer.words();
}

export function tasksOfWords(words: Int32Array): GivenTask[] {
  const reader = new WordReader(words.subarray(1));
  return Array.from({ length: reader.int() }, () => {
    const [number, mate, seed, iterations] = [reader.int(), reader.int(), reader.int(), reader.int()];
    const keepsBest = reader.int() === 1;
    const [hot, cold] = [reader.float(), reader.float()];
    const [stops, vehicles] = [reader.list(), reader.list()];
    const lists = Array.from(vehicles, () => reader.list());
    return { number, mate, task: { stops, vehicles, lists, seed, iterations, hot, cold, keepsBest } };
  });
}

/** What a mate made of its tasks, by their numbers. */
export interface Report {
  readonly mate: number;
  readonly answers: ReadonlyMap<number, PartAnswer>;
}

export function reportInWords({ mate, answers }: Report): Int32Array {
  const writer = new WordWriter();
  writer.int(REPORT);
  writer.int(mate);
  writer.int(answers.size);
  for (const [number, { lists, costs, iterations }] of answers) {
    for (const value of [number, iterations, lists.length]) writer.int(value);
    lists.forEach((list, index) => {
      writer.float(costs[index] as number);
      writer.list(list);
    });
  }
  return writer.words();
}

export function reportOfWords(words: Int32Array): Report {
  const reader = new WordReader(words.subarray(1));
  const mate = reader.int();
  const answers = new Map<number, PartAnswer>();
  for (let left = reader.int(); left > 0; left--) {
    const [number, iterations, count] = [reader.int(), reader.int(), reader.int()];
    const costs = new Float64Array(count);
    const lists = Array.from(costs, (_, index) => {
      costs[index] = reader.float();
      return reader.list();
    });
    answers.set(number, { lists, costs, iterations });
  }
  return { mate, answers };
}
