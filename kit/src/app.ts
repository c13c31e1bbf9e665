import { setMaxListeners } from 'node:events';
import { withTimeout } from './clock.ts';

const DRAIN_TIMEOUT_MS = 10_000;
const CLEANUP_TIMEOUT_MS = 5_000;

/** What a part of an app needs while it is being built. */
export interface App {
  readonly name: string;
  /** Fires when the app stops, after the drain: loops end, waits return. */
  readonly signal: AbortSignal;
  /** Registers the undoing of something that was just done. Cleanups run last-in-first-out. Default limit 5 s. */
  defer(name: string, cleanup: () => void | Promise<void>, timeoutMs?: number): void;
  /** Registers what finishes work in flight (health down, no new work); all drains run together, before `signal` fires. */
  onDrain(name: string, drain: () => void | Promise<void>): void;
}

/** An app that runs. `stop` drains, then cleans up; it is bounded, may be called twice, and throws all errors joined. */
export interface RunningApp<T = unknown> extends AsyncDisposable {
  readonly parts: T;
  stop(): Promise<void>;
}

interface Step {
  name: string;
  run: () => void | Promise<void>;
  timeoutMs: number;
}

/**
 * Builds an app. If `build` throws, or `signal` fires meanwhile, what was done so far is undone in reverse order.
 * Once built, `signal` firing starts `stop()`; its errors are seen by whoever calls `stop()` too.
 */
export async function startApp<T>(
  name: string,
  signal: AbortSignal,
  build: (app: App) => Promise<T>,
): Promise<RunningApp<T>> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const drains: Step[] = [];
  const cleanups: Step[] = [];
  const app: App = {
    name,
    signal: controller.signal,
    defer: (step, run, timeoutMs = CLEANUP_TIMEOUT_MS) => cleanups.push({ name: step, run, timeoutMs }),
    onDrain: (step, run) => drains.push({ name: step, run, timeoutMs: DRAIN_TIMEOUT_MS }),
  };
  const interrupt = () => controller.abort(signal.reason);
  let parts: T;
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', interrupt, { once: true });
    parts = await build(app);
    signal.throwIfAborted();
  } catch (error) {
    controller.abort(error);
    const errors = await undo(cleanups);
    throw errors.length === 0
      ? error
      : new AggregateError([error, ...errors], `${name} did not start and left something behind`);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
  return running(name, parts, signal, async () => {
    const drainErrors = await Promise.all(drains.map(attempt));
    controller.abort(signal.reason ?? new DOMException(`${name} is stopping`, 'AbortError'));
    return [...drainErrors.filter((e) => e !== undefined), ...(await undo(cleanups))];
  });
}

function running<T>(name: string, parts: T, signal: AbortSignal, end: () => Promise<Error[]>): RunningApp<T> {
  let stopped: Promise<void> | undefined;
  const stop = () => {
    signal.removeEventListener('abort', onAbort);
    stopped ??= end().then((errors) => {
      if (errors.length > 0) throw new AggregateError(errors, `${name} stopped with errors`);
    });
    return stopped;
  };
  const onAbort = () => void stop().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  return { parts, stop, [Symbol.asyncDispose]: stop };
}

/** Runs the steps last-in-first-out, each in its time, and gives the errors. */
async function undo(steps: Step[]): Promise<Error[]> {
  const errors: Error[] = [];
  for (let step = steps.pop(); step; step = steps.pop()) {
    const error = await attempt(step);
    if (error) errors.push(error);
  }
  return errors;
}

async function attempt(step: Step): Promise<Error | undefined> {
  try {
    const late = () => new Error(`it took longer than ${step.timeoutMs} ms`);
    await withTimeout(Promise.resolve(step.run()), step.timeoutMs, late);
    return undefined;
  } catch (cause) {
    return new Error(`${step.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
