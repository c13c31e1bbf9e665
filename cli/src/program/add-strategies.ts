import type { Command } from 'commander';
import { lazy } from './lazy.ts';

/** The strategies that answer problems, and the mode. */
export function addStrategies(program: Command): void {
  const strategies = program.command('strategies').description('the strategies that answer problems, and the mode');
  strategies
    .command('list [kind]')
    .description('order, health, times, successes and failures of each')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [kind]) => m.listStrategies(kind, options),
      ),
    );
  strategies
    .command('enable <kind> <name>')
    .description('let solves try a strategy')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [kind, name]) => m.setStrategy([kind, name], true, options),
      ),
    );
  strategies
    .command('disable <kind> <name>')
    .description('let no solve try a strategy; the one that always answers stays on')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [kind, name]) => m.setStrategy([kind, name], false, options),
      ),
    );
  strategies
    .command('order <kind> <names...>')
    .description('try these first, in this order')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [kind, names]) => m.orderStrategies(kind, names, options),
      ),
    );
  strategies
    .command('test <kind> <name>')
    .description('run a strategy on a small problem; exit code 1 when it does not answer')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [kind, name]) => m.testStrategy([kind, name], options),
      ),
    );
  strategies
    .command('mode <mode>')
    .description('normal; performance: half of each budget; emergency: no search')
    .action(
      lazy(
        () => import('../commands/strategies.ts'),
        (m, options, [mode]) => m.setMode(mode, options),
      ),
    );
}
