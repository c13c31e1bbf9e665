import { checkHistory, type Effect, type Transition } from '../history-checker.ts';
import type { SolveRequestJson } from '../samples.ts';
import type { Stage } from '../stage.ts';
import { type HeardEvent, hasEnded, type JobJson, submitJob, until } from '../stage-moves.ts';

const END_OF_SOLVE = /\.(completed|failed|cancelled|expired)\.v1$/;

/** Remembers what was accepted, and judges in the end whether each job ended once. */
export class Ledger {
  readonly #stage: Stage;
  readonly #heard: readonly HeardEvent[];
  readonly accepted: JobJson[] = [];

  constructor(stage: Stage, heard: readonly HeardEvent[]) {
    this.#stage = stage;
    this.#heard = heard;
  }

  async submit(request: SolveRequestJson & { readonly label?: string }): Promise<JobJson> {
    const job = await submitJob(this.#stage, request);
    this.accepted.push(job);
    return job;
  }

  /** Every accepted job has ended, once, by the database's own history, on NATS and in the monitor. Gives the counts by end. */
  async judge(): Promise<Map<string, number>> {
    const ids = this.accepted.map(({ id }) => id);
    await until('every job in the history of the monitor and on NATS', 30_000, async () => {
      const rows = await this.#stage.sql('SELECT 1 FROM monitor.solve_history WHERE job_id = ANY($1)', [ids]);
      const ended = new Set(this.#endEvents().map(({ jobId }) => jobId));
      return rows.length === ids.length && ids.every((id) => ended.has(id)) ? true : undefined;
    });
    const anomalies = checkHistory({
      transitions: await this.#transitions(ids),
      notes: this.accepted.map(({ id }) => ({ kind: 'accepted', jobId: id, key: id })),
      effects: this.#endEvents(),
    });
    if (anomalies.length > 0)
      throw new Error(anomalies.map(({ kind, jobId, detail }) => `${kind}: ${jobId} ${detail}`).join('\n'));
    const rows = await this.#stage.sql<{ state: string; jobs: number }>(
      'SELECT state, count(*)::int AS jobs FROM solver.job WHERE id = ANY($1) GROUP BY state ORDER BY state',
      [ids],
    );
    return new Map(rows.map(({ state, jobs }) => [state, jobs]));
  }

  /** Of events that came twice (which NATS may), one counts. */
  #endEvents(): Effect[] {
    const ends = this.#heard.filter(({ type }) => END_OF_SOLVE.test(type));
    const once = [...new Map(ends.map((event) => [event.id, event])).values()];
    const ids = new Set(this.accepted.map(({ id }) => id));
    return once.flatMap(({ body }) => {
      const jobId = body.context?.job_id ?? '';
      return ids.has(jobId) ? [{ jobId, what: 'the event of its end' }] : [];
    });
  }

  #transitions(ids: readonly string[]): Promise<Transition[]> {
    return this.#stage.sql<Transition & Record<string, unknown>>(
      `SELECT job_id AS "jobId", n, from_state AS "from", to_state AS "to", epoch::int AS epoch, at
       FROM solver.job_transition WHERE job_id = ANY($1) ORDER BY job_id, n`,
      [ids],
    );
  }
}

/** The states of jobs by REST, once all have ended. */
export function endOfAll(stage: Stage, jobs: readonly JobJson[], timeoutMs: number): Promise<JobJson[]> {
  return until(`${jobs.length} jobs to end`, timeoutMs, async () => {
    const now = await Promise.all(
      jobs.map(async ({ id }) => {
        const { job } = (await (await stage.rest(`/api/v1/jobs/${id}`)).json()) as { job: JobJson };
        return job;
      }),
    );
    return now.every((job) => job !== undefined && hasEnded(job)) ? now : undefined;
  });
}
