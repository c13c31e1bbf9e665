/*
 * The linear program of column generation: cover every row at the least cost
 * with the columns that are there. A primal simplex method with a dense inverse
 * of the basis, which goes on from where it was when columns join: a solver that
 * begins anew each time takes longer than pricing. Errors of rounding only make
 * its dual values worse, never a bound that pricing gives for them wrong.
 */

const CLOSE = 1e-9;
/** The inverse is made anew after so many steps. */
const FRESH_EVERY = 150;
/** Columns beyond this that are far from use are dropped. */
const MOST_COLUMNS = 6000;
const MOST_CANDIDATES = 60;

export interface MasterColumn {
  readonly cost: number;
  /** Rows in which it counts, ascending, and how often. */
  readonly rows: readonly number[];
  readonly counts: readonly number[];
}

export interface MasterRow {
  /** What the columns must come to at least; may be negative (a limit from above, with counts below 0). */
  readonly least: number;
  /** Price of each unit that is missing. */
  penalty: number;
}

/** min cost x subject to rows >= least, x >= 0. */
export class RestrictedMaster<C extends MasterColumn> {
  /** Columns that are there; those that have not been of use for long may leave. */
  columns: C[] = [];
  /** Dual values by row: what one unit more costs. Set by `solve`. */
  readonly duals: Float64Array;
  value = 0;
  readonly #rows: readonly MasterRow[];
  /** By row: column in the basis there; -1 - row is what is missing in a row, -1 - rows - row what is too much. */
  #basis: Int32Array;
  #inverse: Float64Array;
  readonly #amounts: Float64Array;
  readonly #right: Float64Array;
  readonly #direction: Float64Array;
  #isInBasis: boolean[] = [];
  /** Columns that were wanted most at the last look at all. */
  #candidates: readonly number[] = [];
  /** Of column c: its cost, and its entries from[c] up to from[c + 1]. */
  #cost: number[] = [];
  #from: number[] = [0];
  #row = new Int32Array(1024);
  #count = new Float64Array(1024);

