import { VERSION } from '@solveig/kit/version';
import { Command, CommanderError } from 'commander';
import { EXIT_USAGE, reportFailure } from './exit.ts';

/** Every command: its words, and the file that does it. */
const program = new Command('solveig')
  .description('Optimization as a service that watches itself')
  .version(VERSION)
  .option('--url <host:port>', 'gRPC address of the gateway (default: the local platform)')
  .option('--key <key>', "API key (default: SOLVEIG_API_KEY, else the local platform's)")
  .option('--json', 'print JSON instead of text')
  .showHelpAfterError('(see `solveig --help`)')
  .exitOverride();
program.configureHelp({ sortSubcommands: false });

/** The action of a command whose file is loaded only when it is asked for: starting stays quick. */
function lazy<M>(
  load: () => Promise<M>,
  run: (module: M, options: never, args: readonly [never, never, never]) => Promise<void>,
) {
  return async (...all: unknown[]): Promise<void> => {
    const command = all.at(-1) as Command;
    const [first, second, third] = command.processedArgs;
    await run(await load(), command.optsWithGlobals() as never, [first as never, second as never, third as never]);
  };
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new CommanderError(EXIT_USAGE, 'usage', `"${text}" is not a whole number above 0`);
  return value;
}

program
  .command('up')
  .description('start the local platform and stay until Ctrl-C')
  .option('--data-dir <dir>', 'keep everything in this directory')
  .option('--fresh', 'forget earlier data')
  .option('--port-base <port>', 'put all ports together from here on (default 7700)', positiveInteger)
  .action(
    lazy(
      () => import('./commands/up.ts'),
      (m, options) => m.up(options),
    ),
  );

program
  .command('down')
  .description('stop the local platform')
  .option('--data-dir <dir>', 'the platform of this directory')
  .action(
    lazy(
      () => import('./commands/down.ts'),
      (m, options) => m.down(options),
    ),
  );

program
  .command('solve <file>')
  .description('solve a problem: a JSON file, LP or MPS text (.lp, .mps), or a routing instance (.vrp, or --format)')
  .option('--watch', 'show value, bound and gap while it is solved')
  .option('--out <file>', 'write the whole result as JSON to this file; routes of an instance to a .sol file')
  .option('--format <name>', 'the file is an instance: vrplib, solomon, li-lim, cordeau, toptw or vroom')
  .option('--rounding <name>', "lengths of an instance: round, dimacs, trunc2, exact or double (default: its set's)")
  .option('--budget <time>', 'time budget, for example 500ms, 10s, 2m')
  .option('--seconds <n>', 'time budget in seconds', positiveInteger)
  .option('--template <id>', 'the template that the problem is made from')
  .option('--seed <n>', 'random seed', positiveInteger)
  .option('--iterations <n>', 'iteration budget: same seed, same answer', positiveInteger)
  .option('--stop-at-gap <share>', 'end when the proved gap is at most this, for example 2%')
  .option('--stop-at-quality <share>', 'end when the quality, proved or estimated, is at least this, for example 0.97')
  .option('--relax <steps>', 'what may be bent, in order: windows:2h,overtime:1h,stops:2,leave-out')
  .option('--no-relax', 'bend nothing: without a plan that keeps every rule, say what is in conflict')
  .option('--upgrade', 'leave a job of low priority that goes on from the answer, and print its id')
  .option('--upgrade-budget <time>', 'with --upgrade: how long the job may take (default: ten times the budget)')
  .option('--submit', 'submit it as a job that survives crashes, and print its id')
  .option('--idempotency-key <key>', 'with --submit: the same key gives the same job')
  .option('--priority <p>', 'with --submit: hi, norm or low')
  .action(
    lazy(
      () => import('./commands/solve.ts'),
      (m, options, [file]) => m.solve(file, options),
    ),
  );

program
  .command('quote <file>')
  .description('what a solve will take: risk, likely faults, deadline, predicted gap, time and memory')
  .option('--budget <time>', 'predict for this budget (default: the recommended deadline)')
  .action(
    lazy(
      () => import('./commands/quote.ts'),
      (m, options, [file]) => m.quote(file, options),
    ),
  );

