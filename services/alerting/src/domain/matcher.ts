import type { Labels } from './labels.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on a label, as written. */
export interface MatcherSpec {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** Whether a set of labels fulfils a condition. */
export type LabelTest = (labels: Labels) => boolean;

/** Makes a test of a whole text (anchored) from a pattern; throws an Error that says what is wrong with it. */
export type CompileRegex = (pattern: string) => (text: string) => boolean;

/** Something that is not a matcher; the message says what and where. */
export class MatcherSyntaxError extends Error {
  override readonly name = 'MatcherSyntaxError';
}

/** Makes the test of a matcher. A missing label counts as empty. */
export function compileMatcher({ name, operator, value }: MatcherSpec, compileRegex: CompileRegex): LabelTest {
  if (operator === '=') return (labels) => (labels[name] ?? '') === value;
  if (operator === '!=') return (labels) => (labels[name] ?? '') !== value;
  const isMatch = compileRegex(value);
  return operator === '=~' ? (labels) => isMatch(labels[name] ?? '') : (labels) => !isMatch(labels[name] ?? '');
}

/** `severity="critical"` */
export function printMatcher({ name, operator, value }: MatcherSpec): string {
  return `${name}${operator}${JSON.stringify(value)}`;
}

const NAME_AND_OPERATOR = /\s*("(?:[^"\\]|\\.)*"|[A-Za-z_:][A-Za-z0-9_:.-]*)\s*(=~|!~|!=|=)\s*/y;
const QUOTED = /"((?:[^"\\\n]|\\.)*)"/y;
const BARE = /[^{}!=~,\\"'`\s]*/y;
const COMMA_OR_END = /\s*(,|$)\s*/y;

/**
 * Reads `a="b"`, `a=b, c=~"d|e"` or the same in braces; a comma may trail. Values that hold `{}!=~,\"'` or a space are
 * written in double quotes with Go's escapes. Throws MatcherSyntaxError.
 */
export function parseMatchers(text: string): MatcherSpec[] {
  const trimmed = text.trim();
  const isBraced = trimmed.startsWith('{');
  if (isBraced !== trimmed.endsWith('}') && isBraced) throw new MatcherSyntaxError('the closing brace is missing');
  const body = isBraced ? trimmed.slice(1, -1).trim() : trimmed;
  const matchers: MatcherSpec[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(body);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < body.length) {
    const head = take(NAME_AND_OPERATOR);
    if (!head) throw new MatcherSyntaxError(`expected name and operator (=, !=, =~, !~) at "${body.slice(at)}"`);
    const quoted = take(QUOTED);
    const value = quoted ? unescapeGo(quoted[1] as string) : (take(BARE)?.[0] ?? '');
    if (!take(COMMA_OR_END)) throw new MatcherSyntaxError(`expected a comma or the end at "${body.slice(at)}"`);
    const [, name = '', operator] = head;
    matchers.push({
      name: name.startsWith('"') ? unescapeGo(name.slice(1, -1)) : name,
      operator: operator as MatchOperator,
      value,
    });
  }
  return matchers;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', "'": "'" };

function unescapeGo(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (whole, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    // An unknown escape stays as written, as in Alertmanager: regular expressions are full of them.
    return ESCAPES[code] ?? whole;
  });
}
