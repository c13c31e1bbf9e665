import { type MigrationRow, migrations } from './migrate.ts';

export interface MigrateCommand {
  /** Also the name of the schema. */
  service: string;
  directory: URL | string;
  /** What follows `migrate`. */
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
}

const USAGE = 'usage: migrate [up [N] | down [steps] | status | history | --sql]\n';

/** Runs `migrate ...` for one service against `SOLVEIG_<SERVICE>_DATABASE_URL`; gives the exit code. */
export async function runMigrateCommand(command: MigrateCommand): Promise<number> {
  const name = `SOLVEIG_${command.service.toUpperCase()}_DATABASE_URL`;
  const url = command.env[name];
  if (!url) {
    process.stderr.write(
      `${name} is missing: the database to migrate, postgresql://user:password@host:port/database\n`,
    );
    return 78;
  }
  const [verb = 'up', argument] = command.argv;
  const count = argument === undefined ? undefined : Number(argument);
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) return usage();
  const run = migrations({ url, schema: command.service, directory: command.directory });
  const say = (verbed: string, names: string[]) =>
    process.stdout.write(
      names.length === 0
        ? `${command.service}: nothing to do\n`
        : names.map((n) => `${command.service}: ${verbed} ${n}\n`).join(''),
    );
  if (verb === 'up') say('applied', await run.up(count));
  else if (verb === 'down') say('undid', await run.down(count));
  else if (verb === 'status') process.stdout.write((await run.status()).map(statusLine).join(''));
  else if (verb === 'history') {
    for (const e of await run.history()) {
      process.stdout.write(
        `${e.at.toISOString()} ${e.direction.padEnd(4)} ${String(e.version).padStart(3, '0')}-${e.name} ${e.elapsedMs} ms\n`,
      );
    }
  } else if (verb === '--sql' || verb === 'sql') process.stdout.write(await run.sql());
  else return usage();
  return 0;
}

function statusLine(row: MigrationRow): string {
  const at = row.appliedAt ? ` ${row.appliedAt.toISOString()}` : '';
  return `${String(row.version).padStart(3, '0')}-${row.name} ${row.state}${at}${row.isBreaking ? ' (breaking)' : ''}\n`;
}

function usage(): number {
  process.stderr.write(USAGE);
  return 1;
}
