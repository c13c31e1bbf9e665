import type { App } from '@solveig/kit/app';
import { pause } from '@solveig/kit/clock';
import { observeProbe, type Probe, type WatchedService } from '#domain/service-watch';

/** What the other services said last. */
export interface ServiceProber {
  services(): readonly WatchedService[];
}

const TIMEOUT_MS = 2_000;

/** Asks each service for `/health/detailed` every `everyMs`. Any HTTP answer is an answer; what it says is kept. */
export function startServiceProber(
  app: App,
  { targets, everyMs }: { targets: readonly { name: string; url: string }[]; everyMs: number },
): ServiceProber {
  const services = new Map<string, WatchedService>(
    targets.map(({ name }) => [name, { name, misses: 0, last: undefined }]),
  );
  const loops = targets.map(async ({ name, url }) => {
    while (!app.signal.aborted) {
      const probed = await probe(url, app.signal);
      if (app.signal.aborted) return;
      services.set(name, observeProbe(services.get(name) as WatchedService, probed));
      await pause(everyMs, app.signal);
    }
  });
  app.defer('service prober', async () => {
    await Promise.all(loops);
  });
  return { services: () => [...services.values()] };
}

async function probe(url: string, signal: AbortSignal): Promise<Probe> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const response = await fetch(new URL('/health/detailed', url), { signal: limited, redirect: 'manual' });
    const body = readHealth(await response.text());
    const isReady = response.ok && body.ready !== false;
    return { answered: true, isReady, detail: isReady ? 'ready' : body.reasons || `HTTP ${response.status}` };
  } catch (error) {
    return { answered: false, detail: whyNot(error) };
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

function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS} ms`;
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code === 'ECONNREFUSED' ? 'nobody listens there' : (cause?.code ?? (error as Error).message);
}
