import { MISSING, SAME_PLACE } from './matrix-planes.ts';

/** Rows x columns of a band, by index. */
export interface Tile {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

export interface CoverLimits {
  /** Most cells of a request. */
  readonly maxCells: number;
  /** Most rows plus columns of a request. */
  readonly maxCoordinates: number;
  /** Most cells asked for, in proportion to the cells missing. */
  readonly maxOverfetch: number;
}

/** Rows that miss the same columns; `bits` has one bit a column. */
interface Group {
  rows: number[];
  readonly bits: Uint32Array;
  columns: number;
  missing: number;
}

/** A group is held against so many of those before it; more finds little and costs much. */
const MOST_COMPARED = 32;

/**
 * Tiles that hold every missing cell. A road engine searches once a row and once a column, so few large tiles are
 * cheap and cells that were known already cost almost nothing: rows that miss the same columns form a tile exactly,
 * and tiles are joined as long as not too much is asked twice. `provenance` is row-major rows x columns.
 */
export function coverMissing(provenance: Uint8Array, columns: number, limits: CoverLimits): Tile[] {
  const tiles: Tile[] = [];
  for (const group of joinGroups(groupRows(provenance, columns), limits.maxOverfetch)) {
    tiles.push(...cut({ rows: Int32Array.from(group.rows), columns: setBits(group.bits, group.columns) }, limits));
  }
  return tiles;
}

function groupRows(provenance: Uint8Array, columns: number): Group[] {
  const groups = new Map<string, Group>();
  const words = Math.ceil(columns / 32);
  for (let row = 0, cell = 0; cell < provenance.length; row++) {
    const bits = new Uint32Array(words);
    let missing = 0;
    for (let column = 0; column < columns; column++, cell++) {
      if (provenance[cell] !== MISSING) continue;
      bits[column >>> 5] = (bits[column >>> 5] as number) | (1 << (column & 31));
      missing++;
    }
    if (missing === 0) continue;
    // A row that misses most of its columns would differ from its like by the way to itself alone.
    if (missing * 2 > columns) missSamePlaces(bits, provenance, row * columns, columns);
    const key = String.fromCharCode(...new Uint16Array(bits.buffer));
    const group = groups.get(key);
    if (group) {
      group.rows.push(row);
      group.missing += missing;
    } else groups.set(key, { rows: [row], bits, columns: countUnion(bits, bits), missing });
  }
  return [...groups.values()];
}

function missSamePlaces(bits: Uint32Array, provenance: Uint8Array, offset: number, columns: number): void {
  for (let column = 0; column < columns; column++) {
    if (provenance[offset + column] === SAME_PLACE) {
      bits[column >>> 5] = (bits[column >>> 5] as number) | (1 << (column & 31));
    }
  }
}

/** Joins groups, widest first, each to the one before it where least is asked in vain. */
function joinGroups(groups: Group[], maxOverfetch: number): Group[] {
  const joined: Group[] = [];
  for (const group of groups.sort((a, b) => b.columns - a.columns)) {
    let best: { into: Group; waste: number; columns: number } | undefined;
    for (const into of joined.slice(-MOST_COMPARED)) {
      const columns = countUnion(into.bits, group.bits);
      const asked = (into.rows.length + group.rows.length) * columns;
      const missing = into.missing + group.missing;
      const waste = asked - missing;
      if (asked <= maxOverfetch * missing && (!best || waste < best.waste)) best = { into, waste, columns };
    }
    if (best) absorb(best.into, group, best.columns);
    else joined.push(group);
  }
  return joined;
}

function absorb(into: Group, group: Group, columns: number): void {
  into.rows.push(...group.rows);
  into.missing += group.missing;
  into.columns = columns;
  for (let w = 0; w < into.bits.length; w++) into.bits[w] = (into.bits[w] as number) | (group.bits[w] as number);
}

function countUnion(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let w = 0; w < a.length; w++) count += populationCount((a[w] as number) | (b[w] as number));
  return count;
}

function populationCount(word: number): number {
  let n = word - ((word >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function setBits(bits: Uint32Array, count: number): Int32Array {
  const columns = new Int32Array(count);
  let next = 0;
  for (let column = 0; next < count; column++) {
    if (((bits[column >>> 5] as number) >>> (column & 31)) & 1) columns[next++] = column;
  }
  return columns;
}

/** Cuts a tile into tiles within the limits, nearly alike and nearly square. */
function cut(tile: Tile, limits: CoverLimits): Tile[] {
  const [rowParts, columnParts] = partsOf(tile.rows.length, tile.columns.length, limits);
  const tiles: Tile[] = [];
  for (const rows of split(tile.rows, rowParts)) {
    for (const columns of split(tile.columns, columnParts)) tiles.push({ rows, columns });
  }
  return tiles;
}

function partsOf(rows: number, columns: number, { maxCells, maxCoordinates }: CoverLimits): [number, number] {
  // The largest near-square shape first; what one side does not need, the other may use.
  const side = Math.max(1, Math.floor(Math.sqrt(maxCells)));
  const half = Math.max(1, Math.floor(maxCoordinates / 2));
  let height = Math.min(rows, side, half);
  const width = Math.min(columns, Math.max(1, Math.floor(maxCells / height)), Math.max(1, maxCoordinates - height));
  height = Math.min(rows, Math.max(1, Math.floor(maxCells / width)), Math.max(1, maxCoordinates - width));
  return [Math.ceil(rows / height), Math.ceil(columns / width)];
}

function split(items: Int32Array, parts: number): Int32Array[] {
  return Array.from({ length: parts }, (_, part) =>
    items.subarray(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts)),
  );
}
