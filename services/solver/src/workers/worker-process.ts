import { Worker } from 'node:worker_threads';
import { MateBox, mateBuffer } from './mate-box.ts';
import type { ChildMessage, ChildOrder, ThreadData, ThreadMessage } from './messages.ts';
import { STOP_SLOT } from './messages.ts';

/*
 * The child process: it never computes, so that it always hears the supervisor.
 * Its one solver thread does; when that does not end by the flag it is
 * terminated and another one is started.
 */

const flags = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const mates = mateBuffer();
const mateBox = new MateBox(mates);
let thread: Worker | undefined;
let solving: number | undefined;
let checkpoint: Uint8Array | undefined;
let hasBeenReady = false;

function say(message: ChildMessage): void {
  // A supervisor that is gone hears nothing; `disconnect` ends this process.
  if (process.connected) process.send?.(message);
}

function startThread(): void {
  const workerData: ThreadData = { flags: flags.buffer, mates };
  const worker = new Worker(new URL('./worker-thread.js', import.meta.url), { workerData });
  thread = worker;
  worker.on('message', (message: ThreadMessage) => {
    if (worker !== thread) return;
    if (message.type === 'checkpoint') {
      if (message.id === solving) checkpoint = message.result;
      return;
    }
    if (message.type === 'ready') hasBeenReady = true;
    if (message.type === 'result' || message.type === 'failed' || message.type === 'invalid') solving = undefined;
    say(message);
  });
  worker.on('error', (error: Error & { code?: string }) => {
    if (worker !== thread) return;
    const id = solving;
    solving = undefined;
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (id !== undefined) say({ type: 'failed', id, cause: error.message, outOfMemory, restarting: true });
    else process.stderr.write(`solver thread: ${error.message}\n`);
  });
  worker.on('exit', () => {
    if (worker !== thread) return;
    // A thread that cannot even load must not be started in a loop: the supervisor backs off between processes.
    if (solving === undefined && !hasBeenReady) process.exit(1);
    solving = undefined;
    startThread();
  });
}

async function terminate(id: number): Promise<void> {
  if (solving !== id || !thread) return;
  const worker = thread;
  thread = undefined;
  solving = undefined;
  await worker.terminate();
  startThread();
}

process.on('message', (order: ChildOrder) => {
  switch (order.type) {
    case 'solve':
      solving = order.id;
      checkpoint = undefined;
      thread?.postMessage(order);
      return;
    case 'stop':
      if (solving === order.id) Atomics.store(flags, STOP_SLOT, order.id);
      return;
    case 'keep':
      say({ type: 'kept', id: order.id, result: solving === order.id ? checkpoint : undefined });
      return;
    case 'mate':
      mateBox.put(order);
      return;
    case 'terminate':
      void terminate(order.id);
      return;
    case 'ping':
      say({ type: 'pong' });
  }
});

// SIGKILL, because leaving in order would wait for a thread that may not stop.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C reaches the whole process group; only the supervisor decides.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
startThread();
