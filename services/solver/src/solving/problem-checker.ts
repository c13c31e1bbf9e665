import { errorFrom, SolveigError, type Violation } from '@solveig/kit/errors';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { LinearProgram } from '@solveig/proto/gen/solveig/model/v1/linear';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { LinearMeasures } from '#domain/quote/measure-linear';
import type { SideWorker } from '../workers/side-worker.ts';
import { checkProblem, isCheckedByWorker, linearViolations, measureProblem } from './check-problem.ts';
import { travelNeed } from './travel-data.ts';

/** What is wrong with a problem; when nothing is, what it is and how large: stops, places or columns; then vehicles, days or rows. */
export interface ProblemCheck {
  readonly violations: Violation[];
  readonly kind: ProblemKind;
  readonly size: number;
  readonly secondSize: number;
  /** Of a linear program without violations whose text was read elsewhere. */
  readonly linear?: LinearMeasures | undefined;
}

/** Who waits for a check. */
export interface CheckCaller {
  /** Ends a check that takes long; only read for long text. */
  readonly signal?: AbortSignal | undefined;
}

/** A check without a signal of its own gets this long. */
const PATIENCE_MS = 60_000;

/** Checks problems: short ones at once, long text in a process beside, because reading it takes seconds. */
export class ProblemChecker {
  readonly #texts: SideWorker;
  readonly #mostLocations: number;

  /** @param mostLocations most places without a matrix: it has the square of that in cells of 8 bytes, in this process for a moment. */
  constructor(texts: SideWorker, mostLocations: number) {
    this.#texts = texts;
    this.#mostLocations = mostLocations;
  }

  /** All violations of a problem that is not too long to be read here. */
  validate(problem: Problem): Violation[] {
    const violations = checkProblem(problem);
    const isOverLimit = violations.some(({ reason }) => reason === 'LIMIT_EXCEEDED');
    return isOverLimit ? violations : [...violations, ...this.#matrixViolations(problem)];
  }

  /**
   * All violations of any problem, `bytes` being its message where that is at hand. Throws QUEUE_FULL, MEMORY_ERROR,
   * WORKER_ERROR, TIMEOUT or CANCELLED where long text could not be read.
   */
  async check(problem: Problem, caller: CheckCaller, bytes?: Uint8Array): Promise<ProblemCheck> {
    const { kind } = problem;
    if (kind?.$case === 'linear' && isCheckedByWorker(problem)) {
      return this.#checkText(kind.value, caller, bytes ?? Problem.encode(problem).finish());
    }
    const violations = this.validate(problem);
    return violations.length > 0 ? refused(violations) : { violations, ...measureProblem(problem) };
  }

  async #checkText(program: LinearProgram, { signal }: CheckCaller, problem: Uint8Array): Promise<ProblemCheck> {
    const until = signal ?? AbortSignal.timeout(PATIENCE_MS);
    const answer = await this.#texts.run({ type: 'check', problem }, until).catch((error: unknown) => {
      throw until.aborted ? errorFrom(until.reason) : error;
    });
    if (answer.type !== 'checked') throw new SolveigError('WORKER_ERROR', 'The problem could not be read.');
    const violations = linearViolations(program, answer.violations);
    if (violations.length > 0) return refused(violations);
    const { size, secondSize, linear } = answer;
    return { violations, kind: ProblemKind.PROBLEM_KIND_LINEAR, size, secondSize, linear };
  }

  /** Places that nobody has a matrix for, more than one is asked for. */
  #matrixViolations(problem: Problem): Violation[] {
    const count = travelNeed(problem)?.locations.length ?? 0;
    if (count <= this.#mostLocations) return [];
    const isRouting = problem.kind?.$case === 'routing';
    const path = isRouting ? 'problem.routing.stops' : 'problem.itinerary.places';
    const message = `${count} locations need a travel matrix of ${count ** 2} cells; the limit is ${this.#mostLocations} locations`;
    const hint = isRouting ? 'Send fewer stops, a matrix of your own, or set great_circle.' : 'Send fewer places.';
    return [{ path, reason: 'LIMIT_EXCEEDED', message, hint }];
  }
}

function refused(violations: Violation[]): ProblemCheck {
  return { violations, kind: ProblemKind.PROBLEM_KIND_UNSPECIFIED, size: 0, secondSize: 0 };
}
