import { SolveigError, type Violation } from './errors.ts';
import type { RefusedJson } from './json-reader.ts';

/** Faults that compare a field with others of the same object. */
const AMONG_SIBLINGS = new Set(['WRONG_ORDER', 'BOUNDS_CROSSED', 'CONTRADICTION']);
/** Faults that compare a field with the ids or names that stand elsewhere. */
const WITH_NAMES = new Set(['UNKNOWN_REFERENCE', 'UNKNOWN']);
/** Faults that compare a list with others. */
const WITH_LISTS = new Set(['WRONG_LENGTH']);

/**
 * What the reader of a JSON document refused, and what the rules say about the part that could be read, in one list without
 * saying anything twice: a rule that speaks about a place at, above or below a refused one, or compares with one, sees only
 * what the refusal left behind. A limit is never such a consequence: the part is not larger than the whole.
 */
export function joinViolations(
  { violations, lost, meant }: Pick<RefusedJson, 'violations' | 'lost' | 'meant'>,
  complaints: readonly Violation[],
): Violation[] {
  const refused = [...new Set([...violations.map(({ path }) => path), ...lost, ...meant])];
  const parents = new Set(refused.map(parentOf));
  const named = refused.filter((path) => /\.(id|name)$/.test(path));
  const nameScopes = new Set([...lost, ...named].map(scopeOf));
  const listScopes = new Set(lost.filter((path) => !path.endsWith(']')).map(scopeOf));
  const isConsequence = ({ path, reason }: Violation): boolean => {
    if (reason === 'LIMIT_EXCEEDED') return false;
    if (AMONG_SIBLINGS.has(reason) && parents.has(parentOf(path))) return true;
    if (WITH_NAMES.has(reason) && isWithin(path, nameScopes)) return true;
    if (WITH_LISTS.has(reason) && isWithin(path, listScopes)) return true;
    return refused.some((other) => holds(path, other) || holds(other, path));
  };
  return [...violations, ...complaints.filter((complaint) => !isConsequence(complaint))];
}

/** Whether an error came over gRPC with more violations than a status holds, which is some 8 KB of them. */
export function isCutShort(error: unknown): error is SolveigError {
  return error instanceof SolveigError && error.violations.some(({ reason }) => reason === 'MORE_VIOLATIONS');
}

/** An error that was cut short, with all that is wrong within one field of its request. */
export function withAllWithin(field: string, told: readonly Violation[], error: SolveigError): SolveigError {
  if (told.length === 0) return error;
  const others = error.violations.filter(({ path, reason }) => reason !== 'MORE_VIOLATIONS' && !holds(field, path));
  const { reason, message, metadata } = error;
  return new SolveigError(reason, message, { violations: [...others, ...told], metadata, cause: error });
}

/** The object in which a list, an entry of it or the id of an entry can be referred to. */
function scopeOf(path: string): string {
  return parentOf(path.replace(/(\[\d+\])?(\.(id|name))?$/, ''));
}

function isWithin(path: string, scopes: ReadonlySet<string>): boolean {
  for (const scope of scopes) if (holds(scope, path)) return true;
  return false;
}

/** Whether `inner` is `outer` or a place in it; the root is ''. */
function holds(outer: string, inner: string): boolean {
  if (!inner.startsWith(outer)) return false;
  const next = inner[outer.length];
  return outer === '' || next === undefined || next === '.' || next === '[';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
