import type { EngineOutcome, Mates, StopRule } from '#domain/engine/engine';
import type { VisitOrder } from '#domain/routing/visit-engine';
import type { LargeProblem } from './large-problem.ts';
import { doTask, type PartAnswer } from './part-task.ts';
import { type GivenTask, isReport, reportInWords, tasksOfWords } from './part-words.ts';

/** How long a mate that has nothing to do sleeps before it says again that it is there. */
const SLEEP_MS = 50;

/** Does the tasks that the first worker gives, until it is told to stop. It has no plan of its own. */
export function helpWithParts(problem: LargeProblem, mates: Mates, stop: StopRule): EngineOutcome<VisitOrder> {
  const answers = new Map<number, PartAnswer>();
  let tasks: GivenTask[] = [];
  let iterations = 0;
  const tell = () => mates.say(reportInWords({ mate: mates.index, answers }));
  tell();
  while (!stop()) {
    const heard = newest(mates, tasks.every(({ number }) => answers.has(number)) ? SLEEP_MS : 0);
    if (heard) {
      tasks = heard.filter(({ mate }) => mate === mates.index);
      // What is not asked for any more has arrived, or is too late.
      for (const number of answers.keys()) if (!tasks.some((task) => task.number === number)) answers.delete(number);
    }
    const next = tasks.find(({ number }) => !answers.has(number));
    if (next) {
      const answer = doTask(problem, next.task, stop);
      if (stop()) break;
      iterations += answer.iterations;
      answers.set(next.number, answer);
    }
    if (next || !heard) tell();
  }
  return { stopReason: 'stopped', iterations, cause: 'it only helped' };
}

/** What the first worker said last; undefined when it said nothing new. */
function newest(mates: Mates, waitMs: number): GivenTask[] | undefined {
  let found: GivenTask[] | undefined;
  for (let words = mates.hear(waitMs); words; words = mates.hear()) if (!isReport(words)) found = tasksOfWords(words);
  return found;
}
