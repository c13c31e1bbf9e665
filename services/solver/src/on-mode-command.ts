import type { App } from '@solveig/kit/app';
import type { Bus, CoreMessage } from '@solveig/kit/bus';
import type { CommandAnswer } from '@solveig/proto/gen/solveig/events/v1/command';
import { COMMANDS } from '@solveig/proto/subjects';
import { SOLVER_MODES, type SolverMode } from '#domain/strategy/strategy-book';
import type { StrategyDesk } from './strategies/strategy-desk.ts';

/** Sets the mode of the solver by control message, as alerting and operators do. Setting it twice is setting it once. */
export function onModeCommand(app: App, bus: Bus, desk: Pick<StrategyDesk, 'setMode'>): void {
  if (app.signal.aborted) return;
  bus.subscribe(COMMANDS.mode.subject, async ({ data }: CoreMessage) => {
    try {
      await desk.setMode(readMode(data));
      return encode({ ok: true, error: '' });
    } catch (error) {
      return encode({ ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function readMode(data: Uint8Array): SolverMode {
  const command = JSON.parse(new TextDecoder().decode(data)) as { mode?: unknown } | null;
  const mode = SOLVER_MODES.find((one) => one === command?.mode);
  if (!mode) throw new Error(`the command is {"mode": "${SOLVER_MODES.join('" | "')}"}`);
  return mode;
}

function encode(answer: CommandAnswer): Uint8Array {
  return Buffer.from(JSON.stringify(answer));
}
