import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { serveRaw } from './serve-raw.ts';

/* A solver without anything else: a request's bytes go to a child process and come back. */
const MOST_WORKERS = 4;
const waiting = new Map<number, (response: Buffer) => void>();
let calls = 0;

function startWorker(): ChildProcess {
  const worker = fork(fileURLToPath(new URL('./echo-worker.ts', import.meta.url)), { serialization: 'advanced' });
  worker.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
    waiting.get(id)?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    waiting.delete(id);
  });
  return worker;
}

const workers = Array.from({ length: Math.min(availableParallelism(), MOST_WORKERS) }, startWorker);

await serveRaw((request) => {
  const id = calls++;
  const answered = new Promise<Buffer>((resolve) => waiting.set(id, resolve));
  workers[id % workers.length]?.send({ id, bytes: request });
  return answered;
});
