import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamDefinition } from '@solveig/kit/events';
import { enqueue, startRelay } from '@solveig/kit/outbox';
import { createRpcClient } from '@solveig/kit/rpc-client';
import { implement, startRpcServer } from '@solveig/kit/rpc-server';
import { currentTraceParent, startTelemetry, traceIdOf, withSpan } from '@solveig/kit/telemetry';
import { createTestDatabase, startTestNats } from '@solveig/local/testing';
import { GetJobRequest, GetJobResponse, JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { describe, expect, it } from 'vitest';
import { connectTestBus, openTestDb, startTestApp, until } from './kit-setup.ts';

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  service: string;
  attributes: Record<string, unknown>;
  status?: { code?: number };
}

/** A collector: takes OTLP/HTTP JSON. */
async function startCollector() {
  const spans: SentSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      for (const resource of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans) {
        const attributesOf = (list: { key: string; value: Record<string, unknown> }[]) =>
          Object.fromEntries(list.map((a) => [a.key, Object.values(a.value)[0]]));
        const service = String(attributesOf(resource.resource.attributes)['service.name']);
        for (const scope of resource.scopeSpans) {
          for (const span of scope.spans) spans.push({ ...span, service, attributes: attributesOf(span.attributes) });
        }
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('telemetry', () => {
  it('makes one tree over gRPC, the database, the outbox and the bus, two services in one process kept apart', async () => {
    await using collector = await startCollector();
    await using nats = await startTestNats();
    await using database = await createTestDatabase();
    const { getJob } = JobServiceService;
    const solver = await startTestApp(async (parts) => {
      startTelemetry(parts.app, { service: 'solver', version: '1', otlpUrl: collector.url });
      const db = await openTestDb(parts, database.url());
      const bus = await connectTestBus(parts, nats.url);
      await bus.ensureStream(streamDefinition('SOLVE'));
      startRelay(parts.app, { ...parts, db, bus });
      const handler = async () => {
        const headers = { traceparent: currentTraceParent() ?? '' };
        const subject = 'solveig.v1.solve.acme.routing.j1.completed';
        await db.tx((tx) => enqueue(tx, { subject, messageId: 'm1', key: 'j1', headers, payload: Buffer.from('{}') }));
        await db.query('SELECT count(*) FROM outbox');
        return GetJobResponse.fromPartial({});
      };
      return startRpcServer(parts.app, {
        ...parts,
        address: '127.0.0.1:0',
        requireDeadline: true,
        services: [implement({ getJob }, { getJob: handler })],
      });
    });
    let handled = false;
    const monitor = await startTestApp(async (parts) => {
      startTelemetry(parts.app, { service: 'monitor', version: '1', otlpUrl: collector.url });
      const bus = await connectTestBus(parts, nats.url);
      bus.consume({
        stream: 'SOLVE',
        durable: 'monitor',
        filter: 'solveig.v1.solve.>',
        handle: () =>
          withSpan('monitor.judge', {}, async () => {
            handled = true;
          }),
      });
      return {};
    });
    const client = createRpcClient(monitor.parts.app, { getJob }, solver.parts.address);
    const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await withSpan('test.root', { parent: traceParent, app: monitor.parts.app }, () =>
      client.getJob(GetJobRequest.fromPartial({})),
    );
    await until(() => handled);
    await solver.stop();
    await monitor.stop();
    const tree = collector.spans.filter((s) => s.traceId === traceIdOf(traceParent));
    const nameOf = (id: string | undefined) => tree.find((s) => s.spanId === id);
    const edges = tree.map(
      (s) =>
        `${nameOf(s.parentSpanId)?.service ?? ''}:${nameOf(s.parentSpanId)?.name ?? 'outside'} -> ${s.service}:${s.name}`,
    );
    const method = 'solveig.solver.v1.JobService/GetJob';
    const template = 'solveig.v1.solve.{tenant}.{kind}.{job}.completed';
    expect(edges.sort()).toEqual(
      [
        ':outside -> monitor:test.root',
        `monitor:test.root -> monitor:${method}`,
        `monitor:${method} -> solver:${method}`,
        `solver:${method} -> solver:SELECT outbox`,
        `solver:${method} -> solver:publish ${template}`,
        `solver:publish ${template} -> monitor:process ${template}`,
        `monitor:process ${template} -> monitor:monitor.judge`,
      ].sort(),
    );
    expect(tree.find((s) => s.name.startsWith('publish'))).toMatchObject({
      kind: 4,
      attributes: { 'messaging.system': 'nats', 'messaging.destination.template': template },
    });
  });

  it('marks a failed span, and puts trace ids into the log and the exemplars', async () => {
    await using collector = await startCollector();
    const app = await startTestApp(async (parts) => {
      startTelemetry(parts.app, { service: 'solver', version: '1', otlpUrl: collector.url });
      return {};
    });
    const { log, metrics, lines } = app.parts;
    const seconds = metrics.histogram({ name: 'solveig_test_seconds', help: 'x', labels: ['kind'] });
    await expect(
      withSpan('solver.solve', { app: app.parts.app }, async () => {
        log.info({ authorization: 'Bearer abc', user: { password: 'hunter2' } }, 'solving');
        seconds.observe({ kind: 'routing' }, 0.3);
        throw new Error('disk full');
      }),
    ).rejects.toThrow('disk full');
    const text = await metrics.text();
    await app.stop();
    const [span] = collector.spans;
    expect(span).toMatchObject({ name: 'solver.solve', status: { code: 2 } });
    expect(JSON.parse(lines.find((l) => l.includes('solving')) ?? '')).toMatchObject({
      trace_id: span?.traceId,
      span_id: span?.spanId,
      authorization: '(redacted)',
      user: { password: '(redacted)' },
    });
    expect(text).toContain(`# {trace_id="${span?.traceId}"`);
  });

  it('carries the trace id without an exporter', async () => {
    const ids = await withSpan('a', {}, async () => [
      currentTraceParent(),
      await withSpan('b', {}, async () => currentTraceParent()),
    ]);
    expect(ids[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(traceIdOf(ids[1] as string)).toBe(traceIdOf(ids[0] as string));
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await withSpan('a', { parent }, async () => currentTraceParent())).toBe(parent);
    expect(await withSpan('a', { parent: 'nonsense' }, async () => currentTraceParent())).toMatch(/^00-/);
  });
});
