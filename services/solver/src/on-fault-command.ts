import type { App } from '@solveig/kit/app';
import type { Bus, CoreMessage } from '@solveig/kit/bus';
import type { Logger } from '@solveig/kit/log';
import type { Slowdowns } from './solving/slowdowns.ts';

/** Core-NATS request `{"template": "t", "factor": 1.6}`; the answer is `{"ok": true}` or `{"ok": false, "error": "..."}`. */
export const FAULT_SUBJECT = 'solveig.v1.ctl.solver.fault';

export interface FaultCommandParts {
  readonly bus: Bus;
  readonly slowdowns: Slowdowns;
  readonly log: Logger;
  /** False in production: then nobody listens at all. */
  readonly isAllowed: boolean;
}

/** Changes the slowdown fault of a template while the service runs, for drills. Every instance hears it. */
export function onFaultCommand(app: App, { bus, slowdowns, log, isAllowed }: FaultCommandParts): void {
  if (!isAllowed || app.signal.aborted) return;
  bus.subscribe(FAULT_SUBJECT, async ({ data }: CoreMessage) => {
    try {
      const { template, factor } = readCommand(data);
      slowdowns.set(template, factor);
      log.warn({ template, factor }, 'a fault was set: solves of this template take longer on purpose');
      return encode({ ok: true });
    } catch (error) {
      return encode({ ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function readCommand(data: Uint8Array): { template: string; factor: number } {
  const command = JSON.parse(new TextDecoder().decode(data)) as { template?: unknown; factor?: unknown } | null;
  const { template, factor } = command ?? {};
  if (typeof template !== 'string' || template === '' || typeof factor !== 'number') {
    throw new Error('the command is {"template": "some-template", "factor": 1.6}');
  }
  return { template, factor };
}

function encode(answer: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(answer));
}
