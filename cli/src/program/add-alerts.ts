import type { Command } from 'commander';
import { lazy } from './lazy.ts';

/** Health, alerts and what became of them. */
export function addAlerts(program: Command): void {
  program
    .command('health')
    .description('how the platform and each service do; exit code 1 when critical')
    .action(
      lazy(
        () => import('../commands/health.ts'),
        (m, options) => m.health(options),
      ),
    );
  program
    .command('alerts')
    .description('alerts, newest first')
    .option('--firing', 'only those that have not ended')
    .action(
      lazy(
        () => import('../commands/alerts.ts'),
        (m, options) => m.alerts(options),
      ),
    );
  program
    .command('deliveries')
    .description('what became of each notification')
    .action(
      lazy(
        () => import('../commands/alerts.ts'),
        (m, options) => m.deliveries(options),
      ),
    );
  const deadLetters = program
    .command('dead-letters')
    .description('notifications that were given up')
    .action(
      lazy(
        () => import('../commands/alerts.ts'),
        (m, options) => m.deadLetters(options),
      ),
    );
  deadLetters
    .command('redeliver [ids...]')
    .description('send dead letters again; without ids all of them')
    .action(
      lazy(
        () => import('../commands/alerts.ts'),
        (m, options, [ids]) => m.redeliver(ids, options),
      ),
    );
}
