import { StrategyBreaker } from './strategy-breaker.ts';
import type { AttemptOutcome } from './strategy-chain.ts';

/** How all solves are made: as asked, with half of their budgets, or without any search. */
export type SolverMode = 'normal' | 'performance' | 'emergency';

export const SOLVER_MODES: readonly SolverMode[] = ['normal', 'performance', 'emergency'];

/** A strategy as its kind declares it. */
export interface DeclaredStrategy {
  readonly name: string;
  /** Answers at once and always: stays on, and last. */
  readonly alwaysAnswers: boolean;
  /** Builds an answer without a search: what the emergency mode begins with. */
  readonly isConstruction: boolean;
}

/** What a person has set. */
export interface StrategySetting {
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Lower is tried first. */
  readonly position: number;
}

/** Which strategies a solve may try. */
export interface ChainPlan {
  /** In order; the last always answers. */
  readonly strategies: readonly string[];
  /** Why the answer counts as degraded whoever gives it, in words. */
  readonly degradedBy?: string | undefined;
}

/** One strategy as it stands. */
export interface StrategyState extends DeclaredStrategy {
  readonly kind: string;
  /** From 1. */
  readonly position: number;
  readonly enabled: boolean;
  readonly isTakenOut: boolean;
  readonly detail: string;
  readonly lastCheckMs: number | undefined;
  /** Median of the last attempts, seconds. */
  readonly p50Seconds: number | undefined;
  readonly successes: number;
  /** By cause. */
  readonly failures: Readonly<Record<string, number>>;
}

/** An attempt of a solve that has ended. */
export interface EndedAttempt {
  readonly strategy: string;
  readonly outcome: AttemptOutcome;
  readonly cause: string;
  readonly seconds: number;
}

const KEPT_TIMES = 100;

interface Entry {
  readonly declared: DeclaredStrategy;
  /** Place in the order of its kind. */
  readonly declaredAt: number;
  readonly breaker: StrategyBreaker;
  readonly seconds: number[];
  readonly failures: Record<string, number>;
  successes: number;
  lastCheckMs: number | undefined;
  enabled: boolean;
  position: number;
}

/** Who is tried in which order, and how each does. */
export class StrategyBook {
  readonly #entries = new Map<string, Entry[]>();
  #mode: SolverMode = 'normal';

  /** @param catalogue strategies of each kind in their own order */
  constructor(catalogue: Readonly<Record<string, readonly DeclaredStrategy[]>>) {
    for (const [kind, declared] of Object.entries(catalogue)) this.#entries.set(kind, declared.map(entryOf));
  }

  get mode(): SolverMode {
    return this.#mode;
  }

  set mode(mode: SolverMode) {
    this.#mode = mode;
  }

  /** The settings of all strategies; those without a setting are on, where they were declared. */
  apply(settings: readonly StrategySetting[]): void {
    for (const [kind, entries] of this.#entries) {
      const own = new Map(settings.filter((one) => one.kind === kind).map((one) => [one.name, one]));
      for (const entry of entries) {
        const setting = own.get(entry.declared.name);
        entry.enabled = entry.declared.alwaysAnswers || (setting?.enabled ?? true);
        entry.position = setting?.position ?? entry.declaredAt;
      }
      entries.sort(inOrder);
    }
  }

  /** Which strategies a solve of this kind may try now. */
  plan(kind: string): ChainPlan {
    const enabled = this.#of(kind).filter((entry) => entry.enabled);
    const healthy = enabled.filter(({ declared, breaker }) => declared.alwaysAnswers || !breaker.isTakenOut);
    if (this.#mode === 'emergency') {
      const quick = healthy.filter(({ declared }) => declared.isConstruction || declared.alwaysAnswers);
      return { strategies: namesOf(quick), degradedBy: 'the solver is in emergency mode: there is no search' };
    }
    const first = enabled[0];
    if (!first || healthy[0] === first) return { strategies: namesOf(healthy) };
    return {
      strategies: namesOf(healthy),
      degradedBy: `the strategy ${first.declared.name} is out: ${first.breaker.detail}`,
    };
  }

  /** Counts what came of a solve. */
  settle(kind: string, attempts: readonly EndedAttempt[], nowMs: number): void {
    for (const { strategy, outcome, cause, seconds } of attempts) {
      const entry = this.#find(kind, strategy);
      if (!entry || outcome === 'skipped') continue;
      entry.seconds.push(seconds);
      if (entry.seconds.length > KEPT_TIMES) entry.seconds.shift();
      if (outcome === 'answered') {
        entry.successes++;
        entry.breaker.succeeded();
        continue;
      }
      entry.failures[outcome] = (entry.failures[outcome] ?? 0) + 1;
      // To have found nothing in its time is not a fault of the strategy.
      if (outcome !== 'no_answer') entry.breaker.failed(cause, nowMs);
    }
  }

  /** What came of a probe or a test; `cause` when it failed. */
  probed(kind: string, name: string, cause: string | undefined, nowMs: number): void {
    const entry = this.#find(kind, name);
    if (!entry) return;
    entry.lastCheckMs = nowMs;
    entry.breaker.probed(cause, nowMs);
  }

  /** Strategies that are out and may be tried again. */
  dueProbes(nowMs: number): { kind: string; name: string }[] {
    return [...this.#entries].flatMap(([kind, entries]) =>
      entries
        .filter(({ enabled, breaker }) => enabled && breaker.isProbeDue(nowMs))
        .map(({ declared }) => ({ kind, name: declared.name })),
    );
  }

  list(kind?: string): StrategyState[] {
    const kinds = kind === undefined ? [...this.#entries.keys()] : [kind];
    return kinds.flatMap((one) => this.#of(one).map((entry, index) => stateOf(one, entry, index + 1)));
  }

  #of(kind: string): Entry[] {
    return this.#entries.get(kind) ?? [];
  }

  #find(kind: string, name: string): Entry | undefined {
    return this.#of(kind).find(({ declared }) => declared.name === name);
  }
}

function entryOf(declared: DeclaredStrategy, index: number): Entry {
  return {
    declared,
    declaredAt: index,
    breaker: new StrategyBreaker(),
    seconds: [],
    failures: {},
    successes: 0,
    lastCheckMs: undefined,
    enabled: true,
    position: index,
  };
}

/** Who always answers is asked last. */
function inOrder(a: Entry, b: Entry): number {
  return Number(a.declared.alwaysAnswers) - Number(b.declared.alwaysAnswers) || a.position - b.position;
}

function namesOf(entries: readonly Entry[]): string[] {
  return entries.map(({ declared }) => declared.name);
}

function stateOf(kind: string, entry: Entry, position: number): StrategyState {
  const { declared, breaker, enabled, lastCheckMs, successes, failures, seconds } = entry;
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    ...declared,
    kind,
    position,
    enabled,
    isTakenOut: breaker.isTakenOut,
    detail: breaker.detail,
    lastCheckMs,
    p50Seconds: sorted[Math.floor(sorted.length / 2)],
    successes,
    failures: { ...failures },
  };
}
