import { LinearBuilder } from './linear-builder.ts';
import { SyntaxFault } from './lp-tokens.ts';

/**
 * Reads the MPS format: free format first, and when that fails fixed columns,
 * where names may hold spaces. Bounds follow HiGHS: an integer column between
 * markers without any bound is binary, a negative UP bound leaves the lower bound.
 */
export function parseMps(text: string): LinearBuilder {
  try {
    return new MpsReader((line) => line.trim().split(/\s+/)).read(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    try {
      return new MpsReader(fixedFields).read(text);
    } catch {
      throw fault;
    }
  }
}

/** Fields of a data line in fixed format: 2-3, 5-12, 15-22, 25-36, 40-47, 50-61. The first is given when it is not blank. */
function fixedFields(line: string): string[] {
  const cut = (from: number, to: number) => line.slice(from - 1, to).trim();
  const [code, ...rest] = [cut(2, 3), cut(5, 12), cut(15, 22), cut(25, 36), cut(40, 47), cut(50, 61)];
  while (rest.at(-1) === '') rest.pop();
  return code === '' ? rest : [code as string, ...rest];
}

const SECTIONS = ['NAME', 'OBJSENSE', 'ROWS', 'COLUMNS', 'RHS', 'RANGES', 'BOUNDS', 'ENDATA'];
const NO_VALUE = new Set(['FR', 'MI', 'PL', 'BV']);

class MpsReader {
  readonly #builder = new LinearBuilder();
  readonly #fields: (line: string) => string[];
  readonly #kinds = new Map<string, string>();
  readonly #bounded = new Set<number>();
  readonly #marked = new Set<number>();
  #objective: string | undefined;
  #section = '';
  #line = 0;
  #integers = false;

  constructor(fields: (line: string) => string[]) {
    this.#fields = fields;
  }

  read(text: string): LinearBuilder {
    for (const line of text.split(/\r\n|\n|\r/)) {
      this.#line++;
      if (line.startsWith('*') || line.trim() === '') continue;
      if (!/^\s/.test(line)) this.#header(line);
      else this.#data(this.#fields(line));
      if (this.#section === 'ENDATA') break;
    }
    if (this.#section !== 'ENDATA') throw this.#fault('the text ends without ENDATA', 'Write ENDATA on the last line.');
    if (this.#objective === undefined) throw this.#fault('there is no objective row', 'Declare one of type N in ROWS.');
    for (const column of this.#marked) if (!this.#bounded.has(column)) this.#builder.upper[column] = 1;
    return this.#builder;
  }

  #header(line: string): void {
    const [word = '', rest] = line.trim().split(/\s+/);
    const section = word.toUpperCase();
    if (!SECTIONS.includes(section)) {
      throw this.#fault(
        `unknown section "${word}"`,
        `Sections are ${SECTIONS.join(', ')}; data lines begin with a space.`,
      );
    }
    this.#section = section;
    if (section === 'OBJSENSE' && rest) this.#sense(rest);
  }

  #data(fields: string[]): void {
    if (this.#section === 'OBJSENSE') this.#sense(fields[0] ?? '');
    else if (this.#section === 'ROWS') this.#row(fields);
    else if (this.#section === 'COLUMNS') this.#column(fields);
    else if (this.#section === 'RHS') this.#pairs(fields, (row, value) => this.#rhs(row, value));
    else if (this.#section === 'RANGES') this.#pairs(fields, (row, value) => this.#range(row, value));
    else if (this.#section === 'BOUNDS') this.#bound(fields);
    else throw this.#fault('data outside of a section', 'Begin with NAME, then ROWS.');
  }

  #sense(word: string): void {
    if (/^max(imi[sz]e)?$/i.test(word)) this.#builder.sense = -1;
    else if (!/^min(imi[sz]e)?$/i.test(word)) throw this.#fault(`unknown sense "${word}"`, 'It is MIN or MAX.');
  }

  #row([type = '', name]: string[]): void {
    const kind = type.toUpperCase();
    if (!'NLGE'.includes(kind) || kind.length !== 1 || !name) {
      throw this.#fault('a row needs a type N, L, G or E and a name', 'For example " L  capacity".');
    }
    if (this.#kinds.has(name)) throw this.#fault(`there are two rows named "${name}"`, 'Give every row its own name.');
    this.#kinds.set(name, kind);
    if (kind === 'N') {
      this.#objective ??= name;
      return;
    }
    const row = this.#builder.row(name);
    this.#limit(row, kind, 0);
  }

  #column(fields: string[]): void {
    const marker = fields.findIndex((field) => /^'?MARKER'?$/i.test(field) && field.includes("'"));
    if (marker > 0) {
      const word = fields.at(-1) ?? '';
      if (/INTORG/i.test(word)) this.#integers = true;
      else if (/INTEND/i.test(word)) this.#integers = false;
      else throw this.#fault(`unknown marker ${word}`, "It is 'INTORG' or 'INTEND'.");
      return;
    }
    const [name, ...rest] = fields;
    if (!name || rest.length === 0 || rest.length % 2 === 1) {
      throw this.#fault('a column entry is a name and pairs of row and number', 'For example "    x  capacity  2".');
    }
    const isNew = this.#builder.findColumn(name) === undefined;
    const column = this.#builder.column(name);
    if (isNew && this.#integers) {
      this.#builder.integer[column] = true;
      this.#marked.add(column);
    }
    for (let i = 0; i < rest.length; i += 2)
      this.#entry(column, rest[i] as string, this.#number(rest[i + 1] as string));
  }

  #entry(column: number, name: string, value: number): void {
    const kind = this.#kinds.get(name);
    if (kind === undefined) throw this.#unknownRow(name);
    const { cost } = this.#builder;
    if (name === this.#objective) cost[column] = (cost[column] as number) + value;
    else if (kind !== 'N') this.#builder.addTerm(this.#builder.findRow(name) as number, column, value);
  }

  /** `[set] row number [row number]`: an odd number of fields begins with the name of the set. */
  #pairs(fields: string[], use: (row: string, value: number) => void): void {
    const pairs = fields.length % 2 === 1 ? fields.slice(1) : fields;
    if (pairs.length === 0) throw this.#fault('expected a row and a number', 'For example "    rhs  capacity  40".');
    for (let i = 0; i < pairs.length; i += 2) {
      if (!this.#kinds.has(pairs[i] as string)) throw this.#unknownRow(pairs[i] as string);
      use(pairs[i] as string, this.#number(pairs[i + 1] as string));
    }
  }

  #rhs(name: string, value: number): void {
    if (name === this.#objective) this.#builder.offset = -value;
    else if (this.#kinds.get(name) !== 'N') {
      this.#limit(this.#builder.findRow(name) as number, this.#kinds.get(name) as string, value);
    }
  }

  #limit(row: number, kind: string, value: number): void {
    const limits = this.#builder.rows[row] as { lower: number; upper: number };
    if (kind !== 'L') limits.lower = value;
    if (kind !== 'G') limits.upper = value;
  }

  #range(name: string, value: number): void {
    const kind = this.#kinds.get(name) as string;
    const row = this.#builder.findRow(name);
    if (row === undefined) throw this.#fault(`the range of the free row "${name}" has no meaning`, 'Remove it.');
    const limits = this.#builder.rows[row] as { lower: number; upper: number };
    if (kind === 'L') limits.lower = limits.upper - Math.abs(value);
    else if (kind === 'G') limits.upper = limits.lower + Math.abs(value);
    else if (value < 0) limits.lower = limits.upper + value;
    else limits.upper = limits.lower + value;
  }

  #bound(fields: string[]): void {
    const type = (fields[0] ?? '').toUpperCase();
    const hasValue = !NO_VALUE.has(type);
    // The set's name may be left out.
    const name = fields.length >= (hasValue ? 4 : 3) ? fields[2] : fields[1];
    const column = name === undefined ? undefined : this.#builder.findColumn(name);
    if (column === undefined) {
      throw this.#fault(`the bound names no column${name ? `: "${name}"` : ''}`, 'Columns are declared in COLUMNS.');
    }
    const value = hasValue ? this.#number(fields.at(-1) as string) : 0;
    const { lower, upper, integer } = this.#builder;
    this.#bounded.add(column);
    if (type === 'BV' || type === 'LI' || type === 'UI') integer[column] = true;
    if (type === 'BV') [lower[column], upper[column]] = [0, 1];
    else if (type === 'FX') [lower[column], upper[column]] = [value, value];
    else if (type === 'FR') [lower[column], upper[column]] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    else if (type === 'MI') lower[column] = Number.NEGATIVE_INFINITY;
    else if (type === 'PL') upper[column] = Number.POSITIVE_INFINITY;
    else if (type === 'LO' || type === 'LI') lower[column] = value;
    else if (type === 'UP' || type === 'UI') upper[column] = value;
    else
      throw this.#fault(
        `the bound type "${fields[0]}" is not supported`,
        'It is UP, LO, FX, FR, MI, PL, BV, LI or UI.',
      );
  }

  #number(text: string): number {
    if (/^[+-]?inf(inity)?$/i.test(text))
      return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    // Old files write exponents with D.
    const value = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text) ? Number(text.replace(/d/i, 'e')) : Number.NaN;
    if (Number.isNaN(value)) throw this.#fault(`"${text}" is not a number`, 'For example 12, -3.5 or 1e6.');
    // HiGHS and others write 1e30 for infinity.
    return Math.abs(value) >= 1e30 ? Math.sign(value) * Number.POSITIVE_INFINITY : value;
  }

  #unknownRow(name: string): SyntaxFault {
    return this.#fault(`there is no row named "${name}"`, 'Rows are declared in ROWS.');
  }

  #fault(message: string, hint: string): SyntaxFault {
    return new SyntaxFault(this.#line, message, hint);
  }
}
