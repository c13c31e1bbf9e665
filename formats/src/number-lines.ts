import { FormatError } from './format-error.ts';

/** A line of numbers that knows where it stands in its file. */
export interface NumberLine {
  readonly line: number;
  readonly values: readonly number[];
}

/** The numbers of a file line by line; empty lines are passed over. Throws `FormatError` at the first word that is none. */
export function numberLines(text: string, from = 0): NumberLine[] {
  const found: NumberLine[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    if (index >= from && raw.trim() !== '') found.push({ line: index + 1, values: numbersOf(raw, index + 1) });
  });
  return found;
}

/** The numbers of one line. */
export function numbersOf(raw: string, line: number): number[] {
  return raw
    .trim()
    .split(/\s+/)
    .map((word) => {
      const value = Number(word);
      if (!Number.isFinite(value)) throw new FormatError(`"${word}" is not a number`, line);
      return value;
    });
}

/** The line as exactly these many numbers or more. */
export function atLeast({ line, values }: NumberLine, count: number, what: string): readonly number[] {
  if (values.length < count) throw new FormatError(`${what} needs ${count} numbers, it has ${values.length}`, line);
  return values;
}
