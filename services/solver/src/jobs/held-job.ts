import { monotonicMs } from '@solveig/kit/clock';
import type { OpenSpan } from '@solveig/kit/telemetry';
import { formatTraceParent } from '@solveig/kit/trace-context';
import { Incumbent, type Relaxation } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { NearDeadline } from '../solving/near-deadline.ts';
import type { JobEvent } from '../store/event-rows.ts';
import type { Progress } from '../store/hold-jobs.ts';
import type { ClaimedRow } from '../store/job-row.ts';
import type { DbClock } from './db-clock.ts';
import { type EventMoment, MOST_RELAXATIONS_TOLD, solveEvent } from './job-events.ts';

/** Most improvements recorded of one job; the last one always is. */
const IMPROVED_EVERY_MS = 250;
/** A solve that is over sooner tells of no improvement: its end says all there is. */
const FIRST_IMPROVED_MS = 100;

/**
 * A job that this worker holds: its claim, what has happened and is not recorded yet, and the two ways to end it early.
 * Only its holder numbers its events, and only under its epoch, so the numbers have no gaps.
 */
export class HeldJob {
  readonly row: ClaimedRow;
  readonly span: OpenSpan;
  /** Ends the solve without an answer: the job is no longer ours. */
  readonly cancel = new AbortController();
  /** Ends the solve with its best answer. The reason is a `SolveigError` when it was no person who wanted that. */
  readonly stop = new AbortController();
  readonly claimedAtMs = monotonicMs();
  readonly #clock: DbClock;
  #seq: number;
  #pending: JobEvent[] = [];
  #incumbent: Incumbent | undefined;
  /** An improvement that came too soon after the last recorded one. */
  #heldBack: Incumbent | undefined;
  #hasImproved = false;
  /** The next improvement is recorded from then on. */
  #improvedFromMs = monotonicMs() + FIRST_IMPROVED_MS;
  /** Another has it now, or it was cancelled: nothing may be said about it any more. */
  isFenced = false;
  /** Its end is being written: a heartbeat that finds nothing is no fence. */
  isEnding = false;

  constructor(row: ClaimedRow, span: OpenSpan, clock: DbClock) {
    this.row = row;
    this.span = span;
    this.#clock = clock;
    // The claim itself was event `last_seq`: `started`.
    this.#seq = row.last_seq;
    if (row.stop_at) this.stop.abort();
  }

  get lastSeq(): number {
    return this.#seq;
  }

  get incumbentBytes(): Uint8Array | undefined {
    return this.#incumbent && Incumbent.encode(this.#incumbent).finish();
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** The next moment in the life of the job, with the next number. */
  nextMoment(): EventMoment {
    this.#seq++;
    return this.moment(this.#seq);
  }

  moment(seq: number): EventMoment {
    const context = this.span.context.spanContext;
    return {
      seq,
      epoch: Number(this.row.epoch),
      attempt: this.row.attempt,
      at: this.#clock.now(),
      traceParent: context ? formatTraceParent(context) : this.row.trace_parent,
    };
  }

  /** Its solve begins: a job may have waited for a worker since it was claimed. */
  begin(): void {
    this.#improvedFromMs = monotonicMs() + FIRST_IMPROVED_MS;
  }

  improved(incumbent: Incumbent): void {
    this.#incumbent = incumbent;
    this.#heldBack = incumbent;
    this.#recordImproved();
  }

  fellBack({ from, to, cause }: { from: string; to: string; cause: string }): void {
    const body = { fromStrategy: from, toStrategy: to, cause };
    const detail = `${from} gave no answer (${cause}); ${to} takes over`;
    this.#pending.push(solveEvent('fellback', this.row, this.nextMoment(), body, { detail }));
  }

  relaxed(relaxations: readonly Relaxation[]): void {
    const detail = relaxations.map((r) => r.message).join('; ');
    const body = { relaxations: relaxations.slice(0, MOST_RELAXATIONS_TOLD) };
    this.#pending.push(solveEvent('relaxed', this.row, this.nextMoment(), body, { detail: detail.slice(0, 2000) }));
  }

  /** Its time is nearly used; said once a job, whichever attempt it is. */
  nearedDeadline({ elapsedSeconds, budgetSeconds }: NearDeadline): void {
    if (this.row.near_deadline_told) return;
    const body = { elapsedSeconds, budgetSeconds, incumbent: this.#incumbent };
    const detail = `${elapsedSeconds.toFixed(1)} s of ${budgetSeconds.toFixed(1)} s are used and it still runs`;
    this.#pending.push(solveEvent('neardeadline', this.row, this.nextMoment(), body, { detail }));
  }

  /** What is to be recorded now; an improvement that was held back only when its time has come. */
  takeProgress(): Progress {
    this.#recordImproved();
    return {
      id: this.row.id,
      epoch: this.row.epoch,
      lastSeq: this.#seq,
      incumbent: this.incumbentBytes,
      events: this.#takePending(),
    };
  }

  /** Everything not recorded yet, the last improvement included: it goes with the end. */
  takeLast(): readonly JobEvent[] {
    if (this.#hasImproved) this.#improvedFromMs = 0;
    this.#recordImproved();
    return this.#takePending();
  }

  /** Puts back what could not be recorded. */
  putBack(events: readonly JobEvent[]): void {
    this.#pending.unshift(...events);
  }

  #takePending(): JobEvent[] {
    const events = this.#pending;
    this.#pending = [];
    return events;
  }

  #recordImproved(): void {
    const incumbent = this.#heldBack;
    const nowMs = monotonicMs();
    if (!incumbent || nowMs < this.#improvedFromMs) return;
    this.#heldBack = undefined;
    this.#hasImproved = true;
    this.#improvedFromMs = nowMs + IMPROVED_EVERY_MS;
    this.#pending.push(solveEvent('improved', this.row, this.nextMoment(), { incumbent }, { incumbent }));
  }
}
