import type { Command } from 'commander';
import { lazy } from './lazy.ts';
import { positiveInteger } from './positive-integer.ts';

/** `up` and `down`. */
export function addLocalPlatform(program: Command): void {
  program
    .command('up')
    .description('start the local platform and stay until Ctrl-C')
    .option('--data-dir <dir>', 'keep everything in this directory')
    .option('--fresh', 'forget earlier data')
    .option('--port-base <port>', 'put all ports together from here on (default 7700)', positiveInteger)
    .action(
      lazy(
        () => import('../commands/up.ts'),
        (m, options) => m.up(options),
      ),
    );

  program
    .command('down')
    .description('stop the local platform')
    .option('--data-dir <dir>', 'the platform of this directory')
    .action(
      lazy(
        () => import('../commands/down.ts'),
        (m, options) => m.down(options),
      ),
    );
}
