import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type BusMessage, type StreamDefinition, TerminalError } from '@solveig/kit/bus';
import { errorFrom, SolveigError } from '@solveig/kit/errors';
import { uuidv7 } from '@solveig/kit/ids';
import { withSpan } from '@solveig/kit/telemetry';
import { startTestNats } from '@solveig/local/testing';
import { describe, expect, it } from 'vitest';
import { connectTestBus, startTestApp, until } from './kit-setup.ts';

const stream: StreamDefinition = {
  name: 'SOLVE',
  subjects: ['solveig.v1.solve.>'],
  retention: 'limits',
  discard: 'old',
  maxAgeSeconds: 3600,
  maxMessages: 1000,
  maxMessageBytes: 10_000,
  duplicateWindowSeconds: 60,
};
const durable = { stream: 'SOLVE', durable: 'monitor', filter: 'solveig.v1.solve.>', ackWaitMs: 2000 };
const subject = 'solveig.v1.solve.acme.routing.j1.completed';
const bytes = (text: string) => Buffer.from(text);
const textOf = (message: BusMessage) => Buffer.from(message.data).toString();

async function busOn(url: string) {
  const app = await startTestApp(async (parts) => ({ bus: await connectTestBus(parts, url) }));
  const { bus } = app.parts;
  await bus.ensureStream(stream);
  /** Publishes until the stream has it, as the outbox relay does. */
  const publishSurely = async (text: string, messageId = uuidv7()) => {
    await until(async () => {
      try {
        await bus.publish(subject, bytes(text), { messageId });
        return true;
      } catch (error) {
        if (errorFrom(error).retryable) return false;
        throw error;
      }
    });
  };
  return { app, bus, publishSurely, [Symbol.asyncDispose]: () => app.stop() };
}

