import { performance } from 'node:perf_hooks';

/** Milliseconds on a clock that never steps back; only differences mean something. */
export function monotonicMs(): number {
  return performance.now();
}

/** Seconds since `startMs`, a reading of `monotonicMs`. */
export function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}

/**
 * Resolves after `delayMs`, or at once when `signal` fires: the caller looks at the signal.
 * It never rejects, so that loops end in one place.
 */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The value of `promise`, or a rejection with `error()` when `timeoutMs` pass first. */
export async function withTimeout<T>(promise: Promise<T>, timeoutMs: number, error: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
