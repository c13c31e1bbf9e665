import { errorFrom } from '@solveig/kit/errors';
import type {
  Incumbent,
  Problem,
  Relaxation,
  SolveMeasures,
  SolveOptions,
  SolveResult,
} from '@solveig/proto/gen/solveig/model/v1/problem';
import { kindOf } from '../codec.ts';
import { isCheckedByWorker, measureProblem } from './check-problem.ts';
import type { SynchronousEnding, SynchronousSolve } from './event-sink.ts';
import type { NearDeadline } from './near-deadline.ts';

/** More improvements than this are not kept of one solve: the first ones and the last. */
const MOST_INCUMBENTS = 200;

export interface SolveRecordStart {
  readonly solveId: string;
  readonly tenant: string;
  readonly problem: Problem;
  readonly options: SolveOptions | undefined;
  readonly traceParent: string | undefined;
}

/** Notes what happens in a synchronous solve, for its events after the answer. */
export class SolveRecord {
  readonly #start: SolveRecordStart;
  readonly #arrivedAt = new Date();
  #started: SynchronousSolve['started'];
  readonly #incumbents: { at: Date; incumbent: Incumbent }[] = [];
  readonly #fellBacks: { from: string; to: string; cause: string }[] = [];
  readonly #relaxations: Relaxation[] = [];
  #nearing: SynchronousSolve['nearing'];

  constructor(start: SolveRecordStart) {
    this.#start = start;
  }

  started(info: { worker: string; host: string }): void {
    this.#started = { at: new Date(), ...info };
  }

  improved(incumbent: Incumbent): void {
    if (this.#incumbents.length === MOST_INCUMBENTS) this.#incumbents.pop();
    this.#incumbents.push({ at: new Date(), incumbent });
  }

  fellBack(change: { from: string; to: string; cause: string }): void {
    this.#fellBacks.push(change);
  }

  relaxed(relaxations: readonly Relaxation[]): void {
    this.#relaxations.push(...relaxations);
  }

  /** What happened until now, to be told while the solve goes on. */
  nearedDeadline(near: NearDeadline): SynchronousSolve {
    this.#nearing = { ...near, at: new Date(), started: this.#started, incumbents: this.#incumbents.splice(0) };
    return this.#ended(this.#measured(), { kind: 'running' });
  }

  completed(result: SolveResult): SynchronousSolve {
    const { size = 0, secondSize = 0 } = result.measures ?? {};
    return this.#ended({ size, secondSize }, { kind: 'completed', result });
  }

  /** Nothing for a problem that was refused: it was never solved. */
  failed(thrown: unknown, budgetMillis: number): SynchronousSolve | undefined {
    const error = errorFrom(thrown);
    if (error.reason === 'INVALID_PROBLEM' || error.reason === 'INVALID_REQUEST' || error.reason === 'LIMIT_EXCEEDED') {
      return undefined;
    }
    const measured = this.#measured();
    if (error.reason === 'CANCELLED') return this.#ended(measured, { kind: 'cancelled', detail: error.message });
    return this.#ended(measured, { kind: 'failed', error, budgetMillis, measures: this.#measuresOf(measured) });
  }

  /** Long text was read by the worker only, and is not read again here. */
  #measured(): { size: number; secondSize: number } {
    const { problem } = this.#start;
    return isCheckedByWorker(problem) ? { size: 0, secondSize: 0 } : measureProblem(problem);
  }

  #measuresOf({ size, secondSize }: { size: number; secondSize: number }): SolveMeasures {
    const seconds = (since: Date, until: Date) => Math.max(0, (until.getTime() - since.getTime()) / 1000);
    const now = new Date();
    const startedAt = this.#started?.at ?? now;
    return {
      solveSeconds: seconds(startedAt, now),
      queueSeconds: seconds(this.#arrivedAt, startedAt),
      matrixSeconds: 0,
      cpuSeconds: 0,
      peakMemoryMegabytes: 0,
      firstAnswerSeconds: 0,
      iterations: 0,
      size,
      secondSize,
      matrixCacheHits: 0,
      matrixCacheMisses: 0,
      providerCells: {},
      host: this.#started?.host ?? '',
      version: '',
    };
  }

  #ended(sizes: { size: number; secondSize: number }, ending: SynchronousEnding): SynchronousSolve {
    const { solveId, tenant, options, traceParent, problem } = this.#start;
    return {
      solveId,
      tenant,
      kind: kindOf(problem),
      templateId: options?.templateId ?? '',
      size: sizes.size,
      secondSize: sizes.secondSize,
      traceParent,
      started: this.#started,
      nearing: this.#nearing,
      incumbents: this.#incumbents,
      fellBacks: this.#fellBacks,
      relaxations: this.#relaxations,
      endedAt: new Date(),
      ending,
    };
  }
}
