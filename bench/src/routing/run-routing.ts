import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnsupportedFeature } from '@solveig/formats/format-error';
import { type BenchEntry, listSet, loadInstance } from './load-set.ts';
import { gapOf, meanOf, NOT_EXPRESSIBLE, type RoutingLine, type SetLine } from './routing-line.ts';
import { openSolvers, type Solver } from './solvers.ts';

export interface RoutingRun {
  /** Folder of the sets. */
  readonly data: string;
  readonly sets: readonly string[];
  /** Words, one of which the name of an instance must hold; none means all. */
  readonly only: readonly string[];
  readonly solvers: readonly string[];
  readonly seconds: number;
  readonly workers: number;
  readonly seed: number;
  /** Where each line is kept as soon as it is there. */
  readonly out: string;
  /** Go on after the lines that `out` holds already. */
  readonly resume: boolean;
  /** An instance is done. */
  readonly onLine: (line: RoutingLine) => void;
  readonly say: (text: string) => void;
}

/** Runs every instance with every solver, one after the other in turn; gives the means. */
export async function runRouting(run: RoutingRun): Promise<SetLine[]> {
  const { data, sets, only, seconds, workers, seed } = run;
  const entries = sets
    .flatMap((set) => listSet(data, set))
    .filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)));
  if (entries.length === 0) throw new Error(`no instance of ${sets.join(', ')} is called ${only.join(', ')}`);
  const kept = keptLines(run);
  const wish = { seconds, workers, seed };
  await using participants = await openSolvers(run.solvers, wish);
  for (const text of participants.missing) run.say(text);
  const lines: RoutingLine[] = [];
  for (const entry of entries) {
    for (const solver of participants.solvers) {
      const before = kept.get(
        keyOf({ solver: solver.name, set: entry.set, instance: entry.name, budget: seconds, workers, seed }),
      );
      const line = before ?? (await lineOf(entry, solver, run));
      if (!before) appendFileSync(run.out, `${JSON.stringify(line)}\n`);
      lines.push(line);
      run.onLine(line);
    }
  }
  return meansOf(lines);
}

async function lineOf(entry: BenchEntry, solver: Solver, { seconds, workers, seed }: RoutingRun): Promise<RoutingLine> {
  const loaded = loadInstance(entry);
  const { reference, set, name } = entry;
  const head = { solver: solver.name, set, instance: name };
  const tail = { budget: seconds, workers, seed, reference: reference.field };
  const best = reference.best ?? null;
  if (loaded instanceof UnsupportedFeature) {
    const note = `${NOT_EXPRESSIBLE}: ${loaded.features.join('; ')}`;
    return { ...head, value: null, best, gap: null, seconds: null, bound: null, feasible: false, ...tail, note };
  }
  const answer = await solver.solve(loaded, { seconds, workers, seed });
  const { value = null, feasible = false, bound = null, note } = answer;
  const gap =
    value === null || best === null || !feasible ? null : Number(gapOf(loaded.instance, value, best).toFixed(6));
  return {
    ...head,
    value,
    best,
    gap,
    seconds: Number(answer.seconds.toFixed(3)),
    bound: bound === null ? null : Number(bound.toFixed(3)),
    feasible,
    ...tail,
    reference: `${reference.field}, ${loaded.rounding.name}`,
    ...(note === undefined ? {} : { note }),
  };
}

type Key = Pick<RoutingLine, 'solver' | 'set' | 'instance' | 'budget' | 'workers' | 'seed'>;

function keyOf({ solver, set, instance, budget, workers, seed }: Key): string {
  return [solver, set, instance, budget, workers, seed].join(' ');
}

/** Lines of a run that was broken off; a line that was cut short while it was written is done again. */
function keptLines({ out, resume }: RoutingRun): Map<string, RoutingLine> {
  mkdirSync(dirname(out), { recursive: true });
  if (!resume || !existsSync(out)) {
    writeFileSync(out, '');
    return new Map();
  }
  const lines = readFileSync(out, 'utf8').split('\n').flatMap(wholeLine);
  writeFileSync(out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return new Map(lines.map((line) => [keyOf(line), line]));
}

function wholeLine(text: string): RoutingLine[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as RoutingLine];
  } catch {
    return [];
  }
}

function meansOf(lines: readonly RoutingLine[]): SetLine[] {
  const groups = new Map<string, RoutingLine[]>();
  for (const line of lines) {
    const key = `${line.set} ${line.solver}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map(meanOf);
}
