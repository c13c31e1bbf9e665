import type { Command } from 'commander';
import { lazy } from './lazy.ts';
import { positiveInteger } from './positive-integer.ts';

/** Jobs: the list, one, two compared, and their end. */
export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('list jobs, newest first')
    .option('--state <state>', 'queued, dispatched, running, succeeded, failed, cancelled or expired')
    .option('--kind <kind>', 'routing, itinerary or linear')
    .option('--limit <n>', 'how many (default 20, most 100)', positiveInteger)
    .action(
      lazy(
        () => import('../commands/jobs.ts'),
        (m, options) => m.listJobs(options),
      ),
    );
  jobs
    .command('show <id>')
    .description('one job with its result')
    .action(
      lazy(
        () => import('../commands/jobs.ts'),
        (m, options, [id]) => m.showJob(id, options),
      ),
    );
  jobs
    .command('diff <before> <after>')
    .description('what changed from the answer of one job to that of another: value, costs, visits or columns')
    .action(
      lazy(
        () => import('../commands/diff-jobs.ts'),
        (m, options, [before, after]) => m.diffJobs(before, after, options),
      ),
    );
  jobs
    .command('logs <id>')
    .description('log lines of all services about one job')
    .action(
      lazy(
        () => import('../commands/jobs.ts'),
        (m, options, [id]) => m.jobLogs(id, options),
      ),
    );

  program
    .command('watch <id>')
    .description('everything that happens to a job, until it has ended')
    .option('--after <seq>', 'only events after this number', (text) => Number(text))
    .action(
      lazy(
        () => import('../commands/watch.ts'),
        (m, options, [id]) => m.watch(id, options),
      ),
    );
  program
    .command('cancel <id>')
    .description('end a job without an answer')
    .option('--reason <text>', 'why, for the history')
    .action(
      lazy(
        () => import('../commands/end-job.ts'),
        (m, options, [id]) => m.cancel(id, options),
      ),
    );
  program
    .command('stop <id>')
    .description('end a running job now and keep its best answer')
    .action(
      lazy(
        () => import('../commands/end-job.ts'),
        (m, options, [id]) => m.stop(id, options),
      ),
    );
}
