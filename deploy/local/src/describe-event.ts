import type { PlatformEvent } from './platform-events.ts';

/** An event as a line for the person who watches; undefined for what need not be said. */
export function describeEvent(event: PlatformEvent): string | undefined {
  switch (event.type) {
    case 'started':
    case 'stopped':
      return undefined;
    case 'ready':
      return `${event.service} is ready (${event.seconds.toFixed(1)} s)`;
    case 'crashed':
      return `${event.service} crashed (${event.how}); it is started again in ${event.againInMs / 1000} s`;
    case 'misconfigured':
      return `${event.service} refuses its settings and is not started again:\n${event.lastLines}`;
    case 'server crashed':
      return `${event.server} crashed (${event.how}); it is started again`;
    case 'server restarted':
      return `${event.server} runs again (pid ${event.pid})`;
    case 'nats attempt': {
      const { source, outcome, cause, seconds } = event.attempt;
      // The quick ways are tried at every start; only what takes time is worth a line.
      if (seconds < 1 && (outcome === 'found' || source === 'PATH' || source.includes('cache'))) return undefined;
      return `nats-server from ${source}: ${outcome}${cause ? `: ${cause}` : ''} (${seconds.toFixed(1)} s)`;
    }
  }
}
