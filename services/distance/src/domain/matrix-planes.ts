/** Marks in the provenance plane that are not an index into the list of sources. */
export const SAME_PLACE = 255;
/** Not known yet; never leaves the service. */
export const MISSING = 254;
/** Asked for, the answer is on its way; never leaves the service. */
export const AWAITED = 253;
/** Estimated just now; never leaves the service. */
export const ESTIMATED = 252;
/** Indices into the list of sources are below this. */
export const MOST_SOURCES = 250;

/** Says that there is no way, as duration and as distance. */
export const NO_WAY = -1;

/** Some consecutive rows of a matrix: three planes, row-major, one element a cell. */
export interface MatrixBand {
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: number;
  /** Deciseconds; `NO_WAY` where there is none. */
  readonly durations: Int32Array;
  /** Metres; `NO_WAY` where there is none. */
  readonly distances: Int32Array;
  /** Index into the list of sources, or one of the marks above. */
  readonly provenance: Uint8Array;
}

/** A band with every cell missing, but zeros from a place to itself. `ids` are the places of the columns. */
export function emptyBand(firstRow: number, rows: number, ids: Int32Array): MatrixBand {
  const columns = ids.length;
  const band: MatrixBand = {
    firstRow,
    rows,
    columns,
    durations: new Int32Array(rows * columns),
    distances: new Int32Array(rows * columns),
    provenance: new Uint8Array(rows * columns).fill(MISSING),
  };
  const columnsOf = new Map<number, number[]>();
  ids.forEach((id, column) => {
    const same = columnsOf.get(id);
    if (same) same.push(column);
    else columnsOf.set(id, [column]);
  });
  for (let row = 0; row < rows; row++) {
    for (const column of columnsOf.get(ids[firstRow + row] as number) ?? []) {
      band.provenance[row * columns + column] = SAME_PLACE;
    }
  }
  return band;
}

/** How many cells carry a mark. */
export function countMarked(provenance: Uint8Array, mark: number): number {
  let count = 0;
  for (let cell = 0; cell < provenance.length; cell++) if (provenance[cell] === mark) count++;
  return count;
}

/** Gives every cell that carries one mark another one. */
export function replaceMark(provenance: Uint8Array, mark: number, by: number): void {
  for (let cell = 0; cell < provenance.length; cell++) if (provenance[cell] === mark) provenance[cell] = by;
}
