import { parseArgs } from 'node:util';
import type { Line } from '../line.ts';
import { tableOf } from '../report.ts';
import { positiveOption, UsageError } from '../usage.ts';
import { openBench } from './bench.ts';
import { PLATFORM_FIGURES } from './suite.ts';

export const PLATFORM_HELP = `usage: npm run bench -- platform [options]

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

interface Wishes {
  readonly json: boolean;
  readonly only: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
}

/** `npm run bench -- platform` */
export async function platformCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(PLATFORM_HELP, 0);
  if (values.list) return print(listing(), 0);
  const only = values.only.split(',').filter((word) => word !== '');
  const seconds = positiveOption('--seconds', values.seconds);
  const rounds = Math.ceil(positiveOption('--rounds', values.rounds));
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

function listing(): string {
  const names = PLATFORM_FIGURES.flatMap(({ figures }) => Object.entries(figures));
  const width = Math.max(...names.map(([name]) => name.length));
  return `${names.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')}\n`;
}

function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}
