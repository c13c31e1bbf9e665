import type { App } from '@solveig/kit/app';
import { monotonicMs, pause } from '@solveig/kit/clock';
import { observeProbe, type Probe, probeTimeoutMs, type WatchedService } from '#domain/service-watch';

/** What the other services said last. */
export interface ServiceProber {
  services(): readonly WatchedService[];
}

export interface ServiceProberOptions {
  /** Name and ops address, http://host:port. */
  targets: readonly { name: string; url: string }[];
  everyMs: number;
  /** Time for an answer; the probe that would call a service down gets more. */
  timeoutMs: number;
  maxMisses: number;
}

/** Asks each service for `/health/detailed` every `everyMs`. Any HTTP answer is an answer; what it says is kept. */
export function startServiceProber(app: App, options: ServiceProberOptions): ServiceProber {
  const { targets, everyMs } = options;
  const services = new Map<string, WatchedService>(
    targets.map(({ name }) => [name, { name, misses: 0, last: undefined }]),
  );
  const loops = targets.map(async ({ name, url }) => {
    while (!app.signal.aborted) {
      const service = services.get(name) as WatchedService;
      const beganMs = monotonicMs();
      const probed = await probe(url, probeTimeoutMs(service, options), app.signal);
      if (app.signal.aborted) return;
      services.set(name, observeProbe(service, probed));
      // Begun in time with the last one, so that waiting for silence does not put off the next question.
      await pause(Math.max(everyMs / 10, everyMs - (monotonicMs() - beganMs)), app.signal);
    }
  });
  app.defer('service prober', async () => {
    await Promise.all(loops);
  });
  return { services: () => [...services.values()] };
}

async function probe(url: string, timeoutMs: number, signal: AbortSignal): Promise<Probe> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(new URL('/health/detailed', url), { signal: limited, redirect: 'manual' });
    const body = readHealth(await response.text());
    const isReady = response.ok && body.ready !== false;
    return { answered: true, isReady, detail: isReady ? 'ready' : body.reasons || `HTTP ${response.status}` };
  } catch (error) {
    return { answered: false, detail: whyNot(error, timeoutMs) };
  }
}

function readHealth(text: string): { ready?: boolean; reasons: string } {
  try {
    const body = JSON.parse(text) as { ready?: unknown; reasons?: unknown };
    return {
      ...(typeof body.ready === 'boolean' ? { ready: body.ready } : {}),
      reasons: Array.isArray(body.reasons) ? body.reasons.map(String).slice(0, 5).join('; ').slice(0, 300) : '',
    };
  } catch {
    return { reasons: '' };
  }
}

function whyNot(error: unknown, timeoutMs: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code === 'ECONNREFUSED' ? 'nobody listens there' : (cause?.code ?? (error as Error).message);
}
