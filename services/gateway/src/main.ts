import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { gatewaySettings } from './config.ts';
import { migrationsDirectory } from './migrations-directory.ts';

await runMain({ service: 'gateway', settings: gatewaySettings, migrations: migrationsDirectory, start });
