import { findPlatform } from '@solveig/local/platform-state';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import { Job, JobServiceService, JobState, ListJobsResponse, Priority } from '@solveig/proto/gen/solveig/solver/v1/job';
import { type Connection, type GlobalOptions, withGateway } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { type LogLine, printLogLines, readLogs } from '../log-lines.ts';
import { plainOf } from '../plain.ts';
import { duration, nameOf, print, table, word } from '../print.ts';
import { describeResult } from '../show/result.ts';

interface ListOptions extends GlobalOptions {
  readonly state?: string;
  readonly kind?: string;
  readonly limit?: number;
}

/** `solveig jobs` */
export async function listJobs(options: ListOptions): Promise<void> {
  const request = {
    pageSize: options.limit ?? 20,
    pageToken: '',
    states: options.state === undefined ? [] : [enumValue(JobState, 'JOB_STATE_', options.state, '--state')],
    kind:
      options.kind === undefined
        ? ProblemKind.PROBLEM_KIND_UNSPECIFIED
        : enumValue(ProblemKind, 'PROBLEM_KIND_', options.kind, '--kind'),
    templateId: '',
  };
  await withGateway(options, async (connection) => {
    const response = await connection.client(JobServiceService).listJobs(request, { metadata: connection.metadata });
    print(options.json, plainOf(ListJobsResponse, 'solveig.solver.v1.ListJobsResponse', response), () => {
      if (response.jobs.length === 0) return 'no jobs yet: `solveig solve FILE --submit` makes one';
      return table(['job', 'kind', 'state', 'priority', 'size', 'tries', 'created', 'took'], response.jobs.map(row));
    });
  });
}

function enumValue<T extends Readonly<Record<string, number>>>(
  values: T,
  prefix: string,
  text: string,
  option: string,
): T[keyof T] {
  const value = values[`${prefix}${text.toUpperCase()}`];
  if (value !== undefined) return value as T[keyof T];
  const words = Object.keys(values)
    .map((name) => word(name, prefix))
    .filter((name) => name !== 'unspecified');
  throw new UsageError(`${option} ${text}: one of ${words.join(', ')}`);
}

function row(job: Job): string[] {
  return [
    job.id,
    word(nameOf(ProblemKind, job.kind), 'PROBLEM_KIND_'),
    word(nameOf(JobState, job.state), 'JOB_STATE_'),
    word(nameOf(Priority, job.priority), 'PRIORITY_'),
    String(job.size),
    String(job.attempt),
    job.createdAt?.toISOString().slice(0, 19).replace('T', ' ') ?? '',
    took(job),
  ];
}

function took(job: Job): string {
  if (!job.startedAt) return '';
  return duration(((job.finishedAt ?? new Date()).getTime() - job.startedAt.getTime()) / 1000);
}

/** One job of the caller's tenant. */
export async function fetchJob(connection: Connection, id: string): Promise<Job> {
  const { job } = await connection.client(JobServiceService).getJob({ jobId: id }, { metadata: connection.metadata });
  if (!job) throw new Error(`the gateway answered without the job ${id}`);
  return job;
}

/** `solveig jobs show ID` */
export async function showJob(id: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (connection) => {
    const job = await fetchJob(connection, id);
    print(options.json, plainOf(Job, 'solveig.solver.v1.Job', job), () => describeJob(job));
  });
}

/** A job with its result or error, for people. */
export function describeJob(job: Job): string {
  const [id, kind, state, priority, size, tries, created, time] = row(job);
  const lines = [
    `${id}  ${kind}  ${state}  (priority ${priority}, size ${size}, attempt ${tries} of ${job.maxAttempts})`,
    `created ${created}${time ? `, took ${time}` : ''}${job.traceId ? `, trace ${job.traceId}` : ''}`,
  ];
  if (job.state === JobState.JOB_STATE_CANCELLED) {
    lines.push(`cancelled ${job.finishedAt?.toISOString()} by ${job.endedBy || 'its owner'}`);
  }
  if (job.error) lines.push(`${job.error.reason}: ${job.error.message}`, `What to do: ${job.error.remedy}`);
  const text = lines.join('\n');
  return job.result ? `${text}\n\n${describeResult(job.result, undefined)}` : text;
}

/** `solveig jobs logs ID`: what every service wrote about the job's trace. */
export async function jobLogs(id: string, options: GlobalOptions): Promise<void> {
  const platform = findPlatform();
  if (!platform) throw new UsageError('logs are read from the files of the local platform, and none runs here');
  await withGateway(options, async (connection) => {
    const job = await fetchJob(connection, id);
    const isAbout = (line: LogLine) => line.job === id || (job.traceId !== '' && line.trace_id === job.traceId);
    const lines = readLogs(platform.logDir).filter(isAbout);
    printLogLines(options.json, lines);
    if (lines.length === 0 && !options.json) {
      process.stdout.write(
        `no kept log line is about this job. What happened to it: solveig watch ${id}; how long each step took: solveig trace ${id}\n`,
      );
    }
  });
}
