import { startApp } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import { defineSettings, setting, sharedSettings } from '@solveig/kit/config';
import { runMain } from '@solveig/kit/main';

/** A service that only waits; the tests of `runMain` start it as a process. */
await runMain({
  service: 'solver',
  settings: defineSettings('solver', {
    ...sharedSettings,
    mode: setting.oneOf({
      env: 'SOLVEIG_TEST_MODE',
      values: ['wait', 'fail', 'crash', 'crash-at-start'],
      default: 'wait',
      doc: 'What it does.',
    }),
  }),
  start: (settings, signal) =>
    startApp('solver', signal, async (app) => {
      if (settings.mode === 'fail') throw new Error('no database');
      if (settings.mode === 'crash-at-start') {
        void Promise.reject(new Error('boom'));
        await pause(10_000, app.signal);
      }
      const alive = setInterval(() => undefined, 1000);
      app.defer('timer', () => {
        clearInterval(alive);
        process.stdout.write('stopped in order\n');
      });
      if (settings.mode === 'crash') setTimeout(() => Promise.reject(new Error('boom')), 10);
      process.stdout.write('running\n');
    }),
});
