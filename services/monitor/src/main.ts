import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { monitorSettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';

await runMain({ service: 'monitor', settings: monitorSettings, migrations: migrationsDirectory, start });
