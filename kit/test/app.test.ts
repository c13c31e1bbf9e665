import { startApp } from '@solveig/kit/app';
import { describe, expect, it } from 'vitest';

const never = () => new AbortController().signal;

describe('startApp', () => {
  it('drains before it cleans up, and cleans up last-in-first-out', async () => {
    const done: string[] = [];
    const app = await startApp('a', never(), async (app) => {
      app.defer('first', () => void done.push('first'));
      app.defer('second', () => void done.push('second'));
      app.onDrain('work', () => void done.push(`drain, signal ${app.signal.aborted}`));
      app.signal.addEventListener('abort', () => done.push('signal'));
    });
    await app.stop();
    expect(done).toEqual(['drain, signal false', 'signal', 'second', 'first']);
  });

  it('undoes what a failed start has done, in reverse, and throws its error', async () => {
    const done: string[] = [];
    const start = startApp('a', never(), async (app) => {
      app.defer('first', () => void done.push('first'));
      app.defer('second', () => void done.push('second'));
      throw new Error('no database');
    });
    await expect(start).rejects.toThrow('no database');
    expect(done).toEqual(['second', 'first']);
  });

  it('joins the errors of a stop, goes on after each, and stops only once', async () => {
    let runs = 0;
    const app = await startApp('a', never(), async (app) => {
      app.defer('fine', () => void runs++);
      app.defer('broken', () => Promise.reject(new Error('disk full')));
      app.defer('slow', () => new Promise(() => undefined), 20);
    });
    const [first, second] = await Promise.allSettled([app.stop(), app.stop()]);
    expect(first.status === 'rejected' && first.reason.errors.map((e: Error) => e.message)).toEqual([
      'slow: it took longer than 20 ms',
      'broken: disk full',
    ]);
    expect(second).toEqual(first);
    expect(runs).toBe(1);
  });

  it('stops when its signal fires', async () => {
    const controller = new AbortController();
    let stopped = false;
    const app = await startApp('a', controller.signal, async (app) => {
      app.defer('x', () => {
        stopped = true;
      });
    });
    controller.abort();
    await app.stop();
    expect(stopped).toBe(true);
  });

  it('interrupts a start that is under way', async () => {
    const controller = new AbortController();
    const start = startApp('a', controller.signal, async (app) => {
      await new Promise((_, reject) => app.signal.addEventListener('abort', () => reject(app.signal.reason)));
    });
    controller.abort(new Error('ctrl-c'));
    await expect(start).rejects.toThrow('ctrl-c');
  });
});
