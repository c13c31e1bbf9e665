import { runMain } from '@solveig/kit/main';
import { start } from './app.ts';
import { distanceSettings } from './config.ts';

await runMain({ service: 'distance', settings: distanceSettings, start });
