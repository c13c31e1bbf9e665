/** How one part does. `degraded` still works; `unknown` has not said yet. */
export type PartStatus = 'ok' | 'degraded' | 'down' | 'unknown';

export interface PartHealth {
  status: PartStatus;
  /** Why, in words; empty when ok. */
  detail: string;
  /** Whether the app is not ready without it. */
  isCritical: boolean;
  /** ISO 8601, when the status last changed. */
  since: string;
  extra: HealthExtra;
}

/** Numbers and names beside a status. */
export type HealthExtra = Record<string, string | number>;

export interface Readiness {
  /** True when no critical part is down or unknown, and the app is not draining. */
  ready: boolean;
  parts: Record<string, PartHealth>;
}

type Listener = (readiness: Readiness) => void;

/** What each part of an app says about itself. Parts say it when it changes; readers never wait. */
export class HealthBook {
  readonly #parts = new Map<string, Omit<PartHealth, 'extra'>>();
  readonly #extras = new Map<string, () => HealthExtra>();
  readonly #listeners = new Set<Listener>();
  #isDraining = false;

  /** Declares parts without which the app is not ready; they are `unknown` until they speak. */
  require(...parts: string[]): void {
    for (const part of parts) {
      const known = this.#parts.get(part);
      this.#parts.set(part, { ...(known ?? blank()), isCritical: true });
    }
    this.#tell();
  }

  /** @param extra as a function it is asked when somebody looks: for numbers that change with every call */
  set(part: string, status: PartStatus, detail = '', extra: HealthExtra | (() => HealthExtra) = {}): void {
    const known = this.#parts.get(part) ?? blank();
    this.#extras.set(part, typeof extra === 'function' ? extra : () => extra);
    const changed = known.status !== status;
    if (!changed && known.detail === detail) return;
    this.#parts.set(part, { ...known, status, detail, since: changed ? new Date().toISOString() : known.since });
    if (changed) this.#tell();
  }

  /** Not ready from now on: load balancers look away before the door closes. */
  drain(): void {
    this.#isDraining = true;
    this.#tell();
  }

  readiness(): Readiness {
    const isUp = (p: Omit<PartHealth, 'extra'>) => !p.isCritical || p.status === 'ok' || p.status === 'degraded';
    const ready = !this.#isDraining && [...this.#parts.values()].every(isUp);
    const parts = [...this.#parts].map(([name, p]) => [name, { ...p, extra: this.#extras.get(name)?.() ?? {} }]);
    return { ready, parts: Object.fromEntries(parts) };
  }

  /** Calls `listener` at each change of a status; gives the way to stop. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const readiness = this.readiness();
    for (const listener of this.#listeners) listener(readiness);
  }
}

function blank(): Omit<PartHealth, 'extra'> {
  return {
    status: 'unknown',
    detail: 'it has not reported yet',
    isCritical: false,
    since: new Date().toISOString(),
  };
}
