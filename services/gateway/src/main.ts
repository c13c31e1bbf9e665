import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { gatewaySettings } from './config.ts';

await runMain({
  service: 'gateway',
  settings: gatewaySettings,
  migrations: new URL(import.meta.url.endsWith('.ts') ? '../migrations' : './migrations', import.meta.url),
  start,
});
