import type { Command } from 'commander';
import { lazy } from './lazy.ts';
import { positiveInteger } from './positive-integer.ts';

/** What one looks at when something is wrong: traces, logs, the local sinks, settings and schemas. */
export function addDiagnosis(program: Command): void {
  program
    .command('trace <id>')
    .description('draw the spans of a job or trace as a tree (local platform)')
    .action(
      lazy(
        () => import('../commands/trace.ts'),
        (m, options, [id]) => m.trace(id, options),
      ),
    );
  program
    .command('logs [service]')
    .description('log lines of the local platform, oldest first')
    .option('--level <level>', 'this level and above: debug, info, warn, error')
    .option('--trace <id>', 'only lines of this trace')
    .option('--since <time>', 'for example 10m, 2h, or an ISO 8601 time')
    .option('-f, --follow', 'go on with new lines')
    .action(
      lazy(
        () => import('../commands/logs.ts'),
        (m, options, [service]) => m.logs(service, options),
      ),
    );
  program
    .command('inbox [kind]')
    .description('what arrived in the local sinks: mail, slack, webhook')
    .option('--show <n>', 'the whole of number n', positiveInteger)
    .action(
      lazy(
        () => import('../commands/inbox.ts'),
        (m, options, [kind]) => m.inbox(kind, options),
      ),
    );
  program
    .command('env')
    .description('addresses, key and NATS login of the local platform, for eval "$(npx solveig env)"')
    .action(
      lazy(
        () => import('../commands/env.ts'),
        (m, options) => m.env(options),
      ),
    );
  program
    .command('doctor')
    .description('check every dependency and setting, and say the mend')
    .action(
      lazy(
        () => import('../commands/doctor.ts'),
        (m, options) => m.doctor(options),
      ),
    );
  program
    .command('config')
    .description('settings')
    .command('check [service]')
    .description('check the settings in the environment of one service or all: every fault at once')
    .action(
      lazy(
        () => import('../commands/config-check.ts'),
        (m, options, [service]) => m.configCheck(service, options),
      ),
    );
  program
    .command('migrate [action] [arguments...]')
    .description('up, down, status, history, sql: of one service or all; new <service> <name>: a new file')
    .option('--service <name>', 'only this service')
    .option('--sql', 'print the SQL of pending migrations instead of running it')
    .action(
      lazy(
        () => import('../commands/migrate.ts'),
        (m, options, [action, rest]) => m.migrate(action, rest, options),
      ),
    );
}