program
  .command('evaluate <problem> <plan>')
  .description('check a plan of your own, or what `solve --out` wrote; exit code 1 when it is not feasible')
  .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
  .action(
    lazy(
      () => import('./commands/evaluate.ts'),
      (m, options, [problem, plan]) => m.evaluate(problem, plan, options),
    ),
  );

program
  .command('explain [problem] [plan]')
  .description('why stops are left out or rules contradict, and what would help; without a plan a quick one is made')
  .option('--job <id>', 'explain the answer of a job instead')
  .option('--budget <time>', 'time for the search for reasons (default 3s, most 30s)')
  .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
  .action(
    lazy(
      () => import('./commands/explain.ts'),
      (m, options, [problem, plan]) => m.explain(problem, plan, options),
    ),
  );

program
  .command('slots [problem] [plan]')
  .description('where one more stop, place or shipment would fit into a plan, and when somebody could come')
  .option('--job <id>', 'the problem and the answer of a job instead')
  .option('--new <file>', 'what is new: a stop or place as JSON, or {"stops": ..., "shipment": ..., "travel": ...}')
  .option('--left-out <id>', 'instead: a stop, place or shipment that the plan leaves out')
  .option('--per-vehicle <n>', 'slots for each vehicle and day (default 1, most 20)', positiveInteger)
  .option('--limit <n>', 'slots in all (default 20)', positiveInteger)
  .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
  .action(
    lazy(
      () => import('./commands/slots.ts'),
      (m, options, [problem, plan]) => m.slots(problem, plan, options),
    ),
  );

program
  .command('diff <problem> <before> <after>')
  .description('what changed between two answers to one problem: files with plans or results, or ids of jobs')
  .action(
    lazy(
      () => import('./commands/diff.ts'),
      (m, options, [problem, before, after]) => m.diff(problem, [before, after], options),
    ),
  );

const jobs = program
  .command('jobs')
  .description('list jobs, newest first')
  .option('--state <state>', 'queued, dispatched, running, succeeded, failed, cancelled or expired')
  .option('--kind <kind>', 'routing, itinerary or linear')
  .option('--limit <n>', 'how many (default 20, most 100)', positiveInteger)
  .action(
    lazy(
      () => import('./commands/jobs.ts'),
      (m, options) => m.listJobs(options),
    ),
  );
jobs
  .command('show <id>')
  .description('one job with its result')
  .action(
    lazy(
      () => import('./commands/jobs.ts'),
      (m, options, [id]) => m.showJob(id, options),
    ),
  );
jobs
  .command('diff <before> <after>')
  .description('what changed from the answer of one job to that of another: value, costs, visits or columns')
  .action(
    lazy(
      () => import('./commands/diff-jobs.ts'),
      (m, options, [before, after]) => m.diffJobs(before, after, options),
    ),
  );
jobs
  .command('logs <id>')
  .description('log lines of all services about one job')
  .action(
    lazy(
      () => import('./commands/jobs.ts'),
      (m, options, [id]) => m.jobLogs(id, options),
    ),
  );

program
  .command('watch <id>')
  .description('everything that happens to a job, until it has ended')
  .option('--after <seq>', 'only events after this number', (text) => Number(text))
  .action(
    lazy(
      () => import('./commands/watch.ts'),
      (m, options, [id]) => m.watch(id, options),
    ),
  );
program
  .command('cancel <id>')
  .description('end a job without an answer')
  .option('--reason <text>', 'why, for the history')
  .action(
    lazy(
      () => import('./commands/end-job.ts'),
      (m, options, [id]) => m.cancel(id, options),
    ),
  );
program
  .command('stop <id>')
  .description('end a running job now and keep its best answer')
  .action(
    lazy(
      () => import('./commands/end-job.ts'),
      (m, options, [id]) => m.stop(id, options),
    ),
  );

