import { CommanderError } from 'commander';
import { EXIT_USAGE } from '../exit.ts';

/** Reads the number of an option. Throws for what is no whole number above 0. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new CommanderError(EXIT_USAGE, 'usage', `"${text}" is not a whole number above 0`);
  return value;
}
