/** The arguments make no sense: said plainly, without a stack. */
export class UsageError extends Error {}

const MOST = 3_600;

/** A number above 0 from the command line. */
export function positiveOption(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= MOST)) throw new UsageError(`${option} takes a number above 0, not "${text}"`);
  return value;
}
