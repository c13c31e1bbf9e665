/**
 * Calls `run` once, at once or when the first of `signals` fires; gives the way to forget it. For use in loops and calls, where
 * `AbortSignal.any` would leave a weak reference on each long-lived signal every time.
 */
export function onAbort(signals: readonly (AbortSignal | undefined)[], run: (reason: unknown) => void): () => void {
  const watched = signals.filter((s) => s !== undefined);
  const release = () => {
    for (const signal of watched) signal.removeEventListener('abort', fire);
  };
  const fire = () => {
    release();
    run(watched.find((s) => s.aborted)?.reason);
  };
  for (const signal of watched) signal.addEventListener('abort', fire);
  if (watched.some((s) => s.aborted)) fire();
  return release;
}

/** The value of `promise`, or a rejection with the signal's reason when that fires first. The work behind `promise` goes on. */
export function abortable<T>(promise: Promise<T>, ...signals: (AbortSignal | undefined)[]): Promise<T> {
  if (signals.every((s) => s === undefined)) return promise;
  return new Promise((resolve, reject) => {
    const release = onAbort(signals, reject);
    promise.finally(release).then(resolve, reject);
  });
}
