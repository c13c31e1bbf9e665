import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformState } from '@solveig/local/platform-state';
import { atMost } from '../line.ts';
import type { FigureSource } from './figure.ts';
import { npmStart } from './npm-start.ts';
import { commandOf, familyOf, memoryOf, untilIdle } from './processes.ts';

const ALL = 'idle-memory';
const WITHOUT_WORKERS = 'idle-memory-without-workers';
/** After the samples; garbage of the start is collected within this time or stays. */
const SETTLE_MS = 10_000;

/** Memory of everything that `npm start` runs, when it has solved its samples and waits. */
export const idleMemory: FigureSource = {
  figures: {
    [ALL]: 'memory of the idle platform with NATS, Postgres and sinks, after the samples (PSS)',
    [WITHOUT_WORKERS]: 'the same without the warm solver workers',
  },
  measure: async (bench) => {
    await bench.stopPlatform();
    await using platform = await npmStart(join(bench.folder, 'memory'));
    await delay(SETTLE_MS);
    await untilIdle(platform.state().pid);
    const parts = memoryByPart(platform.state());
    bench.say([...parts].map(([part, megabytes]) => `${part} ${megabytes.toFixed(0)}`).join(', '));
    const all = [...parts.values()].reduce((sum, one) => sum + one, 0);
    return [atMost(ALL, all, 'MB', 1_100), atMost(WITHOUT_WORKERS, all - (parts.get('workers') ?? 0), 'MB', 700)];
  },
};

/** Megabytes of each service, of the workers, of NATS, of Postgres with its watcher, and of what holds them together. */
function memoryByPart({ pid, pids }: PlatformState): Map<string, number> {
  const parts = new Map<string, number>();
  const counted = new Set<number>();
  const count = (part: string, members: readonly { pid: number }[]) => {
    for (const member of members) {
      if (counted.has(member.pid)) continue;
      counted.add(member.pid);
      parts.set(part, (parts.get(part) ?? 0) + memoryOf(member.pid));
    }
  };
  const solver = familyOf(pids.solver ?? -1);
  count(
    'workers',
    solver.filter((row) => commandOf(row.pid).includes('worker-process')),
  );
  for (const [name, root] of Object.entries(pids)) count(name, familyOf(root));
  count('runner', familyOf(pid));
  if (!parts.has('workers')) throw new Error('no worker process was found under the solver');
  return parts;
}
