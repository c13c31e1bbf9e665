import type { App } from '@solveig/kit/app';
import { monotonicMs, pause } from '@solveig/kit/clock';
import { crashPoint } from '@solveig/kit/crash-point';
import { SolveigError } from '@solveig/kit/errors';
import { wakeRelays } from '@solveig/kit/outbox-wake';
import { beginSpan } from '@solveig/kit/telemetry';
import { runInContext } from '@solveig/kit/trace-context';
import { appetiteOf, verdictOnUnclaimed } from '#domain/jobs/job-limits';
import type { SolveRunner } from '../solving/solve-runner.ts';
import { claimJobs, lookAtUnclaimed } from '../store/claim-jobs.ts';
import { recordEventsIn } from '../store/event-rows.ts';
import type { ClaimedRow } from '../store/job-row.ts';
import { forgetWorker } from '../store/worker-presence.ts';
import { Bell } from './bell.ts';
import type { DbClock } from './db-clock.ts';
import { type EndHeldParts, endHeld } from './end-held.ts';
import { HeldJob } from './held-job.ts';
import { solveEvent } from './job-events.ts';
import type { JobSource, TakenJob } from './job-source.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { Presence } from './presence.ts';
import { type Ending, HOST, runJob } from './run-job.ts';

export interface JobWorkerParts extends Omit<EndHeldParts, 'recorded' | 'isLeaving'> {
  runner: SolveRunner;
  clock: DbClock;
  leaseMs: number;
}

/** Longest time until a job is noticed whose hint got lost. */
const LOOK_MS = 500;
const FAILED_CLAIM_MS = 1_000;
/** Claims under way at once. */
const MOST_CLAIMS = 2;
/** While there is work at hand, claims are so far apart: the next one then takes several jobs. */
const CLAIM_PACE_MS = 20;
const RECORD_MS = 100;
const PRESENCE_MS = 500;
/** How long a claimed job may wait for a slot. */
const READY_PATIENCE_MS = 500;
/** A stop lets jobs run on for so long before it gives them back. */
const DRAIN_PATIENCE_MS = 7_000;

interface Work {
  job: HeldJob;
  taken: TakenJob;
}

/**
 * Takes jobs when it has room, claims them, and keeps them until they have ended or are another's. One claim, one heartbeat
 * and one finish serve all jobs at hand.
 */
export class JobWorker {
  readonly #parts: JobWorkerParts;
  readonly #leases: LeaseKeeper;
  readonly #presence: Presence;
  readonly #work = new Map<string, Work>();
  readonly #ready: Work[] = [];
  readonly #bell = new Bell();
  readonly #intake = new AbortController();
  #source: JobSource | undefined;
  /** When each solve that is under way began, monotonic milliseconds. */
  readonly #runningSince = new Map<HeldJob, number>();
  /** What a solve takes, smoothed. Careful at first: no looking ahead. */
  #typicalSeconds = 1;
  #claims = 0;
  /** Jobs in those claims. */
  #claiming = 0;
  #isLeaving = false;

