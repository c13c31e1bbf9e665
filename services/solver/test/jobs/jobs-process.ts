import { armCrashPoint } from '@solveig/kit/crash-point';
import { runMain } from '@solveig/kit/main';
import { jobsAppSettings, startJobsApp } from './jobs-app.ts';

/** A jobs process for tests to kill. It prints where gRPC listens. */
await runMain({
  service: 'solver',
  settings: jobsAppSettings,
  start: async (settings, signal) => {
    armCrashPoint(settings);
    const app = await startJobsApp(settings, signal);
    process.stdout.write(`listening ${app.parts.address}\n`);
    return app;
  },
});
