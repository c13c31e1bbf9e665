import { DEFAULT_GAP, type LinearProblem } from './problem.ts';

interface BuilderRow {
  name: string;
  lower: number;
  upper: number;
  readonly columns: number[];
  readonly coefficients: number[];
}

/** Collects a program column by column and row by row, by name, and lays it out in arrays. */
export class LinearBuilder {
  sense: 1 | -1 = 1;
  offset = 0;
  readonly names: string[] = [];
  readonly cost: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  readonly integer: boolean[] = [];
  readonly rows: BuilderRow[] = [];
  readonly #columnByName = new Map<string, number>();
  readonly #rowByName = new Map<string, number>();

  /** The column of that name, made with bounds 0 and infinity when it is new. */
  column(name: string): number {
    const known = this.#columnByName.get(name);
    if (known !== undefined) return known;
    const column = this.names.length;
    this.#columnByName.set(name, column);
    this.names.push(name);
    this.cost.push(0);
    this.lower.push(0);
    this.upper.push(Number.POSITIVE_INFINITY);
    this.integer.push(false);
    return column;
  }

  findColumn(name: string): number | undefined {
    return this.#columnByName.get(name);
  }

  findRow(name: string): number | undefined {
    return this.#rowByName.get(name);
  }

  /** A new row without limits; gives its number. */
  row(name: string): number {
    const row = this.rows.length;
    this.#rowByName.set(name, row);
    this.rows.push({
      name,
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      columns: [],
      coefficients: [],
    });
    return row;
  }

  /** A name that no row has yet. */
  freeRowName(): string {
    for (let n = this.rows.length + 1; ; n++) if (!this.#rowByName.has(`R${n}`)) return `R${n}`;
  }

  addTerm(row: number, column: number, coefficient: number): void {
    const { columns, coefficients } = this.rows[row] as BuilderRow;
    columns.push(column);
    coefficients.push(coefficient);
  }

  /** Terms of the same column in a row are added up; zeros are left out. */
  build(stopAtGap: number | undefined): LinearProblem {
    const entries = this.rows.reduce((sum, row) => sum + row.columns.length, 0);
    const starts = new Int32Array(this.rows.length + 1);
    const indices = new Int32Array(entries);
    const values = new Float64Array(entries);
    const seenIn = new Int32Array(this.names.length).fill(-1);
    const placeOf = new Int32Array(this.names.length);
    let used = 0;
    this.rows.forEach((row, r) => {
      const first = used;
      row.columns.forEach((column, k) => {
        const coefficient = row.coefficients[k] as number;
        if (seenIn[column] === r) {
          const place = placeOf[column] as number;
          values[place] = (values[place] as number) + coefficient;
          return;
        }
        seenIn[column] = r;
        placeOf[column] = used;
        indices[used] = column;
        values[used++] = coefficient;
      });
      let kept = first;
      for (let k = first; k < used; k++) {
        if (values[k] === 0) continue;
        indices[kept] = indices[k] as number;
        values[kept++] = values[k] as number;
      }
      used = kept;
      starts[r + 1] = used;
    });
    return {
      sense: this.sense,
      offset: this.offset,
      columnNames: this.names,
      rowNames: this.rows.map((row) => row.name),
      cost: Float64Array.from(this.cost),
      lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper),
      integer: Uint8Array.from(this.integer, (whole) => (whole ? 1 : 0)),
      rowLower: Float64Array.from(this.rows, (row) => row.lower),
      rowUpper: Float64Array.from(this.rows, (row) => row.upper),
      starts,
      indices: indices.slice(0, used),
      values: values.slice(0, used),
      stopAtGap: stopAtGap ?? DEFAULT_GAP,
    };
  }
}