  constructor(rows: readonly MasterRow[]) {
    const m = rows.length;
    this.#rows = rows;
    this.duals = new Float64Array(m);
    this.#basis = new Int32Array(m);
    this.#inverse = new Float64Array(m * m);
    this.#amounts = new Float64Array(m);
    this.#direction = new Float64Array(m);
    // Amounts that differ a little keep the method from standing still at a corner where many rows meet.
    this.#right = Float64Array.from(rows, ({ least }, row) => least + 1e-5 * (1 + ((row * 7919) % 997) / 997));
    for (let row = 0; row < m; row++) {
      const isMissing = (this.#right[row] as number) > 0;
      this.#basis[row] = isMissing ? -1 - row : -1 - m - row;
      this.#inverse[row * m + row] = isMissing ? 1 : -1;
    }
  }

  add(column: C): void {
    this.columns.push(column);
    this.#isInBasis.push(false);
    this.#lay(column);
  }

  /** Lays a column out beside the others: it is looked at often. */
  #lay({ cost, rows, counts }: MasterColumn): void {
    const at = this.#from.length - 1;
    const first = this.#from[at] as number;
    if (first + rows.length > this.#row.length) {
      const room = 2 * this.#row.length + rows.length;
      const [row, count] = [new Int32Array(room), new Float64Array(room)];
      row.set(this.#row);
      count.set(this.#count);
      this.#row = row;
      this.#count = count;
    }
    this.#row.set(rows, first);
    this.#count.set(counts, first);
    this.#cost.push(cost);
    this.#from.push(first + rows.length);
  }

  /** Least cost with the columns that are there. False when it was told to stop. */
  solve(stop: () => boolean): boolean {
    this.#forgetFarColumns();
    this.#refresh();
    const most = 50 * (this.#rows.length + 20);
    for (let step = 1; step <= most; step++) {
      if (step % FRESH_EVERY === 0) this.#refresh();
      if ((step & 15) === 0 && stop()) return false;
      const entering = this.#mostWanted();
      if (entering === undefined || !this.#pivot(entering)) break;
    }
    this.#refresh();
    return true;
  }

  /** Amounts of the columns that are used. */
  used(): { column: C; amount: number }[] {
    const list: { column: C; amount: number }[] = [];
    this.#basis.forEach((number, row) => {
      const column = number >= 0 ? this.columns[number] : undefined;
      const amount = this.#amounts[row] as number;
      if (column && amount > 1e-5) list.push({ column, amount });
    });
    return list;
  }

  /** Rows that are not met: it is cheaper to pay for what is missing. */
  missing(): number[] {
    const m = this.#rows.length;
    return Array.from(this.#basis.keys()).flatMap((place) => {
      const number = this.#basis[place] as number;
      const isMissing = number < 0 && -1 - number < m && (this.#amounts[place] as number) > 1e-4;
      return isMissing ? [-1 - number] : [];
    });
  }

  reducedCost({ cost, rows, counts }: MasterColumn): number {
    let sum = cost;
    for (let k = 0; k < rows.length; k++) sum -= (counts[k] as number) * (this.duals[rows[k] as number] as number);
    return sum;
  }

  #costOf(number: number): number {
    const m = this.#rows.length;
    if (number >= 0) return this.columns[number]?.cost ?? 0;
    return -1 - number < m ? (this.#rows[-1 - number]?.penalty ?? 0) : 0;
  }

  /** The column, missing or surplus amount that lowers the cost fastest; of the columns, of those that did at the last look at all. */
  #mostWanted(): number | undefined {
    const m = this.#rows.length;
    const limit = -CLOSE * Math.max(1, Math.abs(this.value));
    const rows = this.#wantedOfRows(m, limit);
    const known = this.#cheapestOf(this.#candidates, rows.least);
    if (known !== undefined) return known;
    this.#lookAtAll(limit);
    return this.#cheapestOf(this.#candidates, rows.least) ?? rows.wanted;
  }

  #wantedOfRows(m: number, limit: number): { wanted: number | undefined; least: number } {
    let wanted: number | undefined;
    let least = limit;
    for (let row = 0; row < m; row++) {
      const dual = this.duals[row] as number;
      if (dual < least) {
        least = dual;
        wanted = -1 - m - row;
      }
      const missing = (this.#rows[row]?.penalty ?? 0) - dual;
      if (missing < least) {
        least = missing;
        wanted = -1 - row;
      }
    }
    return { wanted, least };
  }

  #cheapestOf(numbers: readonly number[], below: number): number | undefined {
    let wanted: number | undefined;
    let least = below;
    for (const number of numbers) {
      if (this.#isInBasis[number]) continue;
      const reduced = this.#reducedAt(number);
      if (reduced < least) {
        least = reduced;
        wanted = number;
      }
    }
    return wanted;
  }

  #lookAtAll(limit: number): void {
    const found: { number: number; reduced: number }[] = [];
    for (let number = 0; number < this.columns.length; number++) {
      if (this.#isInBasis[number]) continue;
      const reduced = this.#reducedAt(number);
      if (reduced < limit) found.push({ number, reduced });
    }
    found.sort((a, b) => a.reduced - b.reduced || a.number - b.number);
    this.#candidates = found.slice(0, MOST_CANDIDATES).map(({ number }) => number);
  }

  #reducedAt(number: number): number {
    let sum = this.#cost[number] as number;
    const until = this.#from[number + 1] as number;
    for (let k = this.#from[number] as number; k < until; k++) {
      sum -= (this.#count[k] as number) * (this.duals[this.#row[k] as number] as number);
    }
    return sum;
  }

  /** Brings the column into the basis; false when nothing limits it, which only rounding can make so. */
  #pivot(entering: number): boolean {
    const m = this.#rows.length;
    const direction = this.#direction;
    this.#multiply(entering, direction);
    let leaving = -1;
    let ratio = Number.POSITIVE_INFINITY;
    for (let row = 0; row < m; row++) {
      const step = direction[row] as number;
      if (step <= CLOSE) continue;
      const reach = Math.max(0, this.#amounts[row] as number) / step;
      const isCloser = reach < ratio - 1e-12;
      if (isCloser || (reach <= ratio + 1e-12 && step > (direction[leaving] ?? 0))) {
        ratio = Math.min(ratio, reach);
        leaving = row;
      }
    }
    if (leaving < 0) return false;
    const reduced = this.#reducedOf(entering);
    this.#exchange(leaving, entering, ratio);
    // The dual values change along the row of the inverse that has just been made.
    for (let k = 0; k < m; k++) {
      this.duals[k] = (this.duals[k] as number) + reduced * (this.#inverse[leaving * m + k] as number);
    }
    this.value += reduced * ratio;
    return true;
  }

  #reducedOf(number: number): number {
    const m = this.#rows.length;
    const column = number >= 0 ? this.columns[number] : undefined;
    if (column) return this.reducedCost(column);
    const row = (-1 - number) % m;
    const dual = this.duals[row] as number;
    return -1 - number < m ? (this.#rows[row]?.penalty ?? 0) - dual : dual;
  }

  /** The inverse times the column. */
  #multiply(number: number, into: Float64Array): void {
    const m = this.#rows.length;
    const inverse = this.#inverse;
    const column = number >= 0 ? this.columns[number] : undefined;
    if (!column) {
      const row = (-1 - number) % m;
      const sign = -1 - number < m ? 1 : -1;
      for (let i = 0; i < m; i++) into[i] = sign * (inverse[i * m + row] as number);
      return;
    }
    const { rows, counts } = column;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let k = 0; k < rows.length; k++)
        sum += (counts[k] as number) * (inverse[i * m + (rows[k] as number)] as number);
      into[i] = sum;
    }
  }

  #exchange(leaving: number, entering: number, ratio: number): void {
    const m = this.#rows.length;
    const inverse = this.#inverse;
    const direction = this.#direction;
    const pivot = direction[leaving] as number;
    const base = leaving * m;
    for (let k = 0; k < m; k++) inverse[base + k] = (inverse[base + k] as number) / pivot;
    for (let i = 0; i < m; i++) {
      const factor = direction[i] as number;
      if (i === leaving || factor === 0) continue;
      const row = i * m;
      for (let k = 0; k < m; k++) {
        inverse[row + k] = (inverse[row + k] as number) - factor * (inverse[base + k] as number);
      }
      this.#amounts[i] = (this.#amounts[i] as number) - factor * ratio;
    }
    this.#amounts[leaving] = ratio;
    const left = this.#basis[leaving] as number;
    if (left >= 0) this.#isInBasis[left] = false;
    if (entering >= 0) this.#isInBasis[entering] = true;
    this.#basis[leaving] = entering;
  }

  /** Inverse, amounts and dual values from the basis alone. */
  #refresh(): void {
    const m = this.#rows.length;
    this.#invertBasis();
    this.value = 0;
    this.duals.fill(0);
    for (let i = 0; i < m; i++) {
      let amount = 0;
      for (let k = 0; k < m; k++) amount += (this.#inverse[i * m + k] as number) * (this.#right[k] as number);
      this.#amounts[i] = amount;
      const cost = this.#costOf(this.#basis[i] as number);
      this.value += cost * amount;
      if (cost === 0) continue;
      for (let k = 0; k < m; k++)
        this.duals[k] = (this.duals[k] as number) + cost * (this.#inverse[i * m + k] as number);
    }
  }

  /** Gauss and Jordan with the largest pivot of each row's column. */
  #invertBasis(): void {
    const m = this.#rows.length;
    const matrix = new Float64Array(m * m);
    const inverse = new Float64Array(m * m);
    for (let i = 0; i < m; i++) inverse[i * m + i] = 1;
    this.#basis.forEach((number, place) => {
      const column = number >= 0 ? this.columns[number] : undefined;
      if (column) {
        column.rows.forEach((row, k) => {
          matrix[row * m + place] = column.counts[k] as number;
        });
      } else matrix[((-1 - number) % m) * m + place] = -1 - number < m ? 1 : -1;
    });
    for (let p = 0; p < m; p++) {
      let best = p;
      for (let i = p + 1; i < m; i++) {
        if (Math.abs(matrix[i * m + p] as number) > Math.abs(matrix[best * m + p] as number)) best = i;
      }
      const pivot = matrix[best * m + p] as number;
      // A basis that rounding has made singular cannot be inverted: the inverse that is there goes on.
      if (Math.abs(pivot) < 1e-11) return;
      for (const rows of [matrix, inverse]) {
        for (let k = 0; k < m; k++) {
          const held = rows[best * m + k] as number;
          rows[best * m + k] = rows[p * m + k] as number;
          rows[p * m + k] = held / pivot;
        }
      }
      for (let i = 0; i < m; i++) {
        const factor = matrix[i * m + p] as number;
        if (i === p || factor === 0) continue;
        for (let k = p; k < m; k++) {
          matrix[i * m + k] = (matrix[i * m + k] as number) - factor * (matrix[p * m + k] as number);
        }
        for (let k = 0; k < m; k++) {
          const value = inverse[p * m + k] as number;
          if (value !== 0) inverse[i * m + k] = (inverse[i * m + k] as number) - factor * value;
        }
      }
    }
    this.#inverse = inverse;
  }

  #forgetFarColumns(): void {
    if (this.columns.length <= MOST_COLUMNS) return;
    const reduced = this.columns.map((column, number) => (this.#isInBasis[number] ? -1 : this.reducedCost(column)));
    const limit = [...reduced].sort((a, b) => a - b)[MOST_COLUMNS / 2] as number;
    const renumbered = new Int32Array(this.columns.length).fill(-1);
    let kept = 0;
    reduced.forEach((cost, number) => {
      if (cost <= limit) renumbered[number] = kept++;
    });
    this.columns = this.columns.filter((_, number) => (renumbered[number] as number) >= 0);
    this.#isInBasis = this.#isInBasis.filter((_, number) => (renumbered[number] as number) >= 0);
    this.#basis = this.#basis.map((number) => (number >= 0 ? (renumbered[number] as number) : number));
    this.#candidates = [];
    this.#cost = [];
    this.#from = [0];
    for (const column of this.columns) this.#lay(column);
  }
}
