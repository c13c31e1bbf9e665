import type { Command } from 'commander';

/** The action of a command whose file is loaded only when it is asked for: starting stays quick. */
export function lazy<M>(
  load: () => Promise<M>,
  run: (module: M, options: never, args: readonly [never, never, never]) => Promise<void>,
) {
  return async (...all: unknown[]): Promise<void> => {
    const command = all.at(-1) as Command;
    const [first, second, third] = command.processedArgs;
    await run(await load(), command.optsWithGlobals() as never, [first as never, second as never, third as never]);
  };
}
