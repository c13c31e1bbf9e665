import { ANSWERS_HELP, answersCommand } from './answers/answers-command.ts';
import { PLATFORM_HELP, platformCommand } from './platform/platform-command.ts';
import { ROUTING_HELP, routingCommand } from './routing/routing-command.ts';
import { UsageError } from './usage.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const SUITES: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  answers: answersCommand,
  platform: platformCommand,
  routing: routingCommand,
};

const HELP = `${PLATFORM_HELP}\n${ROUTING_HELP}\n${ANSWERS_HELP}`;

async function main([suite = '', ...args]: string[]): Promise<number> {
  if (suite === '--help') {
    process.stdout.write(HELP);
    return 0;
  }
  const run = Object.hasOwn(SUITES, suite) ? SUITES[suite] : undefined;
  if (run) return run(args);
  process.stderr.write(suite === '' ? HELP : `there is no suite "${suite}"\n\n${HELP}`);
  return EXIT_USAGE;
}

// What was started ends when its pipe to this process closes; there is nothing else to undo.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const isUsage = error instanceof UsageError || String(error?.code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${isUsage ? error.message : error.stack}\n`);
    process.exitCode = isUsage ? EXIT_USAGE : EXIT_FAILED;
  },
);