const strategies = program.command('strategies').description('the strategies that answer problems, and the mode');
strategies
  .command('list [kind]')
  .description('order, health, times, successes and failures of each')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [kind]) => m.listStrategies(kind, options),
    ),
  );
strategies
  .command('enable <kind> <name>')
  .description('let solves try a strategy')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [kind, name]) => m.setStrategy([kind, name], true, options),
    ),
  );
strategies
  .command('disable <kind> <name>')
  .description('let no solve try a strategy; the one that always answers stays on')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [kind, name]) => m.setStrategy([kind, name], false, options),
    ),
  );
strategies
  .command('order <kind> <names...>')
  .description('try these first, in this order')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [kind, names]) => m.orderStrategies(kind, names, options),
    ),
  );
strategies
  .command('test <kind> <name>')
  .description('run a strategy on a small problem; exit code 1 when it does not answer')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [kind, name]) => m.testStrategy([kind, name], options),
    ),
  );
strategies
  .command('mode <mode>')
  .description('normal; performance: half of each budget; emergency: no search')
  .action(
    lazy(
      () => import('./commands/strategies.ts'),
      (m, options, [mode]) => m.setMode(mode, options),
    ),
  );

program
  .command('health')
  .description('how the platform and each service do; exit code 1 when critical')
  .action(
    lazy(
      () => import('./commands/health.ts'),
      (m, options) => m.health(options),
    ),
  );
program
  .command('alerts')
  .description('alerts, newest first')
  .option('--firing', 'only those that have not ended')
  .action(
    lazy(
      () => import('./commands/alerts.ts'),
      (m, options) => m.alerts(options),
    ),
  );
program
  .command('deliveries')
  .description('what became of each notification')
  .action(
    lazy(
      () => import('./commands/alerts.ts'),
      (m, options) => m.deliveries(options),
    ),
  );
const deadLetters = program
  .command('dead-letters')
  .description('notifications that were given up')
  .action(
    lazy(
      () => import('./commands/alerts.ts'),
      (m, options) => m.deadLetters(options),
    ),
  );
deadLetters
  .command('redeliver [ids...]')
  .description('send dead letters again; without ids all of them')
  .action(
    lazy(
      () => import('./commands/alerts.ts'),
      (m, options, [ids]) => m.redeliver(ids, options),
    ),
  );

const keys = program
  .command('keys')
  .description('API keys of the tenant')
  .action(
    lazy(
      () => import('./commands/keys.ts'),
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
      () => import('./commands/keys.ts'),
      (m, options, [name]) => m.createKey(name, options),
    ),
  );
keys
  .command('revoke <id>')
  .description('end a key at once')
  .action(
    lazy(
      () => import('./commands/keys.ts'),
      (m, options, [id]) => m.revokeKey(id, options),
    ),
  );

program
  .command('trace <id>')
  .description('draw the spans of a job or trace as a tree (local platform)')
  .action(
    lazy(
      () => import('./commands/trace.ts'),
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
      () => import('./commands/logs.ts'),
      (m, options, [service]) => m.logs(service, options),
    ),
  );
program
  .command('inbox [kind]')
  .description('what arrived in the local sinks: mail, slack, webhook')
  .option('--show <n>', 'the whole of number n', positiveInteger)
  .action(
    lazy(
      () => import('./commands/inbox.ts'),
      (m, options, [kind]) => m.inbox(kind, options),
    ),
  );
program
  .command('env')
  .description('addresses, key and NATS login of the local platform, for eval "$(npx solveig env)"')
  .action(
    lazy(
      () => import('./commands/env.ts'),
      (m, options) => m.env(options),
    ),
  );
program
  .command('doctor')
  .description('check every dependency and setting, and say the mend')
  .action(
    lazy(
      () => import('./commands/doctor.ts'),
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
      () => import('./commands/config-check.ts'),
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
      () => import('./commands/migrate.ts'),
      (m, options, [action, rest]) => m.migrate(action, rest, options),
    ),
  );

// `solveig jobs | head -1`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
