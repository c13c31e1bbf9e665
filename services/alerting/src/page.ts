import { SolveigError } from '@solveig/kit/errors';

/** Writes where a page ended; callers give it back unread. */
export function pageToken(...parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads a page token of `count` parts; undefined for the first page. Throws INVALID_REQUEST on any other text. */
export function readPageToken(
  token: string,
  count: number,
  isValid: (parts: string[]) => boolean,
): string[] | undefined {
  if (token === '') return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const isList = Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
    if (isList && isValid(parts)) return parts;
  } catch {
    // Not a token of ours; said below.
  }
  throw invalid('page_token', 'is not a page token', 'give back next_page_token of the page before, unchanged');
}

function invalid(path: string, message: string, hint: string): SolveigError {
  const violation = { path, reason: 'INVALID_VALUE', message, hint };
  return new SolveigError('INVALID_REQUEST', `${path} ${message}`, { violations: [violation] });
}

/** Cuts the row that was read beyond the page, and gives the token of the next page if there was one. */
export function pageOf<T>(rows: readonly T[], size: number, tokenOf: (last: T) => string): { rows: T[]; next: string } {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > size && last !== undefined ? tokenOf(last) : '' };
}
