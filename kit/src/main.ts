import { isMainThread } from 'node:worker_threads';
import type { RunningApp } from './app.ts';
import { ConfigError, describeSettings, loadSettings, printableSettings, type SettingsSchema } from './config.ts';
import { runMigrateCommand } from './migrate-command.ts';
import { watchParentPipe } from './parent-pipe.ts';

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
/** EX_CONFIG of sysexits.h: starting again will not help. */
export const EXIT_BAD_CONFIGURATION = 78;

export interface MainOptions<S> {
  /** Lower-case name: `solver`. */
  service: string;
  settings: SettingsSchema<S>;
  /** Directory of `NNN-name.sql` files, for `migrate`. */
  migrations?: URL | string;
  /** For what settings cannot say one by one, such as a file that one of them names. Throws a `ConfigError`. */
  check?(settings: S): void;
  start(settings: S, signal: AbortSignal): Promise<RunningApp>;
}

const USAGE = (service: string) => `usage: ${service} [command]
  (none)                                    start the service
  migrate [up|down|status|history|--sql]    change or show its database schema
  config check [--json]                     check every setting and print it
  config list                               list the settings it reads
`;

/**
 * The whole of a service's `main.ts`. Turns SIGTERM, SIGINT and a closing parent pipe (`SOLVEIG_PARENT_PIPE`) into one
 * abort, and every outcome into an exit code: 0 stopped in order, 1 failed, 78 bad configuration.
 */
export async function runMain<S>(options: MainOptions<S>): Promise<void> {
  if (!isMainThread) throw new Error('runMain is for the main thread');
  const code = await run(options, process.argv.slice(2)).catch(report);
  process.exit(code);
}

async function run<S>(options: MainOptions<S>, argv: string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined) return serve(options);
  if (command === 'migrate' && options.migrations) {
    return runMigrateCommand({ service: options.service, directory: options.migrations, argv: rest, env: process.env });
  }
  if (command === 'config' && rest[0] === 'check') return checkConfig(options, rest[1] === '--json');
  if (command === 'config' && rest[0] === 'list') return listConfig(options.settings);
  process.stderr.write(USAGE(options.service));
  return command === '--help' || command === 'help' ? EXIT_OK : EXIT_FAILED;
}

async function serve<S>(options: MainOptions<S>): Promise<number> {
  const controller = new AbortController();
  let failed = false;
  const stop = () => controller.abort();
  const onSignal = () => {
    // The second signal means "now".
    if (controller.signal.aborted) process.exit(EXIT_FAILED);
    stop();
  };
  const onCrash = (error: unknown) => {
    failed = true;
    report(error);
    if (controller.signal.aborted) process.exit(EXIT_FAILED);
    stop();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  watchParentPipe(process.env.SOLVEIG_PARENT_PIPE, stop);
  const settings = loadSettings(options.settings, process.env);
  options.check?.(settings);
  const app = await options.start(settings, controller.signal).catch((error: unknown) => {
    // A crash on the way up ends the start as a signal does, but it is no stop in order.
    if (failed) throw new Error('it failed while it started', { cause: error });
    throw error;
  });
  await aborted(controller.signal);
  await app.stop();
  return failed ? EXIT_FAILED : EXIT_OK;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** As JSON: `{"faults": [{env, problem, hint}], "settings": {env: value}}`, for `solveig config check`. */
function checkConfig<S>(options: MainOptions<S>, asJson: boolean): number {
  try {
    const settings = loadSettings(options.settings, process.env);
    options.check?.(settings);
    const printable = printableSettings(options.settings, settings);
    const lines = Object.entries(printable).map(([env, value]) => `${env}=${value}\n`);
    process.stdout.write(asJson ? JSON.stringify({ faults: [], settings: printable }) : lines.join(''));
    return EXIT_OK;
  } catch (error) {
    if (!asJson || !(error instanceof ConfigError)) throw error;
    process.stdout.write(JSON.stringify({ faults: error.faults, settings: {} }));
    return EXIT_BAD_CONFIGURATION;
  }
}

function listConfig<S>(schema: SettingsSchema<S>): number {
  process.stdout.write(`${JSON.stringify(describeSettings(schema), null, 2)}\n`);
  return EXIT_OK;
}

/** Says what ended the process, on stderr, and gives the exit code. */
function report(error: unknown): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT_BAD_CONFIGURATION;
  }
  if ((error as Error)?.name === 'AbortError') return EXIT_OK;
  process.stderr.write(`${describe(error)}\n`);
  return EXIT_FAILED;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts =
    error instanceof AggregateError ? error.errors.map(describe) : error.cause ? [describe(error.cause)] : [];
  return [error.stack ?? error.message, ...parts].join('\n  because ');
}
