import type { App } from '@solveig/kit/app';
import type { Bus, CoreMessage } from '@solveig/kit/bus';
import type { Logger } from '@solveig/kit/log';
import type { CommandAnswer, SetSlowdown } from '@solveig/proto/gen/solveig/events/v1/command';
import { COMMANDS } from '@solveig/proto/subjects';
import type { Slowdowns } from './solving/slowdowns.ts';

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
  bus.subscribe(COMMANDS.slowdown.subject, async ({ data }: CoreMessage) => {
    try {
      const { template, factor } = readCommand(data);
      slowdowns.set(template, factor);
      log.warn({ template, factor }, 'a fault was set: solves of this template take longer on purpose');
      return encode({ ok: true, error: '' });
    } catch (error) {
      return encode({ ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Stricter than the codec, which takes what is missing for 0. */
function readCommand(data: Uint8Array): SetSlowdown {
  const command = JSON.parse(new TextDecoder().decode(data)) as { template?: unknown; factor?: unknown } | null;
  const { template, factor } = command ?? {};
  if (typeof template !== 'string' || template === '' || typeof factor !== 'number') {
    throw new Error('the command is {"template": "some-template", "factor": 1.6}');
  }
  return { template, factor };
}

function encode(answer: CommandAnswer): Uint8Array {
  return Buffer.from(JSON.stringify(answer));
}
