import type { Line } from './line.ts';

const TITLES = ['figure', 'value', 'unit', 'ceiling', 'ratio', 'target', 'met'] as const;

/** The figures as a table for people. */
export function tableOf(lines: readonly Line[]): string {
  const rows = [[...TITLES], ...lines.map(cellsOf)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === 2;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ figure, value, unit, ceiling, ratio, target, met }: Line): string[] {
  const sign = unit.endsWith('/s') ? '>=' : '<=';
  return [figure, text(value), unit, text(ceiling), text(ratio), `${sign} ${target}`, met ? 'yes' : 'NO'];
}

function text(value: number | null): string {
  return value === null ? '-' : String(value);
}
