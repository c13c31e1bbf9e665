import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '@solveig/local/repo-root';
import { temporaryFolder } from '@solveig/local/testing';
import { expect, test } from 'vitest';
import type { RoutingLine } from './routing-line.ts';
import { runRouting } from './run-routing.ts';

function dataFolder(path: string): string {
  const put = (set: string, file: string, name: string, instances: object) => {
    mkdirSync(join(path, set), { recursive: true });
    copyFileSync(join(repoRoot(), 'examples/formats', file), join(path, set, name));
    writeFileSync(join(path, set, 'bks.json'), JSON.stringify({ instances }));
  };
  put('cvrp-x', 'cvrp.vrp', 'tiny.vrp', { tiny: { bks: 72 } });
  put('hfvrp-pessoa', 'fleet.vrp', 'tiny.vrp', { tiny: { bks: 2.95 } });
  put('toptw', 'orienteering.txt', 'tiny.txt', { tiny: { opt_m1: 22 } });
  return path;
}

test('a run finds the optima of small instances and goes on where it was broken off', {
  timeout: 60_000,
}, async () => {
  using folder = temporaryFolder('bench-routing');
  const out = join(folder.path, 'lines.jsonl');
  const lines: RoutingLine[] = [];
  const run = {
    data: dataFolder(folder.path),
    sets: ['cvrp-x', 'hfvrp-pessoa', 'toptw'],
    only: [],
    solvers: ['solveig'],
    seconds: 2,
    workers: 2,
    seed: 1,
    out,
    resume: false,
    onLine: (line: RoutingLine) => lines.push(line),
    say: () => undefined,
  };
  const means = await runRouting(run);
  expect(lines.map(({ set, value, gap, feasible }) => [set, value, gap, feasible])).toEqual([
    ['cvrp-x', 72, 0, true],
    ['hfvrp-pessoa', 295, 0, true],
    ['toptw', 22, 0, true],
  ]);
  expect(means.map(({ counted, solvable, instances }) => [counted, solvable, instances])).toEqual([
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ]);

  // Cut short while its last line was written; the first line is marked to see that it is kept.
  const kept = readFileSync(out, 'utf8').split('\n');
  writeFileSync(out, `${kept[0]?.replace('"seconds":', '"note":"kept","seconds":')}\n${kept[1]?.slice(0, 20)}`);
  lines.length = 0;
  await runRouting({ ...run, sets: ['cvrp-x', 'hfvrp-pessoa'], resume: true });
  expect(lines.map(({ value, note }) => [value, note])).toEqual([
    [72, 'kept'],
    [295, undefined],
  ]);
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(2);
});
