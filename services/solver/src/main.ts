import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { checkSettings, solverSettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';

await runMain({
  service: 'solver',
  settings: solverSettings,
  migrations: migrationsDirectory,
  check: checkSettings,
  start,
});
