/** A column with another value. */
export interface ColumnChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** Closer than what solvers promise. */
const SAME = 1e-7;

/** Columns with other values, largest change first; a column that is not named is 0. */
export function diffColumns(
  before: readonly { readonly name: string; readonly value: number }[],
  after: readonly { readonly name: string; readonly value: number }[],
): ColumnChange[] {
  const was = new Map(before.map(({ name, value }) => [name, value]));
  const is = new Map(after.map(({ name, value }) => [name, value]));
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names]
    .map((name) => ({ name, before: was.get(name) ?? 0, after: is.get(name) ?? 0 }))
    .filter((one) => Math.abs(one.after - one.before) > SAME * Math.max(1, Math.abs(one.before)))
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
