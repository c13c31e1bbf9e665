import type { Span } from '@solveig/local/sinks/otlp-spans';
import { startTestPlatform } from '@solveig/local/testing';
import { expect, test } from 'vitest';
import { quickItinerary } from '../src/samples.ts';
import { openStage, type Stage } from '../src/stage.ts';
import { endOfJob, submitJob, toldOf, until } from '../src/stage-moves.ts';

/** Any solve is too slow for this platform, so that the first one reaches the webhook. */
const ANY_SOLVE_IS_SLOW = { SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: '0.000001' };

test('the spans of one job form one tree across five services, up to the webhook', { timeout: 90_000 }, async () => {
  await using stage = await openStage(await startTestPlatform({ env: { monitor: ANY_SOLVE_IS_SLOW } }));
  const job = await endOfJob(stage, (await submitJob(stage, quickItinerary({ template_id: 'traced' }))).id);
  const { webhook } = await toldOf(stage, { words: ['SlowSolve'], status: 'firing', timeoutMs: 20_000 });
  const spans = await wholeTrace(stage, job.trace_id);

  expect(new Set(spans.map((span) => span.service))).toEqual(
    new Set(['gateway', 'solver', 'distance', 'monitor', 'alerting']),
  );
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const roots = spans.filter((span) => span.parent_span_id === '');
  expect(roots.map(({ service, name }) => `${service} ${name}`)).toEqual(['gateway POST /api/v1/jobs']);
  expect(spans.filter((span) => span.parent_span_id !== '' && !byId.has(span.parent_span_id))).toEqual([]);
  expect(spans.filter((span) => span.status === 'error')).toEqual([]);

  // Edges between services, as child <- parent.
  const edges = new Set(
    spans.flatMap((span) => {
      const parent = byId.get(span.parent_span_id);
      return parent && parent.service !== span.service ? [`${span.service} <- ${parent.service}`] : [];
    }),
  );
  expect(edges).toEqual(
    new Set(['solver <- gateway', 'distance <- solver', 'monitor <- solver', 'alerting <- monitor']),
  );
  // What the receiver was given is the span that posted it.
  const [, traceId, spanId] = webhook[0]?.traceparent?.split('-') ?? [];
  expect(traceId).toBe(job.trace_id);
  expect(byId.get(spanId ?? '')).toMatchObject({ service: 'alerting', kind: 'client' });
  expect(pathTo(byId, spanId ?? '')).toEqual(['gateway', 'solver', 'monitor', 'alerting']);
});

/** The spans once the deliveries are among them and no more come. */
function wholeTrace(stage: Stage, traceId: string): Promise<Span[]> {
  let before = -1;
  return until('the trace to be whole', 30_000, async () => {
    const spans = await stage.spans(traceId);
    const isSettled = spans.length === before;
    before = spans.length;
    const ids = new Set(spans.map((span) => span.span_id));
    const isClosed = spans.every((span) => span.parent_span_id === '' || ids.has(span.parent_span_id));
    const isDelivered = spans.filter((span) => span.name === 'alerting.deliver').length >= 3;
    return isSettled && isClosed && isDelivered ? spans : undefined;
  });
}

/** The services from the root to a span, each once. */
function pathTo(byId: ReadonlyMap<string, Span>, spanId: string): string[] {
  const path: string[] = [];
  for (let span = byId.get(spanId); span; span = byId.get(span.parent_span_id)) {
    if (path[0] !== span.service) path.unshift(span.service);
  }
  return path;
}
