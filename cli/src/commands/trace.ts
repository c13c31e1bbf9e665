import { setTimeout as delay } from 'node:timers/promises';
import { findPlatform, type PlatformState } from '@solveig/local/platform-state';
import type { Span } from '@solveig/local/sinks/otlp-spans';
import { drawTrace } from '@solveig/local/trace-tree';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { print } from '../print.ts';
import { fetchJob } from './jobs.ts';

const ARRIVE_WITHIN_MS = 3000;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** `solveig trace ID`: the spans of a trace as a tree, from the local platform's trace sink. */
export async function trace(id: string, options: GlobalOptions): Promise<void> {
  const platform = findPlatform();
  if (!platform)
    throw new UsageError(
      'spans are kept by the local platform, and none runs here; elsewhere ask your tracing backend',
    );
  const traceId = TRACE_ID.test(id) ? id : await traceOfJob(id, options);
  const spans = await arrivedSpans(platform, traceId);
  if (spans.length === 0) {
    throw new Error(
      `no span of trace ${traceId} is kept: it is no trace of this platform, or an old one that was dropped`,
    );
  }
  print(options.json, spans, () => drawTrace(spans));
}

async function traceOfJob(id: string, options: GlobalOptions): Promise<string> {
  const job = await withGateway(options, (connection) => fetchJob(connection, id));
  if (!job.traceId) throw new Error(`the job ${id} has no trace`);
  return job.traceId;
}

/** Services send their spans twice a second: what has just ended is given a moment to arrive. */
async function arrivedSpans(platform: PlatformState, traceId: string): Promise<Span[]> {
  const deadline = Date.now() + ARRIVE_WITHIN_MS;
  for (;;) {
    const spans = await fetchSpans(platform, traceId);
    if (spans.length > 0 || Date.now() > deadline) return spans;
    await delay(200);
  }
}

/** All spans of a trace that the local sink has. */
export async function fetchSpans(platform: PlatformState, traceId: string): Promise<Span[]> {
  const response = await fetch(`${platform.addresses.sinks.traces}/_traces/${traceId}`);
  return ((await response.json()) as { spans: Span[] }).spans;
}
