/**
 * `npm run demo`: a platform of its own, failures on purpose, and checks of what the design promises. Exit code 0 only
 * when every check held.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPlatform } from '@solveig/local/platform';
import { repoRoot } from '@solveig/local/repo-root';
import { DEMO_WORKERS, killSolver, killWorker, stopNats } from './demo/kills-chapter.ts';
import { Ledger } from './demo/ledger.ts';
import { raiseRegression, SHORT_WINDOWS } from './demo/regression-chapter.ts';
import { solveSamples } from './demo/samples-chapter.ts';
import { Story } from './demo/story.ts';
import { openStage, type Stage } from './stage.ts';
import { listenAsReader } from './stage-moves.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dataDir = join(repoRoot(), '.solveig', `demo-${process.pid}`);

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
process.exitCode = await demo(interrupted.signal);

async function demo(signal: AbortSignal): Promise<number> {
  const story = new Story(say);
  let stage: Stage | undefined;
  try {
    story.chapter('A platform of its own: NATS, Postgres, five services, sinks');
    stage = await story.check('it is ready', async () => openStage(await startDemoPlatform(signal)));
    await play(stage, story);
    say(`\nAll ${story.checks} checks held, in ${story.seconds().toFixed(0)} s.`);
    return 0;
  } catch (error) {
    if (signal.aborted) {
      say('\ninterrupted');
      return 130;
    }
    say(`\n${wordsOf(error)}`);
    if (stage) showLastLines(stage);
    say('\nThe demo failed.');
    return 1;
  } finally {
    await stage?.[Symbol.asyncDispose]();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function play(stage: Stage, story: Story): Promise<void> {
  await using reader = await listenAsReader(stage);
  const ledger = new Ledger(stage, reader.events);
  await solveSamples(stage, story);
  await killWorker(stage, story, ledger);
  await killSolver(stage, story, ledger);
  await stopNats(stage, story, ledger);
  await raiseRegression(stage, story, ledger);
  story.chapter('The books');
  await story.check(
    `each of ${ledger.accepted.length} accepted jobs ended once: in the database, on NATS, in the monitor's history`,
    () => ledger.judge(),
    (ends) => [...ends].map(([state, jobs]) => `${jobs} ${state.toLowerCase()}`).join(', '),
  );
}

function startDemoPlatform(signal: AbortSignal) {
  return startPlatform({
    dataDir,
    ports: 'free',
    keepServersUp: true,
    durability: 'off',
    signal,
    env: {
      all: { SOLVEIG_LOG_LEVEL: 'info' },
      solver: {
        SOLVEIG_SOLVER_WORKERS: String(DEMO_WORKERS),
        SOLVEIG_SOLVER_LEASE_MS: '3000',
        SOLVEIG_SOLVER_DISPATCH_TIMEOUT_MS: '3000',
        SOLVEIG_SOLVER_POLL_AFTER_MS: '500',
      },
      monitor: SHORT_WINDOWS.monitor,
      alerting: SHORT_WINDOWS.alerting,
    },
  });
}

/** The error and what caused it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${wordsOf(error.cause)}`;
}

function showLastLines({ platform }: Stage): void {
  for (const service of platform.services()) {
    say(`\n--- last lines of ${service.name} (${service.isRunning() ? `pid ${service.pid}` : 'not running'})`);
    say(service.tail().split('\n').slice(-8).join('\n'));
  }
}
