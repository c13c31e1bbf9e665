import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { Db } from '@solveig/kit/db';
import { uuidv7 } from '@solveig/kit/ids';

/**
 * Hints between the parts of the jobs half, in this process and in others: at once here, by NOTIFY there. Hints may get lost,
 * so whoever waits for one also looks by itself now and then.
 */
export interface Wake {
  /** Something may be dispatched or claimed. */
  work(): void;
  /** Something happened to these jobs: for who watches them. */
  jobs(ids: readonly string[]): void;
  /** Somebody ended this job or asked it to stop: for who holds it. */
  order(id: string): void;
  /** Calls `listener` at each hint of work; gives the way to stop. */
  onWork(listener: () => void): () => void;
  /** Calls `listener` when something happened to the job `id`. */
  onJob(id: string, listener: () => void): () => void;
  /** Calls `listener` when somebody wants the job `id` to end. */
  onOrder(id: string, listener: () => void): () => void;
}

const CHANNEL = 'solver_jobs';
/** Under load other processes are told of many jobs at once. */
const PACE_MS = 20;
/** A NOTIFY carries 8,000 bytes at most; above this many jobs everybody is woken. */
const MOST_IDS = 150;
const MOST_ORDERS = 40;

interface Notice {
  from: string;
  work: boolean;
  /** Absent: any job. */
  jobs?: string[];
  /** Absent: any job. */
  orders?: string[];
}

const EVERYTHING: Notice = { from: '', work: true };

export function startWake(app: App, db: Db): Wake {
  const me = uuidv7();
  const workers = new Set<() => void>();
  const watchers = new Listeners();
  const holders = new Listeners();
  const outside = startNotifier(db, me, app.signal);
  const hear = ({ work, jobs, orders }: Omit<Notice, 'from'>) => {
    if (work) for (const listener of [...workers]) listener();
    watchers.tell(jobs ?? watchers.ids());
    holders.tell(orders ?? holders.ids());
  };
  const say = (notice: { work?: boolean; jobs?: readonly string[]; orders?: readonly string[] }) => {
    const { work = false, jobs = [], orders = [] } = notice;
    hear({ work, jobs: [...jobs], orders: [...orders] });
    outside.add(work, jobs, orders);
  };
  db.listen(
    CHANNEL,
    (payload) => {
      // A new connection: what was said before it is unknown, so everybody looks.
      const notice = payload === '' ? EVERYTHING : (JSON.parse(payload) as Notice);
      if (notice.from !== me) hear(notice);
    },
    app.signal,
  );
  return {
    work: () => say({ work: true }),
    jobs: (ids) => say({ jobs: ids }),
    order: (id) => say({ orders: [id] }),
    onWork: (listener) => {
      workers.add(listener);
      return () => workers.delete(listener);
    },
    onJob: (id, listener) => watchers.add(id, listener),
    onOrder: (id, listener) => holders.add(id, listener),
  };
}

/** Listeners by job. */
class Listeners {
  readonly #byId = new Map<string, Set<() => void>>();

  ids(): string[] {
    return [...this.#byId.keys()];
  }

  add(id: string, listener: () => void): () => void {
    const known = this.#byId.get(id) ?? new Set();
    this.#byId.set(id, known.add(listener));
    return () => {
      known.delete(listener);
      if (known.size === 0) this.#byId.delete(id);
    };
  }

  tell(ids: readonly string[]): void {
    for (const id of ids) for (const listener of [...(this.#byId.get(id) ?? [])]) listener();
  }
}

/**
 * One NOTIFY under way at a time, each with all that came meanwhile. Never inside a transaction that writes: its commit would
 * hold a lock of the whole server while it waits for the disk.
 */
function startNotifier(db: Db, from: string, signal: AbortSignal) {
  let next: { work: boolean; jobs: Set<string>; orders: Set<string> } | undefined;
  let isSending = false;
  const send = async () => {
    isSending = true;
    while (next) {
      const { work, jobs, orders } = next;
      next = undefined;
      const notice: Notice = {
        from,
        work,
        ...(jobs.size <= MOST_IDS ? { jobs: [...jobs] } : {}),
        ...(orders.size <= MOST_ORDERS ? { orders: [...orders] } : {}),
      };
      await db.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(notice)]).catch(() => undefined);
      await pause(PACE_MS, signal);
    }
    isSending = false;
  };
  return {
    add: (work: boolean, jobs: readonly string[], orders: readonly string[]): void => {
      next ??= { work: false, jobs: new Set(), orders: new Set() };
      next.work ||= work;
      for (const id of jobs) next.jobs.add(id);
      for (const id of orders) next.orders.add(id);
      if (!isSending) void send();
    },
  };
}
