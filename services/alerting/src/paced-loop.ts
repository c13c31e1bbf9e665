import type { App } from '@solveig/kit/app';
import { backoffMs } from '@solveig/kit/backoff';
import { pause } from '@solveig/kit/clock';
import { errorFrom } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';

/** Work that is done whenever it is due. */
export interface PacedLoop {
  /** Makes the next pass begin now; during a pass, right after it. */
  wake(): void;
  /** Begins no more passes; resolves when the running one has ended. */
  stop(): Promise<void>;
}

/**
 * Runs `pass` again and again: after the milliseconds that it gives, or when woken. A pass that throws is tried again with
 * back-off and said so once for each kind of trouble. Stops when the app drains.
 */
export function startLoop(app: App, name: string, log: Logger, pass: () => Promise<number>): PacedLoop {
  const end = new AbortController();
  let wakeUp = new AbortController();
  let failures = 0;
  let said = '';

  const once = async (): Promise<number> => {
    try {
      const waitMs = await pass();
      failures = 0;
      said = '';
      return waitMs;
    } catch (thrown) {
      const error = errorFrom(thrown);
      failures++;
      if (error.message !== said) log.warn({ err: error, loop: name }, 'a pass failed and is tried again');
      said = error.message;
      return backoffMs(failures, { firstMs: 100, maxMs: 5000 });
    }
  };
  const running = (async () => {
    while (!end.signal.aborted) {
      wakeUp = new AbortController();
      const waitMs = await once();
      // A wake during the pass has aborted the signal already: then there is no pause.
      if (waitMs > 0 && !end.signal.aborted) await pause(waitMs, wakeUp.signal);
    }
  })();
  const stop = () => {
    end.abort();
    wakeUp.abort();
    return running;
  };
  app.onDrain(name, stop);
  app.defer(name, stop);
  return { wake: () => wakeUp.abort(), stop };
}
