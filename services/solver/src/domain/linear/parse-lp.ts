import { LinearBuilder } from './linear-builder.ts';
import { type LpSection, type LpToken, lpTokens, SyntaxFault } from './lp-tokens.ts';

/**
 * Reads the CPLEX LP format: objective, rows, bounds, generals, binaries, end.
 * Beyond what HiGHS's own reader takes it allows ranges (`1 <= x + y <= 4`),
 * constants and variables on either side. Throws a `SyntaxFault` with its line.
 */
export function parseLp(text: string): LinearBuilder {
  const reader = new LpReader(lpTokens(text));
  reader.readAll();
  return reader.builder;
}

interface Expression {
  readonly columns: number[];
  readonly coefficients: number[];
  constant: number;
}

type Comparison = '<=' | '>=' | '=';
const INFINITE = /^(inf|infinity)$/i;

class LpReader {
  readonly builder = new LinearBuilder();
  readonly #tokens: readonly LpToken[];
  #at = 0;

  constructor(tokens: readonly LpToken[]) {
    this.#tokens = tokens;
  }

  readAll(): void {
    const first = this.#tokens[0];
    if (first?.kind !== 'section' || (first.section !== 'min' && first.section !== 'max')) {
      throw new SyntaxFault(first?.line ?? 1, 'the text does not begin with Minimize or Maximize', EXAMPLE);
    }
    this.builder.sense = first.section === 'max' ? -1 : 1;
    this.#at = 1;
    this.#readObjective();
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at++] as LpToken;
      if (token.kind !== 'section') throw this.#unexpected(token, 'the beginning of a section');
      if (token.section === 'end') return;
      this.#readSection(token.section, token);
    }
    throw new SyntaxFault(this.#lastLine(), 'the text ends without End', 'Write End on the last line.');
  }

  #readSection(section: LpSection, { line, text }: LpToken): void {
    if (section === 'rows') while (this.#more()) this.#readRow();
    else if (section === 'bounds') while (this.#more()) this.#readBound();
    else if (section === 'integers') while (this.#more()) this.builder.integer[this.#knownColumn()] = true;
    else if (section === 'binaries') {
      while (this.#more()) {
        const column = this.#knownColumn();
        this.builder.integer[column] = true;
        this.builder.lower[column] = 0;
        this.builder.upper[column] = 1;
      }
    } else if (section === 'other') {
      if (!this.#more()) return;
      throw new SyntaxFault(line, `the section "${text}" is not supported`, 'Write it with rows and binaries.');
    } else throw new SyntaxFault(line, 'a second objective', 'A program has one objective, in its first section.');
  }

  #readObjective(): void {
    this.#skipLabel();
    if (!this.#more()) return;
    const { columns, coefficients, constant } = this.#expression();
    const { cost } = this.builder;
    columns.forEach((column, k) => {
      cost[column] = (cost[column] as number) + (coefficients[k] as number);
    });
    this.builder.offset = constant;
    if (this.#more()) throw this.#unexpected(this.#tokens[this.#at] as LpToken, 'the section Subject To');
  }

  #readRow(): void {
    const line = (this.#tokens[this.#at] as LpToken).line;
    const label = this.#skipLabel();
    if (label !== undefined && this.builder.findRow(label) !== undefined) {
      throw new SyntaxFault(line, `there are two rows named "${label}"`, 'Give every row its own name.');
    }
    const left = this.#expression();
    const comparison = this.#comparison();
    const middle = this.#expression();
    const row = this.builder.row(label ?? this.builder.freeRowName());
    if (!this.#atComparison()) {
      this.#addTerms(row, left, 1);
      this.#addTerms(row, middle, -1);
      this.#limit(row, comparison, middle.constant - left.constant);
      return;
    }
    // low <= expression <= high
    const second = this.#comparison();
    const right = this.#expression();
    if (left.columns.length + right.columns.length > 0 || comparison === '=' || second !== comparison) {
      throw new SyntaxFault(line, 'a range has a number on both ends', 'Write it as 1 <= x + y <= 4.');
    }
    this.#addTerms(row, middle, 1);
    this.#limit(row, comparison === '<=' ? '>=' : '<=', left.constant - middle.constant);
    this.#limit(row, second, right.constant - middle.constant);
  }

  #addTerms(row: number, { columns, coefficients }: Expression, sign: number): void {
    columns.forEach((column, k) => {
      this.builder.addTerm(row, column, sign * (coefficients[k] as number));
    });
  }

  #limit(row: number, comparison: Comparison, value: number): void {
    const limits = this.builder.rows[row] as { lower: number; upper: number };
    if (comparison !== '<=') limits.lower = value;
    if (comparison !== '>=') limits.upper = value;
  }

  #readBound(): void {
    const first = this.#tokens[this.#at] as LpToken;
    if (first.kind === 'name' && !INFINITE.test(first.text)) {
      const column = this.#knownColumn();
      const next = this.#tokens[this.#at];
      if (next?.kind === 'name' && next.text.toLowerCase() === 'free') {
        this.#at++;
        this.builder.lower[column] = Number.NEGATIVE_INFINITY;
        this.builder.upper[column] = Number.POSITIVE_INFINITY;
        return;
      }
      this.#bound(column, this.#comparison(), this.#boundValue());
      return;
    }
    const value = this.#boundValue();
    const comparison = this.#comparison();
    const column = this.#knownColumn();
    this.#bound(column, comparison === '<=' ? '>=' : comparison === '>=' ? '<=' : '=', value);
    if (this.#atComparison()) this.#bound(column, this.#comparison(), this.#boundValue());
  }

  #bound(column: number, comparison: Comparison, value: number): void {
    if (comparison !== '<=') this.builder.lower[column] = value;
    if (comparison !== '>=') this.builder.upper[column] = value;
  }

  #boundValue(): number {
    let sign = 1;
    for (let token = this.#tokens[this.#at]; token?.kind === 'symbol'; token = this.#tokens[this.#at]) {
      if (token.text !== '+' && token.text !== '-') break;
      if (token.text === '-') sign = -sign;
      this.#at++;
    }
    const token = this.#take('a number');
    if (token.kind === 'number') return sign * token.value;
    if (token.kind === 'name' && INFINITE.test(token.text)) return sign * Number.POSITIVE_INFINITY;
    throw this.#unexpected(token, 'a number or infinity');
  }

  /** Terms and constants up to a comparison, the next row's label, or the next section. */
  #expression(): Expression {
    const out: Expression = { columns: [], coefficients: [], constant: 0 };
    let any = false;
    for (let token = this.#tokens[this.#at]; token && token.kind !== 'section'; token = this.#tokens[this.#at]) {
      if (token.kind === 'symbol' && token.text !== '+' && token.text !== '-') break;
      // A term without a sign in front belongs to the next row.
      if (any && token.kind !== 'symbol') break;
      this.#term(out);
      any = true;
    }
    if (!any) throw this.#unexpected(this.#tokens[this.#at], 'a term');
    return out;
  }

  #term(out: Expression): void {
    let sign = 1;
    for (let token = this.#tokens[this.#at]; token?.kind === 'symbol'; token = this.#tokens[this.#at]) {
      if (token.text !== '+' && token.text !== '-') break;
      if (token.text === '-') sign = -sign;
      this.#at++;
    }
    const token = this.#take('a number or a name');
    if (token.kind === 'name' && !INFINITE.test(token.text)) {
      out.columns.push(this.builder.column(token.text));
      out.coefficients.push(sign);
      return;
    }
    if (token.kind === 'name') {
      out.constant += sign * Number.POSITIVE_INFINITY;
      return;
    }
    if (token.kind !== 'number') throw this.#unexpected(token, 'a number or a name');
    const name = this.#tokens[this.#at];
    // A name that a colon follows is the next row's label.
    if (name?.kind !== 'name' || this.#isColon(this.#at + 1)) {
      out.constant += sign * token.value;
      return;
    }
    this.#at++;
    out.columns.push(this.builder.column(name.text));
    out.coefficients.push(sign * token.value);
  }

  #skipLabel(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || !this.#isColon(this.#at + 1)) return undefined;
    this.#at += 2;
    return token.text;
  }

  #knownColumn(): number {
    const token = this.#take('the name of a variable');
    if (token.kind !== 'name') throw this.#unexpected(token, 'the name of a variable');
    return this.builder.column(token.text);
  }

  #comparison(): Comparison {
    const token = this.#take('one of <= >= =');
    if (token.kind !== 'symbol' || !isComparison(token.text)) throw this.#unexpected(token, 'one of <= >= =');
    return token.text as Comparison;
  }

  #atComparison(): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'symbol' && isComparison(token.text);
  }

  #isColon(at: number): boolean {
    const token = this.#tokens[at];
    return token?.kind === 'symbol' && token.text === ':';
  }

  #more(): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.kind !== 'section';
  }

  #take(expected: string): LpToken {
    const token = this.#tokens[this.#at++];
    if (!token || token.kind === 'section') throw this.#unexpected(token, expected);
    return token;
  }

  #unexpected(token: LpToken | undefined, expected: string): SyntaxFault {
    const line = token?.line ?? this.#lastLine();
    const found = token ? `"${token.text}"` : 'the end of the text';
    return new SyntaxFault(line, `expected ${expected}, found ${found}`, EXAMPLE);
  }

  #lastLine(): number {
    return this.#tokens.at(-1)?.line ?? 1;
  }
}

function isComparison(text: string): boolean {
  return text === '<=' || text === '>=' || text === '=';
}

const EXAMPLE = 'For example: Minimize obj: 2 x + y Subject To c1: x + y >= 2 End, each section on its own line.';
