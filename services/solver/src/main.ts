import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { solverSettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';

await runMain({ service: 'solver', settings: solverSettings, migrations: migrationsDirectory, start });
