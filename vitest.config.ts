import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{proto,kit,formats,cli,bench,test,examples}/**/*.test.ts',
      'services/**/*.test.ts',
      'deploy/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.solveig/**'],
    globalSetup: ['deploy/local/src/vitest-setup.ts'],
    setupFiles: ['deploy/local/src/vitest-each-file.ts'],
    pool: 'forks',
    // Two cores are what a small CI machine has; more files at once only make each other's deadlines late.
    maxWorkers: 2,
    // These tests kill servers and keep deadlines on machines that are shared: one miss is looked at again and shown as
    // a retry; a fault that is there fails twice.
    retry: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
