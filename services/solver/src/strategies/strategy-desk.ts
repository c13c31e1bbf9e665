import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import type { Logger } from '@solveig/kit/log';
import type { SolverMode, StrategyBook, StrategyState } from '#domain/strategy/strategy-book';
import {
  readSolverMode,
  readStrategySettings,
  writeSolverMode,
  writeStrategySettings,
} from '../store/strategy-settings.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { type StrategyTest, testStrategy } from './test-strategy.ts';

/** How soon an instance hears what was set at another, and looks for probes that are due. */
const TICK_MS = 2_000;

export interface StrategyDeskParts {
  readonly book: StrategyBook;
  readonly db: Db;
  readonly pool: Pick<WorkerPool, 'run'>;
  readonly health: HealthBook;
  readonly log: Logger;
}

/** Where strategies and the mode are set: kept in the database, then told to the book. Throws what the database throws. */
export class StrategyDesk {
  readonly #parts: StrategyDeskParts;
  /** Counts what was set here, so that what was read before it does not undo it. */
  #revision = 0;

  constructor(parts: StrategyDeskParts) {
    this.#parts = parts;
    this.#tellHealth();
  }

  get book(): StrategyBook {
    return this.#parts.book;
  }

  /** Turns a strategy on or off. Throws NOT_FOUND, and INVALID_REQUEST for the one that always answers. */
  async set(kind: string, name: string, enabled: boolean): Promise<void> {
    const strategy = this.find(kind, name);
    if (strategy.alwaysAnswers && !enabled) {
      throw invalid('name', `${name} always answers and stays on`, 'Turn off one of the others.');
    }
    // All of the kind are kept, so that their order is that of one moment.
    await this.#write(this.book.list(kind).map((one) => (one.name === name ? { ...one, enabled } : one)));
  }

  /** Puts these first, in this order. Throws NOT_FOUND, and INVALID_REQUEST for a name that comes twice. */
  async order(kind: string, names: readonly string[]): Promise<void> {
    const chosen = names.map((name) => this.find(kind, name));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw invalid('names', `${twice} comes twice`, 'Name each once.');
    const rest = this.book.list(kind).filter(({ name }) => !names.includes(name));
    await this.#write([...chosen, ...rest].map((one, index) => ({ ...one, position: index })));
  }

  /** Runs a strategy on the small problem of its kind; one that was taken out comes back when it answers. */
  async test(kind: string, name: string, signal: AbortSignal): Promise<StrategyTest> {
    this.find(kind, name);
    const test = await testStrategy(this.#parts.pool, { kind, name }, signal);
    if (!signal.aborted) this.book.probed(kind, name, test.cause, Date.now());
    this.#tellHealth();
    return test;
  }

  async setMode(mode: SolverMode): Promise<void> {
    await writeSolverMode(this.#parts.db, mode);
    this.#revision++;
    this.#takeMode(mode);
  }

  /** Throws NOT_FOUND. */
  find(kind: string, name: string): StrategyState {
    const strategies = this.book.list(kind);
    const found = strategies.find((one) => one.name === name);
    if (found) return found;
    const names = strategies.map((one) => one.name).join(', ');
    throw new SolveigError(
      'NOT_FOUND',
      `There is no strategy ${name} of the kind ${kind}; there are ${names || 'none'}.`,
    );
  }

  /** Reads what another instance has set, and probes what was taken out. */
  async tick(signal: AbortSignal): Promise<void> {
    const { db, log } = this.#parts;
    const revision = this.#revision;
    try {
      const [settings, mode] = await Promise.all([readStrategySettings(db), readSolverMode(db)]);
      if (revision === this.#revision) {
        this.book.apply(settings);
        this.#takeMode(mode);
      }
    } catch (err) {
      log.debug({ err }, 'the settings of strategies could not be read; those before hold');
    }
    for (const { kind, name } of this.book.dueProbes(Date.now())) {
      // Without a free worker there is no verdict: the next round asks again.
      const test = await this.test(kind, name, signal).catch(() => undefined);
      if (test) log.info({ kind, strategy: name, cause: test.cause }, 'a strategy that was taken out was probed');
    }
    this.#tellHealth();
  }

  async #write(strategies: readonly StrategyState[]): Promise<void> {
    const settings = strategies.map(({ kind, name, enabled, position }) => ({ kind, name, enabled, position }));
    await writeStrategySettings(this.#parts.db, settings);
    this.#revision++;
    this.book.apply(settings);
  }

  #takeMode(mode: SolverMode): void {
    if (mode === this.book.mode) return;
    this.#parts.log.warn({ mode, before: this.book.mode }, 'the mode of the solver has changed');
    this.book.mode = mode;
    this.#tellHealth();
  }

  #tellHealth(): void {
    const { book, health } = this.#parts;
    const out = book.list().filter(({ isTakenOut }) => isTakenOut);
    const troubles = [
      ...(book.mode === 'normal' ? [] : [`${book.mode} mode`]),
      ...out.map(({ kind, name, detail }) => `${kind}: ${name} is out, ${detail}`),
    ];
    health.set('strategies', troubles.length === 0 ? 'ok' : 'degraded', troubles.join('; '), { mode: book.mode });
  }
}

/** Keeps the book in step with the database, and probes, until the app stops. */
export function startStrategyDesk(app: App, parts: StrategyDeskParts): StrategyDesk {
  const desk = new StrategyDesk(parts);
  const loop = (async () => {
    while (!app.signal.aborted) {
      await desk.tick(app.signal);
      await pause(TICK_MS, app.signal);
    }
  })();
  app.defer('strategies', () => loop);
  return desk;
}

function invalid(path: string, message: string, hint: string): SolveigError {
  const violations = [{ path, reason: 'NOT_ALLOWED', message, hint }];
  return new SolveigError('INVALID_REQUEST', 'The request has 1 fault.', { violations });
}
