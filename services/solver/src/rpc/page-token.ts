import { SolveigError } from '@solveig/kit/errors';
import { isUuid } from '@solveig/kit/ids';

/** Where a page of a list ended; it holds for one filter only. */
interface PageEnd {
  /** The last id of the page. */
  before: string;
  filter: string;
}

/** Writes the end of a page as an opaque token. */
export function writePageToken(before: string, filter: string): string {
  return Buffer.from(JSON.stringify({ before, filter } satisfies PageEnd)).toString('base64url');
}

/** Reads a token; undefined for the first page. Throws INVALID_REQUEST for one that is malformed or of another filter. */
export function readPageToken(token: string, filter: string): string | undefined {
  if (token === '') return undefined;
  const end = parse(token);
  if (end && isUuid(end.before) && end.filter === filter) return end.before;
  const message = end ? 'the token belongs to a list with other filters' : 'the token is malformed';
  const hint = 'send next_page_token of the page before, with the same filters';
  throw new SolveigError('INVALID_REQUEST', message, {
    violations: [{ path: 'page_token', reason: 'BAD_PAGE_TOKEN', message, hint }],
  });
}

function parse(token: string): PageEnd | undefined {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Partial<PageEnd> | null;
    return typeof value?.before === 'string' && typeof value.filter === 'string' ? (value as PageEnd) : undefined;
  } catch {
    return undefined;
  }
}
