import { PRIORITY_TOKENS, type PriorityToken } from './job-state.ts';

/**
 * What waits: the jobs of one tenant at one priority, oldest first. Who has more than are asked for shows at least one more
 * than that: a queue that runs empty loses its credit.
 */
export interface WaitingGroup<J> {
  readonly tenant: string;
  readonly priority: PriorityToken;
  readonly jobs: readonly J[];
}

/** Where the round over the tenants of one priority stands. */
interface Round {
  /** Whose turn it is; it keeps the turn until its credit is used up. */
  readonly at: string | undefined;
  /** Whether that tenant was already given the credit of this visit. */
  readonly isCredited: boolean;
  /** Jobs that each tenant may still send, by tenant. */
  readonly credit: ReadonlyMap<string, number>;
}

/** What `fairOrder` remembers from one call to the next. */
export interface FairTurns {
  readonly turn: number;
  readonly rounds: Readonly<Record<PriorityToken, Round>>;
}

export interface FairOrder<J> {
  readonly picks: readonly J[];
  readonly turns: FairTurns;
}

const EMPTY_ROUND: Round = { at: undefined, isCredited: false, credit: new Map() };

export const FIRST_TURNS: FairTurns = { turn: 0, rounds: { hi: EMPTY_ROUND, norm: EMPTY_ROUND, low: EMPTY_ROUND } };

/** Of ten turns these belong to a lower priority first, so that urgent work slows the rest down but never stops it. */
const RESERVED_TURNS: ReadonlyMap<number, PriorityToken> = new Map([
  [4, 'norm'],
  [8, 'norm'],
  [9, 'low'],
]);

/** How many of the next `count` turns, after `turn` of them, belong to norm and to low first. */
export function reservedTurns(turn: number, count: number): { norm: number; low: number } {
  const reserved = { norm: 0, low: 0 };
  for (let i = 0; i < count; i++) {
    const priority = RESERVED_TURNS.get((turn + i) % 10);
    if (priority === 'norm' || priority === 'low') reserved[priority]++;
  }
  return reserved;
}

/**
 * Chooses the next `count` jobs. Urgent first, yet norm gets at least 20 % and low at least 10 % of the turns while they wait.
 * Within a priority the tenants share by deficit round robin (Shreedhar and Varghese 1996): each visit gives a
 * tenant its weight (0.01 to 100) in jobs, and what a visit leaves unused below one job is kept for the next.
 */
export function fairOrder<J>(
  waiting: readonly WaitingGroup<J>[],
  count: number,
  weightOf: (tenant: string) => number,
  turns: FairTurns = FIRST_TURNS,
): FairOrder<J> {
  const queues = PRIORITY_TOKENS.map((priority) => new TenantRing(priority, waiting, weightOf, turns.rounds[priority]));
  const picks: J[] = [];
  let turn = turns.turn;
  while (picks.length < count) {
    const reserved = RESERVED_TURNS.get(turn % 10);
    const ring = queues.find((q) => q.priority === reserved && q.isWaiting()) ?? queues.find((q) => q.isWaiting());
    if (!ring) break;
    picks.push(ring.take());
    turn = (turn + 1) % 10;
  }
  const [hi, norm, low] = queues.map((q) => q.round()) as [Round, Round, Round];
  return { picks, turns: { turn, rounds: { hi, norm, low } } };
}

/** The tenants that wait at one priority, in the order of their names. */
class TenantRing<J> {
  readonly priority: PriorityToken;
  readonly #tenants: string[];
  readonly #jobs = new Map<string, { jobs: readonly J[]; next: number }>();
  readonly #credit = new Map<string, number>();
  readonly #weightOf: (tenant: string) => number;
  #index = 0;
  #isCredited = false;
  #lastEmptied: string | undefined;

  constructor(
    priority: PriorityToken,
    waiting: readonly WaitingGroup<J>[],
    weightOf: (tenant: string) => number,
    round: Round,
  ) {
    this.priority = priority;
    this.#weightOf = weightOf;
    for (const group of waiting) {
      if (group.priority !== priority || group.jobs.length === 0) continue;
      this.#jobs.set(group.tenant, { jobs: group.jobs, next: 0 });
      // Credit is only kept while the tenant waits: an idle one saves nothing up.
      this.#credit.set(group.tenant, round.credit.get(group.tenant) ?? 0);
    }
    this.#tenants = [...this.#jobs.keys()].sort();
    const { at } = round;
    if (at === undefined || this.#tenants.length === 0) return;
    const index = this.#tenants.findIndex((tenant) => tenant >= at);
    this.#index = index === -1 ? 0 : index;
    this.#isCredited = round.isCredited && this.#tenants[this.#index] === at;
  }

  isWaiting(): boolean {
    return this.#tenants.length > 0;
  }

  /** The next job; only while `isWaiting`. */
  take(): J {
    for (;;) {
      const tenant = this.#tenants[this.#index] as string;
      if (!this.#isCredited) {
        const weight = Math.min(100, Math.max(0.01, this.#weightOf(tenant)));
        this.#credit.set(tenant, (this.#credit.get(tenant) ?? 0) + weight);
        this.#isCredited = true;
      }
      const credit = this.#credit.get(tenant) ?? 0;
      // Sums of weights such as 0.1 fall a hair short of 1.
      if (credit > 1 - 1e-9) return this.#serve(tenant, credit - 1);
      this.#index = (this.#index + 1) % this.#tenants.length;
      this.#isCredited = false;
    }
  }

  #serve(tenant: string, creditLeft: number): J {
    const queue = this.#jobs.get(tenant) as { jobs: readonly J[]; next: number };
    const job = queue.jobs[queue.next++] as J;
    this.#credit.set(tenant, Math.max(0, creditLeft));
    if (queue.next === queue.jobs.length) {
      this.#tenants.splice(this.#index, 1);
      this.#credit.delete(tenant);
      this.#lastEmptied = tenant;
      if (this.#index === this.#tenants.length) this.#index = 0;
      this.#isCredited = false;
    }
    return job;
  }

  round(): Round {
    // When all queues ran empty, the next call goes on behind the tenant served last.
    const behind = this.#lastEmptied === undefined ? undefined : `${this.#lastEmptied}\u0000`;
    return {
      at: this.#tenants[this.#index] ?? behind,
      isCredited: this.#isCredited,
      credit: this.#credit,
    };
  }
}
