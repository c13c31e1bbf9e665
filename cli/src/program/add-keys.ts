import type { Command } from 'commander';
import { lazy } from './lazy.ts';

/** API keys. */
export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('API keys of the tenant')
    .action(
      lazy(
        () => import('../commands/keys.ts'),
        (m, options) => m.listKeys(options),
      ),
    );
  keys
    .command('create <name>')
    .description('make a key; its secret is shown once')
    .option('--role <role>', 'viewer, solver, operator or admin', 'solver')
    .option('--expires <time>', 'for example 12h or 30d (default: never)')
    .action(
      lazy(
        () => import('../commands/keys.ts'),
        (m, options, [name]) => m.createKey(name, options),
      ),
    );
  keys
    .command('revoke <id>')
    .description('end a key at once')
    .action(
      lazy(
        () => import('../commands/keys.ts'),
        (m, options, [id]) => m.revokeKey(id, options),
      ),
    );
}
