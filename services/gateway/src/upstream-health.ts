import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { HealthBook } from '@solveig/kit/health';

export type UpstreamName = 'solver' | 'distance' | 'monitor' | 'alerting';

/** Base URLs of the services' ops doors: `http://host:port`. */
export type OpsUrls = Readonly<Record<UpstreamName, string>>;

const POLL_MS = 2_000;
const ANSWER_MS = 1_000;

/** What a service says of itself; `body` is absent when it did not answer. */
export interface UpstreamDetail {
  readonly reachable: boolean;
  readonly ready: boolean;
  readonly detail: string;
  readonly body?: unknown;
}

/** Asks one service for its whole health. Never throws. */
export async function fetchDetail(opsUrl: string): Promise<UpstreamDetail> {
  try {
    const response = await fetch(`${opsUrl}/health/detailed`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body: unknown = await response.json();
    return { reachable: true, ready: response.ok, detail: response.ok ? '' : 'it is not ready', body };
  } catch (error) {
    return { reachable: false, ready: false, detail: `it does not answer: ${(error as Error).message}` };
  }
}

/**
 * Keeps the health parts of the services behind the gateway up to date. Without
 * the solver nothing can be solved: that is down; the others degrade.
 */
export function watchUpstreams(app: App, options: { urls: OpsUrls; health: HealthBook }): void {
  const poll = async (name: UpstreamName): Promise<void> => {
    const { ready, detail } = await fetchDetail(options.urls[name]);
    options.health.set(name, ready ? 'ok' : 'down', detail);
  };
  const loop = async (name: UpstreamName): Promise<void> => {
    while (!app.signal.aborted) {
      await poll(name);
      await pause(POLL_MS, app.signal).catch(() => undefined);
    }
  };
  for (const name of Object.keys(options.urls) as UpstreamName[]) void loop(name);
}
