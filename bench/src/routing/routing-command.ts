import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '@solveig/local/repo-root';
import { positiveOption, UsageError } from '../usage.ts';
import { DATA_SETS } from './data-sets.ts';
import type { RoutingLine, SetLine } from './routing-line.ts';
import { runRouting } from './run-routing.ts';
import { OWN_NAME, SOLVER_NAMES } from './solvers.ts';

export const ROUTING_HELP = `usage: npm run bench -- routing --data <folder> --set <names> [options]

  --data <folder>     folder of the sets, each a folder of instances with its bks.json
  --set <names>       sets, separated by commas; --list names them
  --seconds <n>       time of each solve; default 10
  --workers <n>       worker processes that solve an instance together; peers of one core run as often, the best counts; default 1
  --solvers <names>   ${SOLVER_NAMES.join(', ')}; default ${OWN_NAME}; they take turns on each instance
  --only <words>      only instances whose name contains one of these words
  --seed <n>          default 1
  --out <file>        keeps each line as it comes; default .solveig/bench-routing.jsonl
  --resume            goes on after the lines that the file holds
  --json              prints lines as JSON: an instance each, then the mean of each set
  --list              the sets

Every answer is checked by the verifier; only those that keep every rule count for the mean. Values are in the unit of the
instance. The exit code is 0 when everything could be run.
`;

/** `npm run bench -- routing` */
export async function routingCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      set: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      workers: { type: 'string', default: '1' },
      solvers: { type: 'string', default: OWN_NAME },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: join(repoRoot(), '.solveig/bench-routing.jsonl') },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.list) {
    process.stdout.write(values.help ? ROUTING_HELP : `${Object.keys(DATA_SETS).join('\n')}\n`);
    return 0;
  }
  if (!values.data || !values.set) throw new UsageError(`--data and --set are needed\n\n${ROUTING_HELP}`);
  const sets = words(values.set, Object.keys(DATA_SETS), 'set');
  const means = await runRouting({
    data: values.data,
    sets,
    only: values.only.split(',').filter(Boolean),
    solvers: words(values.solvers, SOLVER_NAMES, 'solver'),
    seconds: positiveOption('--seconds', values.seconds),
    workers: Math.ceil(positiveOption('--workers', values.workers)),
    seed: Math.ceil(positiveOption('--seed', values.seed)),
    out: values.out,
    resume: values.resume,
    onLine: (line) => process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : `${sentenceOf(line)}\n`),
    say: (text) => process.stderr.write(`  ${text}\n`),
  });
  process.stdout.write(
    values.json ? means.map((mean) => `${JSON.stringify(mean)}\n`).join('') : `\n${tableOf(means)}\n`,
  );
  return 0;
}

function words(text: string, known: readonly string[], what: string): string[] {
  const chosen = text.split(',').filter(Boolean);
  const unknown = chosen.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new UsageError(`there is no ${what} "${unknown}"; there are: ${known.join(', ')}`);
  return chosen;
}

function sentenceOf({ solver, set, instance, value, best, gap, seconds, feasible, note }: RoutingLine): string {
  const result = value === null ? 'no value' : `${value}${feasible ? '' : ' (breaks rules)'}`;
  const parts = [solver.padEnd(8), `${set} ${instance}`.padEnd(36), result, `best ${best ?? '-'}`];
  if (gap !== null) parts.push(percent(gap));
  if (seconds !== null) parts.push(`${seconds} s`);
  if (note) parts.push(note);
  return parts.join('  ');
}

function tableOf(means: readonly SetLine[]): string {
  const rows = means.map(({ solver, set, counted, instances, meanGap, worstGap, meanSeconds }) => [
    set,
    solver,
    `${counted} of ${instances}`,
    meanGap === null ? '-' : percent(meanGap),
    worstGap === null ? '-' : percent(worstGap),
    meanSeconds === null ? '-' : `${meanSeconds.toFixed(2)} s`,
  ]);
  const all = [['set', 'solver', 'counted', 'mean gap', 'worst', 'seconds'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
