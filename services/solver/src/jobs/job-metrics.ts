import type { Db } from '@solveig/kit/db';
import type { Metrics } from '@solveig/kit/metrics';
import { PRIORITY_TOKENS } from '#domain/jobs/job-state';
import type { JobRow } from '../store/job-row.ts';
import { countActiveJobs, queueAges } from '../store/read-jobs.ts';

/** What is counted about jobs. */
export interface JobMetrics {
  /** A job entered a state for good; `reason` is empty for an answer. */
  ended(job: Pick<JobRow, 'kind'>, state: string, reason: string): void;
  /** A worker took a job for the first time. */
  began(job: Pick<JobRow, 'kind'>, queueSeconds: number): void;
  requeued(reason: string): void;
}

const QUEUE_SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

export function createJobMetrics(metrics: Metrics, db: Db, running: () => number): JobMetrics {
  const jobs = metrics.counter({
    name: 'solveig_jobs_total',
    help: 'Jobs that ended, by kind, state and reason',
    labels: ['kind', 'state', 'reason'],
  });
  const queue = metrics.histogram({
    name: 'solveig_job_queue_duration_seconds',
    help: 'Time from submission to the first claim by a worker',
    labels: ['kind'],
    buckets: QUEUE_SECONDS_BUCKETS,
  });
  const requeues = metrics.counter({
    name: 'solveig_solver_jobs_requeued_total',
    help: 'Jobs that went back to the queue',
    labels: ['reason'],
  });
  metrics.gauge({
    name: 'solveig_solver_jobs_running',
    help: 'Jobs that this worker holds',
    collect: (gauge) => gauge.set(running()),
  });
  queueGauges(metrics, db);
  guideGauge(metrics, db);
  return {
    ended: ({ kind }, state, reason) => jobs.inc({ kind, state, reason }),
    began: ({ kind }, seconds) => queue.observe({ kind }, seconds),
    requeued: (reason) => requeues.inc({ reason }),
  };
}

function queueGauges(metrics: Metrics, db: Db): void {
  const depth = metrics.gauge({
    name: 'solveig_queue_depth',
    help: 'Jobs that wait to be dispatched',
    labels: ['priority'],
  });
  metrics.gauge({
    name: 'solveig_queue_oldest_age_seconds',
    help: 'Age of the oldest job that waits to be dispatched; 0 when none waits',
    labels: ['priority'],
    collect: async (gauge) => {
      const ages = await queueAges(db).catch(() => []);
      PRIORITY_TOKENS.forEach((priority, index) => {
        const age = ages.find((row) => row.priority === index);
        gauge.set({ priority }, age?.oldest_seconds ?? 0);
        depth.set({ priority }, age?.waiting ?? 0);
      });
    },
  });
}

function guideGauge(metrics: Metrics, db: Db): void {
  metrics.gauge({
    name: 'active_schedules_total',
    help: 'Jobs that have not ended (name of the operations guides)',
    collect: async (gauge) => {
      const jobs = await countActiveJobs(db).catch(() => undefined);
      if (jobs !== undefined) gauge.set(jobs);
    },
  });
}
