/** Handling this message again will not help: it is terminated, counted and logged. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}
