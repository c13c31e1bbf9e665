import { parseArgs } from 'node:util';
import type { Line } from './line.ts';
import { openBench } from './platform/bench.ts';
import { PLATFORM_FIGURES } from './platform/suite.ts';
import { tableOf } from './report.ts';

const HELP = `usage: npm run bench -- platform [options]

  --json           one JSON object a line and figure: figure, value, unit, ceiling, ratio, target, met
  --only <words>   only figures whose name contains one of these words, separated by commas
  --seconds <n>    length of each timed run of a throughput; default 2
  --rounds <n>     how often the platform and its ceiling take turns; default 5
  --list           the figures and what they are

It starts platforms of its own on free ports under .solveig/ and stops them. A ceiling is measured in the same run on the
same machine, in turns with the platform. The exit code is 0 when everything could be measured, whether or not a target
was met.
`;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

interface Wishes {
  readonly json: boolean;
  readonly only: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(HELP, 0);
  if (positionals.length !== 1 || positionals[0] !== 'platform') {
    process.stderr.write(positionals.length === 0 ? HELP : `there is no suite "${positionals.join(' ')}"\n\n${HELP}`);
    return EXIT_USAGE;
  }
  if (values.list) return print(listing(), 0);
  const only = values.only.split(',').filter((word) => word !== '');
  const seconds = positive('--seconds', values.seconds);
  const rounds = Math.ceil(positive('--rounds', values.rounds));
  return run({ json: values.json, only, seconds, rounds });
}

async function run({ json, only, seconds, rounds }: Wishes): Promise<number> {
  const isWanted = (name: string) => only.length === 0 || only.some((word) => name.includes(word));
  const chosen = PLATFORM_FIGURES.filter(({ figures }) => Object.keys(figures).some(isWanted));
  if (chosen.length === 0) throw new UsageError(`no figure is called ${only.join(', ')}; there are:\n${listing()}`);
  await using bench = await openBench({ seconds, rounds, say: (text) => process.stderr.write(`  ${text}\n`) });
  const lines: Line[] = [];
  let failures = 0;
  for (const { figures, measure } of chosen) {
    process.stderr.write(`${Object.keys(figures).join(', ')}\n`);
    try {
      const measured = (await measure(bench)).filter(({ figure }) => isWanted(figure));
      lines.push(...measured);
      if (json) for (const line of measured) process.stdout.write(`${JSON.stringify(line)}\n`);
    } catch (error) {
      failures++;
      process.stderr.write(`  could not be measured: ${(error as Error).stack}\n`);
    }
  }
  if (!json) print(`\n${tableOf(lines)}\n`, 0);
  return failures === 0 ? 0 : EXIT_FAILED;
}

class UsageError extends Error {}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3_600)) throw new UsageError(`${option} takes a number above 0, not "${text}"`);
  return value;
}

function listing(): string {
  const names = PLATFORM_FIGURES.flatMap(({ figures }) => Object.entries(figures));
  const width = Math.max(...names.map(([name]) => name.length));
  return `${names.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')}\n`;
}

function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
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
