/** A fault in LP or MPS text, with the line (from 1) where it was seen. */
export class SyntaxFault extends Error {
  readonly line: number;
  readonly hint: string;

  constructor(line: number, message: string, hint: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
}

/** `other` is one that is not supported: it may only be empty. */
export type LpSection = 'min' | 'max' | 'rows' | 'bounds' | 'integers' | 'binaries' | 'other' | 'end';

export type LpToken =
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly line: number }
  | { readonly kind: 'name'; readonly text: string; readonly line: number }
  | { readonly kind: 'symbol'; readonly text: '+' | '-' | ':' | '<=' | '>=' | '='; readonly line: number }
  | { readonly kind: 'section'; readonly section: LpSection; readonly text: string; readonly line: number };

const SECTIONS: ReadonlyMap<string, LpSection> = new Map([
  ...['min', 'minimize', 'minimise', 'minimum'].map((word) => [word, 'min'] as const),
  ...['max', 'maximize', 'maximise', 'maximum'].map((word) => [word, 'max'] as const),
  ...['st', 's.t.', 'st.', 'subject to', 'such that'].map((word) => [word, 'rows'] as const),
  ...['bounds', 'bound'].map((word) => [word, 'bounds'] as const),
  ...['general', 'generals', 'gen', 'integer', 'integers', 'int'].map((word) => [word, 'integers'] as const),
  ...['binary', 'binaries', 'bin'].map((word) => [word, 'binaries'] as const),
  ['end', 'end'],
]);

const OTHER = /^(semi-continuous|semi|semis|sos|sos1|sos2|lazy constraints|user cuts|general constraints|pwlobj)$/;
const HEADER =
  /^\s*(subject\s+to|such\s+that|lazy\s+constraints|user\s+cuts|general\s+constraints|[a-z][a-z.0-9-]*)(?=\s|$)/i;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
// Everything that the CPLEX format allows in a name.
const NAME = /[A-Za-z_!"#$%&(),;?@'`{}~|][A-Za-z0-9_!"#$%&(),;?@'`{}~|.]*/y;
const SYMBOL = /<=|=<|>=|=>|<|>|=|\+|-|:/y;

/** Splits LP text into tokens; `\` starts a comment. Throws a `SyntaxFault` at the first character that fits nowhere. */
export function lpTokens(text: string): LpToken[] {
  const tokens: LpToken[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const comment = (lines[i] as string).indexOf('\\');
    const line = comment < 0 ? (lines[i] as string) : (lines[i] as string).slice(0, comment);
    let at = 0;
    const header = HEADER.exec(line);
    if (header) {
      const word = (header[1] as string).toLowerCase().replace(/\s+/g, ' ');
      const section = SECTIONS.get(word) ?? (OTHER.test(word) ? 'other' : undefined);
      // A row may be named like a section, but then a colon follows.
      if (section && !/^\s*:/.test(line.slice(header[0].length))) {
        tokens.push({ kind: 'section', section, text: header[1] as string, line: i + 1 });
        at = header[0].length;
        if (section === 'end') return tokens;
      }
    }
    lineTokens(line, at, i + 1, tokens);
  }
  return tokens;
}

function lineTokens(line: string, from: number, number: number, tokens: LpToken[]): void {
  let at = from;
  while (at < line.length) {
    const char = line[at] as string;
    if (char === ' ' || char === '\t') {
      at++;
      continue;
    }
    const digits = match(NUMBER, line, at);
    if (digits) {
      tokens.push({ kind: 'number', value: Number(digits), text: digits, line: number });
      at += digits.length;
      continue;
    }
    const name = match(NAME, line, at);
    if (name) {
      tokens.push({ kind: 'name', text: name, line: number });
      at += name.length;
      continue;
    }
    const symbol = match(SYMBOL, line, at);
    if (!symbol) throw unreadable(char, number);
    const text =
      symbol.startsWith('<') || symbol === '=<' ? '<=' : symbol.startsWith('>') || symbol === '=>' ? '>=' : symbol;
    tokens.push({ kind: 'symbol', text: text as '+', line: number });
    at += symbol.length;
  }
}

function unreadable(char: string, line: number): SyntaxFault {
  return '[]^*/'.includes(char)
    ? new SyntaxFault(
        line,
        `"${char}" belongs to a quadratic term`,
        'Only linear terms are solved: coefficient, then name.',
      )
    : new SyntaxFault(line, `"${char}" cannot stand here`, 'Expected a number, a name, or one of + - : <= >= =.');
}

function match(pattern: RegExp, line: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
}
