import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { alertingSettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';

await runMain({ service: 'alerting', settings: alertingSettings, migrations: migrationsDirectory, start });
