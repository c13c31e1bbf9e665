import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { LinearSolver } from '#domain/linear/linear-solver';
import { loadHighsEngine } from '../engines/highs-engine.ts';
import { IncumbentReporter } from './incumbent-reporter.ts';
import { MateBox } from './mate-box.ts';
import type { SolveOrder, ThreadData, ThreadMessage } from './messages.ts';
import { STOP_SLOT } from './messages.ts';
import { peakMemoryMegabytes, resetPeakMemory } from './peak-memory.ts';
import { solveProblem } from './solve-problem.ts';
import { ThreadMates } from './thread-mates.ts';
import { warmUp, warmUpRoutes } from './warm-up.ts';

/*
 * The solver thread: loads the engines once, then solves one problem at a time.
 * While it solves it hears nothing; the process around it raises a shared flag
 * instead, which every stop rule reads.
 */

/** What takes longer to warm up comes after the orders of a service's first moment. */
const WARM_UP_AFTER_MS = 1000;

const port = parentPort;
if (!port) throw new Error('this file is the entry of a solver thread');
const { flags: flagMemory, mates: mateMemory } = workerData as ThreadData;
const flags = new Int32Array(flagMemory);
const box = new MateBox(mateMemory);

function post(message: ThreadMessage): void {
  port?.postMessage(message);
}

async function solve(order: SolveOrder, solver: LinearSolver): Promise<void> {
  resetPeakMemory();
  const cpuBefore = process.cpuUsage();
  const beganMs = performance.now();
  const now = () => performance.now();
  const reporter = new IncumbentReporter({ id: order.id, beganMs, now, post });
  const isStopped = () => {
    reporter.flushIfDue();
    return Atomics.load(flags, STOP_SLOT) === order.id;
  };
  const { id, mateIndex: index } = order;
  const mates = index === undefined ? undefined : new ThreadMates({ id, index, box, now, post });
  const answer = await solveProblem(order, { solver, now, stop: isStopped, reporter, mates });
  if ('violations' in answer) {
    post({ type: 'invalid', id: order.id, violations: answer.violations });
    return;
  }
  burn(beganMs, order.slowdown, () => Atomics.load(flags, STOP_SLOT) === order.id);
  const incumbent = reporter.untold();
  const { user, system } = process.cpuUsage(cpuBefore);
  const measures = {
    solveSeconds: (performance.now() - beganMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMegabytes: peakMemoryMegabytes(),
  };
  post({ type: 'result', id: order.id, result: answer.result, measures, incumbent });
}

/** Makes a solve as slow as the fault setting says, with real work. */
function burn(beganMs: number, slowdown: number, isStopped: () => boolean): void {
  if (slowdown <= 1) return;
  const endMs = beganMs + (performance.now() - beganMs) * slowdown;
  while (performance.now() < endMs && !isStopped());
}

const wasmFile = createRequire(import.meta.url).resolve('highs/runtime');
const solver = await loadHighsEngine(wasmFile);
await warmUp(solver);
// An order may come while an engine that failed is still being loaded anew.
let turn: Promise<unknown> = Promise.resolve();
setTimeout(() => {
  turn = turn.then(() => warmUpRoutes(solver)).catch(() => undefined);
}, WARM_UP_AFTER_MS);
port.on('message', (order: SolveOrder) => {
  turn = turn
    .then(() => solve(order, solver))
    .catch((error: unknown) => {
      const cause = error instanceof Error ? error.message : String(error);
      post({ type: 'failed', id: order.id, cause, outOfMemory: /out of memory|allocation failed/i.test(cause) });
    })
    .then(() => solver.renew())
    // An engine that does not load again is of no use: the process starts another thread.
    .catch((error: unknown) =>
      setImmediate(() => {
        throw error;
      }),
    );
});
post({ type: 'ready' });
