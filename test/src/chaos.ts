/**
 * `npm run chaos -- --seed S --jobs N`: jobs from four clients while everything is killed; exit code 0 only when each
 * accepted job ended exactly once.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPlatform } from '@solveig/local/platform';
import { repoRoot } from '@solveig/local/repo-root';
import { CHAOS_ENV, runConservation } from '../chaos/conservation.ts';
import { openStage } from './stage.ts';

const HELP = `usage: npm run chaos -- [--seed S] [--jobs N] [--seconds T] [--keep]

  --seed S     decides who is killed when, and what is submitted (1)
  --jobs N     jobs, from four clients (500)
  --seconds T  how long things are killed (a quarter of a second a job)
  --keep       leaves logs and databases in .solveig/chaos-<process id>
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '500' },
    seconds: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = values.help ? help() : await chaos();

function help(): number {
  say(HELP);
  return 0;
}

async function chaos(): Promise<number> {
  const seed = wholeNumber('seed', values.seed);
  const jobs = wholeNumber('jobs', values.jobs);
  const faultsMs = 1000 * wholeNumber('seconds', values.seconds ?? String(Math.max(20, Math.ceil(jobs / 4))));
  const dataDir = join(repoRoot(), '.solveig', `chaos-${process.pid}`);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
  say(`seed ${seed}, ${jobs} jobs, faults for ${faultsMs / 1000} s`);
  try {
    const platform = await startPlatform({ dataDir, ports: 'free', env: CHAOS_ENV, signal: interrupted.signal });
    await using stage = await openStage(platform);
    const { kills, anomalies, ...figures } = await runConservation(stage, { seed, jobs, faultsMs, tell: say });
    say(JSON.stringify({ ...figures, kills: kills.length, anomalies: anomalies.length }, null, 2));
    for (const { kind, jobId, detail } of anomalies) say(`${kind}: ${jobId} ${detail}`);
    const isRight = anomalies.length === 0 && figures.settledSeconds < 60;
    say(isRight ? '✓ each accepted job ended exactly once' : `✗ broken; again with --seed ${seed} --jobs ${jobs}`);
    return isRight ? 0 : 1;
  } catch (error) {
    say(interrupted.signal.aborted ? 'interrupted' : `the run failed: ${(error as Error).stack}`);
    return interrupted.signal.aborted ? 130 : 1;
  } finally {
    if (!values.keep) rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    say(`--${name} must be a whole number, not "${text}"\n\n${HELP}`);
    process.exit(2);
  }
  return number;
}