describe('the bus', () => {
  it('publishes with an acknowledgement, drops a repeated message id, and delivers headers and trace', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const { bus } = it;
    const got: BusMessage[] = [];
    bus.consume({ ...durable, handle: async (message) => void got.push(message) });
    await withSpan('test', { parent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, async () => {
      expect(await bus.publish(subject, bytes('a'), { messageId: 'm1', headers: { 'ce-type': 't' } })).toEqual({
        seq: 1,
        duplicate: false,
      });
    });
    expect(await bus.publish(subject, bytes('a'), { messageId: 'm1' })).toEqual({ seq: 1, duplicate: true });
    await until(() => got.length === 1);
    expect(got[0]).toMatchObject({ subject, messageId: 'm1', seq: 1, deliveryCount: 1 });
    expect(got[0]?.headers.get('ce-type')).toBe('t');
    expect(got[0]?.traceParent).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  });

  it('starts while NATS is down, refuses to publish, and comes up by itself', async () => {
    await using nats = await startTestNats();
    await nats.kill9();
    await using app = await startTestApp(async (parts) => ({ bus: await connectTestBus(parts, nats.url) }));
    const { bus, health } = app.parts;
    const ready = bus.ensureStream(stream);
    await until(() => health.readiness().parts.nats?.status === 'down');
    await expect(bus.publish(subject, bytes('a'), { messageId: 'm' })).rejects.toMatchObject({
      reason: 'DEPENDENCY_DOWN',
    });
    await nats.restart();
    await ready;
    expect(bus.connected()).toBe(true);
    expect(health.readiness().parts.nats?.status).toBe('ok');
  });

  it('handles again what failed, in its turn, and ends what cannot be handled', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const calls: string[] = [];
    it.bus.consume({
      ...durable,
      handle: async (message) => {
        calls.push(textOf(message));
        if (textOf(message) === 'terminal') throw new TerminalError('not ours');
        if (textOf(message) === 'flaky' && message.deliveryCount < 2) throw new SolveigError('CONFLICT', 'try again');
      },
    });
    for (const text of ['flaky', 'terminal', 'fine']) await it.publishSurely(text);
    await until(() => calls.length === 4);
    expect(calls).toEqual(['flaky', 'terminal', 'fine', 'flaky']);
  });

  it('keeps a long handling from being delivered again, and gives back what waits when it stops', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    await using other = await busOn(nats.url);
    let first = 0;
    let release: () => void = () => undefined;
    const consumer = it.bus.consume({
      ...durable,
      handle: async () => {
        first++;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    });
    await it.publishSurely('one');
    await it.publishSurely('two');
    await until(() => first === 1 && consumer.held() === 2);
    // Longer than the ack wait of 2 s.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const stopping = consumer.stop();
    release();
    await stopping;
    const second: string[] = [];
    other.bus.consume({ ...durable, handle: async (message) => void second.push(textOf(message)) });
    await until(() => second.length > 0, 1500, 'the waiting message at the other instance');
    expect(second).toEqual(['two']);
    expect(first).toBe(1);
  });

  it('handles different keys side by side and one key in order', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const log: string[] = [];
    const keyOf = (message: BusMessage) => textOf(message).slice(0, 1);
    it.bus.consume({
      ...durable,
      concurrency: 4,
      keyOf,
      handle: async (message) => {
        log.push(`+${textOf(message)}`);
        await new Promise((resolve) => setTimeout(resolve, keyOf(message) === 'a' ? 60 : 5));
        log.push(`-${textOf(message)}`);
      },
    });
    for (const text of ['a1', 'a2', 'b1']) await it.publishSurely(text);
    await until(() => log.length === 6);
    expect(log.filter((l) => l[1] === 'a')).toEqual(['+a1', '-a1', '+a2', '-a2']);
    expect(log.indexOf('-b1')).toBeLessThan(log.indexOf('-a1'));
  });

  it('makes its durable and its stream again when they are deleted', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const got: string[] = [];
    it.bus.consume({ ...durable, handle: async (message) => void got.push(textOf(message)) });
    await it.publishSurely('one');
    await until(() => got.length === 1);
    const admin = await connect({ servers: nats.url });
    const manager = await jetstreamManager(admin);
    await manager.consumers.delete('SOLVE', 'monitor');
    await it.publishSurely('two');
    await until(() => got.includes('two'), 15_000, 'a message after the durable was deleted');
    await manager.streams.delete('SOLVE');
    await it.publishSurely('three');
    await until(() => got.includes('three'), 15_000, 'a message after the stream was deleted');
    await admin.close();
  });

  it('goes on after the server was killed and started again', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const got = new Set<string>();
    it.bus.consume({ ...durable, handle: async (message) => void got.add(textOf(message)) });
    await it.publishSurely('one');
    await until(() => got.has('one'));
    await nats.kill9();
    await until(() => !it.bus.connected());
    const publishing = it.publishSurely('two');
    await nats.restart();
    await publishing;
    await until(() => got.has('two'), 5000, 'a message after the restart');
  });

  it('pulls one message at a time and leaves the rest to others', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    const puller = it.bus.pull(durable);
    await it.publishSurely('one');
    await it.publishSurely('two');
    const take = async () => {
      let message: Awaited<ReturnType<typeof puller.next>>;
      await until(async () => {
        message = await puller.next({ waitMs: 1000 });
        return message !== undefined;
      });
      return message as NonNullable<typeof message>;
    };
    const first = await take();
    expect(textOf(first)).toBe('one');
    const second = await take();
    expect(textOf(second)).toBe('two');
    second.nak(10);
    expect(textOf(await take())).toBe('two');
    await first.ack();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const startMs = Date.now();
    expect(await puller.next({ waitMs: 10_000, signal: controller.signal })).toBeUndefined();
    expect(Date.now() - startMs).toBeLessThan(2000);
  });

  it('asks and answers on core subjects, over a restart', async () => {
    await using nats = await startTestNats();
    await using it = await busOn(nats.url);
    it.bus.subscribe('solveig.v1.ctl.solver.ping', (message) =>
      Promise.resolve(Buffer.concat([Buffer.from('pong '), message.data])),
    );
    const ask = () => it.bus.request('solveig.v1.ctl.solver.ping', bytes('1'), { timeoutMs: 500 });
    expect(textOf((await ask()) as BusMessage)).toBe('pong 1');
    await expect(it.bus.request('solveig.v1.ctl.solver.none', bytes(''))).rejects.toMatchObject({
      reason: 'DEPENDENCY_DOWN',
    });
    await nats.kill9();
    await nats.restart();
    await until(() =>
      ask().then(
        () => true,
        () => false,
      ),
    );
  });
});
