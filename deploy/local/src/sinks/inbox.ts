import { existsSync, readFileSync } from 'node:fs';
import { RotatedFile } from '../rotated-file.ts';

/** Something that arrived at a sink. */
export interface Arrival {
  /** Rises by one for each arrival; `since` of a query refers to it. */
  readonly seq: number;
  /** `mail`, or the first part of the path that was posted to: `slack`, `webhook`, ... */
  readonly kind: string;
  /** When it arrived, ISO 8601 in UTC. */
  readonly at: string;
  /** The traceparent header that came with it, if any. */
  readonly traceparent?: string;
  /** Mail: from, to, subject, text, html, headers. Post: path, status (our answer), headers, body (parsed when it is JSON). */
  readonly content: Readonly<Record<string, unknown>>;
}

export interface InboxQuery {
  readonly kind?: string | undefined;
  /** Only arrivals after this `seq`. */
  readonly since?: number | undefined;
  /** At most so many, the newest; 100 when absent. */
  readonly limit?: number | undefined;
}

const KEPT_IN_MEMORY = 2_000;

/** Everything that arrived at the mail and HTTP sinks, on disk as JSON lines, the newest in memory too. */
export class Inbox {
  readonly #file: RotatedFile;
  readonly #waiting = new Set<() => void>();
  #arrivals: Arrival[];
  #nextSeq: number;

  constructor(path: string) {
    this.#arrivals = readArrivals(path).slice(-KEPT_IN_MEMORY);
    this.#nextSeq = (this.#arrivals.at(-1)?.seq ?? 0) + 1;
    this.#file = new RotatedFile(path, { maxBytes: 10 * 1024 * 1024, keep: 3 });
  }

  add(arrival: Omit<Arrival, 'seq' | 'at'>): Arrival {
    const kept: Arrival = { seq: this.#nextSeq++, at: new Date().toISOString(), ...arrival };
    this.#file.write(`${JSON.stringify(kept)}\n`);
    this.#arrivals.push(kept);
    if (this.#arrivals.length > KEPT_IN_MEMORY) this.#arrivals = this.#arrivals.slice(-KEPT_IN_MEMORY);
    for (const wake of this.#waiting) wake();
    return kept;
  }

  list(query: InboxQuery = {}): Arrival[] {
    const { kind, since = 0, limit = 100 } = query;
    return this.#arrivals.filter((one) => one.seq > since && (kind === undefined || one.kind === kind)).slice(-limit);
  }

  /** The arrivals as soon as there is one, or none after `timeoutMs`. */
  async waitFor(query: InboxQuery, timeoutMs: number): Promise<Arrival[]> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.list(query);
      const leftMs = deadline - Date.now();
      if (found.length > 0 || leftMs <= 0) return found;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, leftMs);
        this.#waiting.add(wake);
      });
    }
  }

  close(): void {
    for (const wake of this.#waiting) wake();
    this.#file.close();
  }
}

function readArrivals(path: string): Arrival[] {
  const lines = [`${path}.1`, path].filter(existsSync).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Arrival];
    } catch {
      return []; // the last line of a killed process may be cut
    }
  });
}
