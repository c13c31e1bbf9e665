import { expect, test } from 'vitest';
import { eventually, startStack, TRACE_PARENT } from './support/stack.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

test('from the event to the webhook there is one trace without a gap', async () => {
  await using stack = await startStack({ SOLVEIG_ALERTING_EMAIL_TO: '', SOLVEIG_ALERTING_SLACK_URL: '' });
  const { sink } = stack;
  await stack.start({ SOLVEIG_OTLP_TRACES_URL: sink.url('/v1/traces') });
  await stack.publish();
  await sink.until(() => sink.at('/webhook').length === 1);
  const [, traceId, publisherSpanId] = TRACE_PARENT.split('-');
  const spans = () =>
    sink
      .at('/v1/traces')
      .flatMap((post) => JSON.parse(post.body).resourceSpans)
      .flatMap((resource: { scopeSpans: { spans: Span[] }[] }) => resource.scopeSpans.flatMap((scope) => scope.spans));
  const post = await eventually(async () => spans().find((span) => span.name === 'POST'));
  const byId = new Map(spans().map((span) => [span.spanId, span]));
  const path: string[] = [];
  let span: Span | undefined = post;
  let last = post;
  while (span) {
    path.push(span.name);
    last = span;
    span = byId.get(span.parentSpanId ?? '');
  }
  const subject = 'solveig.v1.alert.{tenant}.{severity}.{name}';
  expect(path).toEqual(['POST', 'alerting.deliver', `process ${subject}`, `publish ${subject}`]);
  expect(post.traceId).toBe(traceId);
  expect(last.parentSpanId).toBe(publisherSpanId);
  expect(sink.at('/webhook')[0]?.headers.traceparent).toBe(`00-${traceId}-${post.spanId}-01`);
});
