import { parseArgs } from 'node:util';
import type { Line } from '../line.ts';
import { tableOf } from '../report.ts';
import { UsageError } from '../usage.ts';
import { openPool } from '../worker-pool.ts';
import { measureDeadlines } from './deadlines.ts';
import { measureFirstPlans } from './first-plans.ts';
import { measureMemory } from './memory.ts';
import { measureTrips } from './trips.ts';

const FIGURES = {
  deadlines: measureDeadlines,
  'first-plans': measureFirstPlans,
  memory: measureMemory,
  trips: measureTrips,
} as const;

export const ANSWERS_HELP = `usage: npm run bench -- answers [options]

How soon problems that visit places are answered, at the boundary of the worker processes: lateness against the deadline with both
workers busy, time to the first plan, memory of large problems, and what 100 ms are worth to a trip of three days.

  --only <figures>   ${Object.keys(FIGURES).join(', ')}; all without it
  --json             prints lines as JSON
`;

/** `npm run bench -- answers` */
export async function answersCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: Object.keys(FIGURES).join(',') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(ANSWERS_HELP);
    return 0;
  }
  const names = values.only.split(',').filter(Boolean);
  const unknown = names.find((name) => !Object.hasOwn(FIGURES, name));
  if (unknown !== undefined)
    throw new UsageError(`there is no figure "${unknown}"; there are: ${Object.keys(FIGURES).join(', ')}`);
  await using workers = await openPool(2);
  const lines: Line[] = [];
  for (const name of names) {
    for (const line of await FIGURES[name as keyof typeof FIGURES](workers)) {
      lines.push(line);
      if (values.json) process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  }
  if (!values.json) process.stdout.write(`${tableOf(lines)}\n`);
  return 0;
}
