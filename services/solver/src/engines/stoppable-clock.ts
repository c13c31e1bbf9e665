/** Added to the clock once a stop is asked for: past every time limit. */
const AFTER_ALL_MS = 1e12;

/**
 * Runs `work` with a `performance.now` that jumps past every time limit once
 * `stop` says so. HiGHS asks its interrupt callbacks seldom: a root node goes
 * for seconds, sub-problems never, without one. But it reads its clock at least
 * every few dozen milliseconds everywhere, to keep its own time limit; so that
 * is where a stop is told to it. `work` is synchronous: nobody else sees the clock.
 */
export function withStoppableClock<T>(stop: () => boolean, work: () => T): T {
  const clock = globalThis.performance;
  const original = clock.now;
  let isAsking = false;
  let isStopped = false;
  clock.now = () => {
    const real = original.call(clock);
    // The stop rule may read the clock itself.
    if (isAsking) return real;
    isAsking = true;
    isStopped ||= stop();
    isAsking = false;
    return isStopped ? real + AFTER_ALL_MS : real;
  };
  try {
    return work();
  } finally {
    clock.now = original;
  }
}