  constructor(parts: JobWorkerParts) {
    this.#parts = parts;
    this.#presence = new Presence(parts);
    this.#leases = new LeaseKeeper({
      ...parts,
      held: () => [...this.#work.values()].map((w) => w.job),
      onFenced: (job) => this.#fence(job),
    });
  }

  /** Jobs held now. */
  get held(): number {
    return this.#work.size;
  }

  /** Called when a job may be there. */
  readonly hint = (): void => this.#bell.ring();

  start(app: App, source: JobSource): void {
    this.#source = source;
    const { leaseMs } = this.#parts;
    const beating = setInterval(() => void this.#beat(), leaseMs / 3);
    const recording = setInterval(() => void this.#leases.record(), RECORD_MS);
    const telling = setInterval(() => {
      this.#giveBackStale();
      void this.#tellPresence();
    }, PRESENCE_MS);
    const loop = this.#takeJobs(AbortSignal.any([app.signal, this.#intake.signal]));
    app.onDrain('jobs', () => this.#drain());
    app.defer('job worker', async () => {
      this.#intake.abort();
      for (const timer of [beating, recording, telling]) clearInterval(timer);
      await loop;
    });
  }

  #appetite(): number {
    // A solve that goes on for long says more than those that are over.
    const longestMs = monotonicMs() - Math.min(...this.#runningSince.values(), monotonicMs());
    return appetiteOf(this.#parts.runner.slots().total, Math.max(this.#typicalSeconds, longestMs / 1000));
  }

  async #takeJobs(signal: AbortSignal): Promise<void> {
    await this.#tellPresence();
    while (!signal.aborted) {
      try {
        const room = this.#appetite() - this.#work.size - this.#claiming;
        const isWorthIt = room >= this.#leastRoom() && this.#claims < MOST_CLAIMS;
        const taken = isWorthIt ? ((await this.#source?.take(room)) ?? []) : [];
        if (signal.aborted) for (const { message } of taken) message?.nak(1);
        else if (taken.length > 0) {
          this.#beginClaim(taken);
          if (this.#ready.length > 0) await pause(CLAIM_PACE_MS, signal);
        } else await this.#bell.wait(LOOK_MS, signal);
      } catch (err) {
        if (!signal.aborted) this.#parts.log.warn({ err }, 'jobs could not be taken');
        await pause(FAILED_CLAIM_MS, signal);
      }
    }
  }

  /** Who looks ahead waits for room for several: a claim of one costs as much as a claim of ten. */
  #leastRoom(): number {
    const ahead = this.#appetite() - this.#parts.runner.slots().total;
    return Math.max(1, Math.floor(ahead / 3));
  }

  /** The next jobs are taken while these are being claimed. */
  #beginClaim(taken: readonly TakenJob[]): void {
    this.#claiming += taken.length;
    this.#claims++;
    const end = () => {
      this.#claiming -= taken.length;
      this.#claims--;
      this.#bell.ring();
    };
    this.#claim(taken).then(end, async (err: unknown) => {
      if (!this.#intake.signal.aborted) this.#parts.log.warn({ err }, 'jobs could not be claimed');
      await pause(FAILED_CLAIM_MS, this.#intake.signal);
      end();
    });
  }

  /** Claims what was taken; what cannot be had is settled by what its row says. */
  async #claim(taken: readonly TakenJob[]): Promise<void> {
    const byId = new Map(taken.map((t) => [t.id, t]));
    crashPoint('claim-before');
    const claimed = await this.#claimRows([...byId.values()]).catch((error: unknown) => {
      for (const { message } of taken) message?.nak(1_000);
      throw error;
    });
    crashPoint('claim-after');
    wakeRelays();
    this.#parts.wake.jobs(claimed.map((w) => w.job.row.id));
    for (const work of claimed) {
      // Its lease ran out in our own hands, while the database was slow: the old run is another's now.
      const old = this.#work.get(work.job.row.id);
      if (old && !old.job.isEnding) this.#fence(old.job);
      this.#work.set(work.job.row.id, work);
      if (this.#isLeaving) void this.#giveBack(work);
      else this.#ready.push(work);
      if (work.job.row.attempt === 1) this.#parts.metrics.began(work.job.row, work.job.row.queue_seconds);
      byId.delete(work.job.row.id);
    }
    this.#pump();
    const unclaimed = [...byId.values()].filter((t) => t.message);
    if (unclaimed.length > 0) await this.#settleUnclaimed(unclaimed);
    // Polling found nothing that was to be had: not at once again.
    if (claimed.length === 0 && unclaimed.length === 0) await pause(100, this.#intake.signal);
  }

  #claimRows(taken: readonly TakenJob[]): Promise<Work[]> {
    const { db, instance, leaseMs } = this.#parts;
    const claim = { ids: taken.map((t) => t.id), most: taken.length, owner: instance, leaseSeconds: leaseMs / 1000 };
    return db.tx(async (tx) => {
      const rows = await claimJobs(db, tx, claim);
      const works = rows.map((row): Work => {
        const mine = taken.find((t) => t.id === row.id) as TakenJob;
        return { job: new HeldJob(row, beginRunSpan(row, mine), this.#parts.clock), taken: mine };
      });
      if (works.length > 0)
        await recordEventsIn(
          db,
          tx,
          works.map(({ job }) => this.#startedEvent(job)),
        );
      return works;
    });
  }

  #startedEvent(job: HeldJob) {
    const body = { worker: this.#parts.instance, host: HOST };
    const detail = `attempt ${job.row.attempt} of ${job.row.max_attempts} on ${HOST}`;
    return solveEvent('started', job.row, job.moment(job.lastSeq), body, { detail });
  }

  async #settleUnclaimed(taken: readonly TakenJob[]): Promise<void> {
    const rows = await lookAtUnclaimed(
      this.#parts.db,
      taken.map((t) => t.id),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const { id, dispatch, message } of taken) {
      const verdict = verdictOnUnclaimed(byId.get(id), dispatch);
      if (verdict === 'done') settle(message);
      else message?.nak(verdict.againInMs);
    }
  }

  /** Starts what is ready while a slot is free. A slot does not wait for the commit of the job before. */
  #pump(): void {
    while (this.#runningSince.size < this.#parts.runner.slots().total) {
      const work = this.#ready.shift();
      if (!work) return;
      void this.#runOne(work);
    }
  }

  async #runOne(work: Work): Promise<void> {
    const { job } = work;
    const startMs = monotonicMs();
    this.#runningSince.set(job, startMs);
    job.begin();
    const stopListening = this.#parts.wake.onOrder(job.row.id, () => void this.#leases.beat());
    crashPoint('solve-during');
    const ending = await runInContext(job.span.context, () => runJob(this.#parts, job));
    const seconds = (monotonicMs() - startMs) / 1000;
    this.#typicalSeconds += (seconds - this.#typicalSeconds) * 0.2;
    stopListening();
    this.#runningSince.delete(job);
    this.#pump();
    await this.#end(work, ending, seconds);
  }

  /** Writes the end of an attempt and forgets the job. */
  async #end({ job, taken }: Work, ending: Ending, seconds: number): Promise<void> {
    job.isEnding = true;
    const parts = { ...this.#parts, recorded: () => this.#leases.record(), isLeaving: () => this.#isLeaving };
    const isSettled = await endHeld(parts, job, ending, seconds).catch((err: unknown) => {
      // The lease ends by itself and the job is tried again.
      this.#parts.log.error({ err, job: job.row.id }, 'the end of a job could not be written');
      return false;
    });
    if (isSettled) settle(taken.message);
    job.span.end(ending.kind === 'answered' ? undefined : ending.error);
    // Another claim of the same job may stand here by now.
    if (this.#work.get(job.row.id)?.job === job) this.#work.delete(job.row.id);
    this.#bell.ring();
    this.#parts.wake.work();
  }

  /** The job is another's, or was cancelled: end the solve, say nothing. */
  #fence(job: HeldJob): void {
    this.#parts.log.info({ job: job.row.id, epoch: job.row.epoch }, 'a job was taken away from this worker');
    job.isFenced = true;
    job.cancel.abort();
    const waiting = this.#ready.findIndex((w) => w.job === job);
    if (waiting < 0) return;
    const [work] = this.#ready.splice(waiting, 1);
    this.#work.delete(job.row.id);
    settle(work?.taken.message);
    job.span.end();
  }

  async #beat(): Promise<void> {
    for (const { taken } of this.#work.values()) taken.message?.working();
    await this.#leases.beat();
  }

  async #tellPresence(): Promise<void> {
    if (this.#isLeaving) return;
    const slots = this.#parts.runner.slots().total;
    await this.#presence.tell({ slots, appetite: this.#appetite(), running: this.#runningSince.size });
  }

  /** No new jobs; those at hand may end in peace for a while, then they go back to the queue. */
  async #drain(): Promise<void> {
    this.#isLeaving = true;
    this.#intake.abort();
    await forgetWorker(this.#parts.db, this.#parts.instance).catch(() => undefined);
    const patienceEndsMs = monotonicMs() + DRAIN_PATIENCE_MS;
    for (const work of this.#ready.splice(0)) void this.#giveBack(work);
    // Claims under way bring jobs too.
    const isBusy = () => this.#work.size + this.#claims > 0;
    while (isBusy() && monotonicMs() < patienceEndsMs) await pause(20);
    for (const { job } of this.#work.values()) job.cancel.abort();
    while (isBusy() && monotonicMs() < patienceEndsMs + 2_000) await pause(20);
  }

  /** Jobs claimed ahead whose slot did not come free as soon as was thought: others may have room. */
  #giveBackStale(): void {
    const staleMs = monotonicMs() - READY_PATIENCE_MS;
    const stale = this.#ready.filter((work) => work.job.claimedAtMs < staleMs);
    if (stale.length === 0) return;
    this.#ready.splice(0, this.#ready.length, ...this.#ready.filter((work) => !stale.includes(work)));
    for (const work of stale) void this.#giveBack(work);
  }

  #giveBack(work: Work): Promise<void> {
    const error = new SolveigError('QUEUE_FULL', 'its worker has no room for it', { retryAfterMs: 0 });
    return this.#end(work, { kind: 'again', error }, 0);
  }
}

function beginRunSpan(row: ClaimedRow, { message }: TakenJob) {
  return beginSpan(`process solveig.v1.job.{priority}.${row.kind}`, {
    kind: 'consumer',
    parent: message?.traceParent ?? row.trace_parent,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'solveig.job.id': row.id,
      'solveig.job.attempt': row.attempt,
      'solveig.tenant': row.tenant,
    },
  });
}

/** An acknowledgement that gets lost costs one more look at a row that has ended. */
function settle(message: TakenJob['message']): void {
  message?.acknowledge();
}
