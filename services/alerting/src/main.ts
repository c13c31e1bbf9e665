import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { alertingSettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';
import { routingOf } from './routing/routing-of.ts';

await runMain({
  service: 'alerting',
  settings: alertingSettings,
  migrations: migrationsDirectory,
  check: (settings) => void routingOf(settings),
  start,
});
