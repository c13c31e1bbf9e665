import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { debianPackage } from './nats-sources/debian-package.ts';
import { dockerImage } from './nats-sources/docker-image.ts';
import { githubRelease } from './nats-sources/github-release.ts';
import { inCache } from './nats-sources/in-cache.ts';
import { causeOf, checkedVersion, MINIMUM_NATS_VERSION } from './nats-sources/nats-program.ts';
import type { NatsSource } from './nats-sources/nats-source.ts';
import { onPath } from './nats-sources/on-path.ts';
import { cacheDirectory } from './repo-root.ts';

/** The five ways, in the order in which they are tried. */
export const NATS_SOURCES: readonly NatsSource[] = [onPath, inCache, debianPackage, githubRelease, dockerImage];

/** What became of one way. */
export interface NatsAttempt {
  readonly source: string;
  readonly outcome: 'found' | 'failed';
  /** Why it failed, in one line. */
  readonly cause?: string;
  readonly seconds: number;
}

export interface NatsProgram {
  readonly path: string;
  readonly version: string;
  /** The way it was come by. */
  readonly source: string;
  readonly attempts: readonly NatsAttempt[];
}

/** No way gave a program; the message lists every way with its cause and says how to do one by hand. */
export class NatsNotFoundError extends Error {
  readonly attempts: readonly NatsAttempt[];

  constructor(attempts: readonly NatsAttempt[], sources: readonly NatsSource[]) {
    const width = Math.max(...attempts.map((attempt) => attempt.source.length));
    const tried = attempts.map(
      (attempt, index) =>
        `  ${index + 1}. ${attempt.source.padEnd(width)}  ${attempt.cause} (${attempt.seconds.toFixed(1)} s)`,
    );
    const hands = sources.map((source) => `  - ${source.byHand}`);
    super(
      `no nats-server ${MINIMUM_NATS_VERSION} or newer could be obtained. Tried, in this order:\n${tried.join('\n')}\n` +
        `To do one of them by hand:\n${hands.join('\n')}\nor set SOLVEIG_NATS_SERVER=/path/to/nats-server`,
    );
    this.name = 'NatsNotFoundError';
    this.attempts = attempts;
  }
}

export interface ObtainOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where programs are kept over runs; `<repo>/.solveig/cache/nats-server` when absent. */
  readonly cacheDir?: string;
  readonly sources?: readonly NatsSource[];
  /** Told of each way as it fails or succeeds. */
  readonly onAttempt?: (attempt: NatsAttempt) => void;
  readonly signal?: AbortSignal;
}

/** Finds or fetches a real nats-server. Throws `NatsNotFoundError` when every way failed. */
export async function obtainNatsServer(options: ObtainOptions = {}): Promise<NatsProgram> {
  const env = options.env ?? process.env;
  const named = env.SOLVEIG_NATS_SERVER;
  if (named)
    return {
      path: named,
      version: await checkedVersion(named, options.signal),
      source: 'SOLVEIG_NATS_SERVER',
      attempts: [],
    };

  const sources = options.sources ?? NATS_SOURCES;
  const cacheDir = options.cacheDir ?? join(cacheDirectory(), 'nats-server');
  const attempts: NatsAttempt[] = [];
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const started = performance.now();
    const record = (attempt: Omit<NatsAttempt, 'source' | 'seconds'>): void => {
      const told = { source: source.name, seconds: (performance.now() - started) / 1000, ...attempt };
      attempts.push(told);
      options.onAttempt?.(told);
    };
    try {
      const path = await within(source, (signal) => source.obtain({ cacheDir, env, signal }), options.signal);
      record({ outcome: 'found' });
      return { path, version: await checkedVersion(path), source: source.name, attempts };
    } catch (error) {
      options.signal?.throwIfAborted();
      record({ outcome: 'failed', cause: causeOf(error) });
    }
  }
  throw new NatsNotFoundError(attempts, sources);
}

/** Runs an attempt inside its time limit, even when it does not heed its signal. */
async function within<T>(
  source: NatsSource,
  attempt: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const limit = new AbortController();
  const signal = outer ? AbortSignal.any([outer, limit.signal]) : limit.signal;
  const timer = delay(source.timeoutMs, undefined, { signal }).then(() => {
    const tooLong = new Error(`gave up after ${source.timeoutMs / 1000} s`);
    limit.abort(tooLong);
    throw tooLong;
  });
  timer.catch(() => {}); // the race below may have been won
  try {
    return await Promise.race([attempt(signal), timer]);
  } finally {
    limit.abort();
  }
}
