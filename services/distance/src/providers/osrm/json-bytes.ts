const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const DEEPEST = 32;

/**
 * Reads JSON straight from bytes. A table of a million cells is read about four times faster than `JSON.parse` and a
 * copy would, and can be read row by row. Throws a `SyntaxError` where the text is not JSON, or not what was expected.
 */
export class JsonBytes {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Begins an object or array, or goes on after a member; gives whether there is another one. */
  next(kind: '{' | '[', isFirst: boolean): boolean {
    const [open, close] = kind === '{' ? [OPEN_BRACE, CLOSE_BRACE] : [OPEN_BRACKET, CLOSE_BRACKET];
    if (isFirst) this.#expect(open as number, kind);
    if (this.#peek() === close) {
      this.#at++;
      return false;
    }
    if (!isFirst) this.#expect(COMMA, ',');
    return true;
  }

  /** The name of a member, and the colon. */
  key(): string {
    const key = this.string();
    this.#expect(COLON, ':');
    return key;
  }

  string(): string {
    this.#expect(QUOTE, '"');
    const start = this.#at;
    let isPlain = true;
    for (; this.#bytes[this.#at] !== QUOTE; this.#at++) {
      if (this.#at >= this.#bytes.length) throw this.#unexpected('the end of a string');
      if (this.#bytes[this.#at] === BACKSLASH) {
        isPlain = false;
        this.#at++;
      }
    }
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, this.#at - start).toString('utf8');
    this.#at++;
    return isPlain ? text : (JSON.parse(`"${text}"`) as string);
  }

  /** A number, or `undefined` for null. */
  numberOrNull(): number | undefined {
    const first = this.#peek();
    if (first === 0x6e /* n */) {
      this.#word('null');
      return undefined;
    }
    const start = this.#at;
    const isNegative = first === MINUS;
    if (isNegative) this.#at++;
    let value = this.#digits(0);
    let scale = 1;
    if (this.#bytes[this.#at] === DOT) {
      const pointAt = this.#at++;
      value = this.#digits(value);
      scale = 10 ** (this.#at - pointAt - 1);
    }
    const after = this.#bytes[this.#at];
    if (after === 0x65 /* e */ || after === 0x45 /* E */ || value > Number.MAX_SAFE_INTEGER) return this.#slow(start);
    return (isNegative ? -value : value) / scale;
  }

  /**
   * An array of numbers and nulls, as many as `cells` has: each times `scale`, rounded, or `none` for null. Numbers
   * must be from 0 to 2^31 - 1 then. The common case, digits and at most one decimal, is read without a call.
   */
  numbers(cells: Int32Array, scale: number, none: number): void {
    const bytes = this.#bytes;
    let count = 0;
    for (let isFirst = true; this.next('[', isFirst); isFirst = false, count++) {
      if (count === cells.length) throw this.#unexpected(`${cells.length} cells in a row`);
      let at = this.#at;
      let value = 0;
      let digit = (bytes[at] ?? 0) - ZERO;
      const isDigits = digit >= 0 && digit <= 9;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - ZERO) value = value * 10 + digit;
      let scaled = value * scale;
      if (isDigits && bytes[at] === DOT) {
        const decimal = (bytes[at + 1] ?? 0) - ZERO;
        if (decimal >= 0 && decimal <= 9) scaled += Math.round((decimal * scale) / 10);
        at += 2;
      }
      if (isDigits && (bytes[at] === COMMA || bytes[at] === CLOSE_BRACKET) && bytes[at - 1] !== DOT) this.#at = at;
      else {
        const slowly = this.numberOrNull();
        scaled = slowly === undefined ? none : Math.round(slowly * scale);
        if (slowly !== undefined && !(slowly >= 0)) throw this.#unexpected('a number that is not negative');
      }
      if (scaled > 0x7fff_ffff) throw this.#unexpected('a smaller number');
      cells[count] = scaled;
    }
    if (count !== cells.length) throw this.#unexpected(`${cells.length} cells in a row, not ${count},`);
  }

  /** Leaves out a value of any kind. */
  skip(depth = 0): void {
    if (depth > DEEPEST) throw this.#unexpected(`at most ${DEEPEST} levels`);
    const first = this.#peek();
    if (first === QUOTE) this.string();
    else if (first === OPEN_BRACE) {
      for (let isFirst = true; this.next('{', isFirst); isFirst = false) {
        this.key();
        this.skip(depth + 1);
      }
    } else if (first === OPEN_BRACKET) {
      for (let isFirst = true; this.next('[', isFirst); isFirst = false) this.skip(depth + 1);
    } else if (first === 0x74 /* t */) this.#word('true');
    else if (first === 0x66 /* f */) this.#word('false');
    else this.numberOrNull();
  }

  /** Only white space may be left. */
  end(): void {
    if (this.#peek() !== undefined) throw this.#unexpected('the end');
  }

  #digits(value: number): number {
    const start = this.#at;
    let sum = value;
    for (;;) {
      const digit = this.#bytes[this.#at] ?? 0;
      if (digit < ZERO || digit > NINE) break;
      sum = sum * 10 + (digit - ZERO);
      this.#at++;
    }
    if (this.#at === start) throw this.#unexpected('a digit');
    return sum;
  }

  /** Numbers with an exponent or very many digits. */
  #slow(start: number): number {
    while (/[-+.0-9eE]/.test(String.fromCharCode(this.#bytes[this.#at] ?? 0))) this.#at++;
    const value = Number(Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1'));
    if (!Number.isFinite(value)) throw this.#unexpected('a number');
    return value;
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.#bytes[this.#at] !== word.charCodeAt(i)) throw this.#unexpected(word);
      this.#at++;
    }
  }

  /** The next byte that is not white space. */
  #peek(): number | undefined {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at++;
    }
  }

  #expect(byte: number, name: string): void {
    if (this.#peek() !== byte) throw this.#unexpected(name);
    this.#at++;
  }

  #unexpected(expected: string): SyntaxError {
    const found = this.#bytes[this.#at];
    const what = found === undefined ? 'the end' : JSON.stringify(String.fromCharCode(found));
    return new SyntaxError(`expected ${expected} but found ${what} at byte ${this.#at}`);
  }
}
