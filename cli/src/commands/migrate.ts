import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseUrlOf, findPlatform, type PlatformService } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';
import type { GlobalOptions } from '../connection.ts';
import { EXIT_FAILED, UsageError } from '../exit.ts';
import { servicesNamed } from '../repo.ts';
import { runService } from '../run-service.ts';

const ACTIONS = ['up', 'down', 'status', 'history', 'sql'];

interface MigrateOptions extends GlobalOptions {
  readonly service?: string;
  readonly sql?: boolean;
}

/** `solveig migrate up|down|status|history|sql`, `solveig migrate new SERVICE NAME` */
export async function migrate(
  asked: string | undefined,
  rest: readonly string[],
  options: MigrateOptions,
): Promise<void> {
  const action = asked ?? (options.sql ? 'sql' : 'status');
  if (action === 'new') return newMigration(rest);
  if (!ACTIONS.includes(action)) throw new UsageError(`migrate ${action}: one of ${[...ACTIONS, 'new'].join(', ')}`);
  if (action === 'down' && options.service === undefined) {
    throw new UsageError('migrate down undoes the last change of one service: name it with --service');
  }
  const verb = options.sql || action === 'sql' ? '--sql' : action;
  for (const service of servicesNamed(options.service).filter(hasMigrations)) {
    const run = await runService(service, ['migrate', verb, ...rest], environmentOf(service));
    process.stdout.write(verb === 'status' || verb === 'history' ? indent(service, run.stdout) : run.stdout);
    process.stderr.write(run.stderr);
    if (run.code !== 0) process.exitCode = EXIT_FAILED;
  }
}

function migrationsOf(service: PlatformService): string {
  return join(repoRoot(), 'services', service, 'migrations');
}

function hasMigrations(service: PlatformService): boolean {
  return existsSync(migrationsOf(service));
}

/** The environment's database of the service, else the local platform's. */
function environmentOf(service: PlatformService): NodeJS.ProcessEnv {
  const name = `SOLVEIG_${service.toUpperCase()}_DATABASE_URL`;
  const platform = findPlatform();
  if (process.env[name] || !platform) return process.env;
  return { ...process.env, [name]: databaseUrlOf(platform, service) };
}

function indent(service: string, text: string): string {
  return text === '' ? `${service}: nothing\n` : text.replace(/^(?=.)/gm, `${service}  `);
}

const TEMPLATE = `-- breaking: no
-- What changes, in plain SQL. Breaking means: the code of the version before cannot run after it.

-- down
-- The way back.
`;

function newMigration([service, name]: readonly string[]): void {
  if (!service || !name || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(
      'migrate new SERVICE NAME: the name in lower-case-words, for example `migrate new solver job-labels`',
    );
  }
  const [found] = servicesNamed(service);
  const directory = migrationsOf(found!);
  mkdirSync(directory, { recursive: true });
  const number = readdirSync(directory).filter((file) => /^\d{3}-.*\.sql$/.test(file)).length + 1;
  const path = join(directory, `${String(number).padStart(3, '0')}-${name}.sql`);
  writeFileSync(path, TEMPLATE, { flag: 'wx' });
  process.stdout.write(`${path}\n`);
}
