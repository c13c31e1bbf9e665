/** One thing that is likely to go wrong with a solve. */
export interface QuoteIssue {
  /** Upper-case code. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** Not every rule can be kept: something is left out or bent. */
  readonly isImpossible: boolean;
}

/** Some rules cannot be kept. */
export function impossible(code: string, message: string, hint: string): QuoteIssue {
  return { code, message, hint, isImpossible: true };
}

/** It becomes harder, later or worse. */
export function likely(code: string, message: string, hint: string): QuoteIssue {
  return { code, message, hint, isImpossible: false };
}

/** `1 stop`, `3 stops`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** `12.5 h`, `40 min`. */
export function hours(seconds: number): string {
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `a, b, c and 4 more`. */
export function some(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(', ');
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}
