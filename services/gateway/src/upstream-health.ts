import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import type { HealthBook, PartStatus } from '@solveig/kit/health';
import { isConnected } from '@solveig/kit/rpc-channel';

export type UpstreamName = 'solver' | 'distance' | 'monitor' | 'alerting';

/** Base URLs of the services' ops doors: `http://host:port`. */
export type OpsUrls = Readonly<Record<UpstreamName, string>>;

const POLL_MS = 2_000;
/** A service that is down is asked more often: callers wait for it. */
const POLL_DOWN_MS = 250;
const ANSWER_MS = 1_000;
/** On a busy machine an answer is late now and then; so many in a row are an outage. */
const LATE_ANSWERS = 2;

/** What a service says of itself; `body` is absent when it did not answer. */
export interface UpstreamDetail {
  readonly reachable: boolean;
  /** It was silent, which is less than a refusal. */
  readonly late: boolean;
  readonly ready: boolean;
  readonly detail: string;
  readonly body?: unknown;
}

/** Asks one service for its whole health. Never throws. */
export async function fetchDetail(opsUrl: string): Promise<UpstreamDetail> {
  try {
    const response = await fetch(`${opsUrl}/health/detailed`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body = (await response.json()) as { ready?: unknown; reasons?: unknown } | null;
    // It answers with 200 whatever it has to say.
    const ready = response.ok && body?.ready !== false;
    const reasons = Array.isArray(body?.reasons) ? body.reasons.map(String).join('; ') : '';
    return { reachable: true, late: false, ready, detail: ready ? '' : reasons || 'it is not ready', body };
  } catch (error) {
    const late = (error as Error).name === 'TimeoutError';
    return { reachable: false, late, ready: false, detail: `it does not answer: ${(error as Error).message}` };
  }
}

export interface UpstreamOptions {
  readonly urls: OpsUrls;
  /** Where the services answer gRPC, host:port. */
  readonly addresses: Readonly<Record<UpstreamName, string>>;
  readonly health: HealthBook;
}

/**
 * Keeps the health parts of the services behind the gateway up to date. Without
 * the solver nothing can be solved: that is down; the others degrade.
 */
export function watchUpstreams(app: App, { urls, addresses, health }: UpstreamOptions): void {
  const loop = async (name: UpstreamName): Promise<void> => {
    let lateAnswers = 0;
    const say = (status: PartStatus, detail?: string): number => {
      health.set(name, status, detail);
      return status === 'down' ? POLL_DOWN_MS : POLL_MS;
    };
    const look = async (): Promise<number> => {
      const asked = await fetchDetail(urls[name]);
      if (app.signal.aborted) return 0;
      lateAnswers = asked.late ? lateAnswers + 1 : 0;
      if (asked.late && lateAnswers < LATE_ANSWERS) return say('degraded', asked.detail);
      if (!asked.ready) return say('down', asked.detail);
      // What was started again is there for others sooner than for us.
      const isReached = await isConnected(app, addresses[name], ANSWER_MS);
      return isReached ? say('ok') : say('down', 'its gRPC is not reached');
    };
    while (!app.signal.aborted) {
      await pause(await look(), app.signal);
    }
  };
  for (const name of Object.keys(urls) as UpstreamName[]) void loop(name);
}
