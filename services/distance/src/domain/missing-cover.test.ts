import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISSING, SAME_PLACE } from './matrix-planes.ts';
import { type CoverLimits, coverMissing, type Tile } from './missing-cover.ts';

const LIMITS: CoverLimits = { maxCells: 10_000, maxCoordinates: 500, maxOverfetch: 2 };

/** A square plane in which `isMissing` says which cells are missing; the diagonal is known. */
function plane(size: number, isMissing: (row: number, column: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    if (row === column) return SAME_PLACE;
    return isMissing(row, column) ? MISSING : 0;
  });
}

function cellsOf(tiles: Tile[]): number {
  return tiles.reduce((sum, tile) => sum + tile.rows.length * tile.columns.length, 0);
}

describe('the cover of missing cells', () => {
  it('holds every missing cell, within the limits, whatever is missing', () => {
    const limits = fc.record({
      maxCells: fc.integer({ min: 1, max: 200 }),
      maxCoordinates: fc.integer({ min: 2, max: 40 }),
      maxOverfetch: fc.constantFrom(1, 1.5, 2),
    });
    const missing = fc.integer({ min: 1, max: 24 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        cells: fc.array(fc.boolean(), { minLength: size * size, maxLength: size * size }),
      }),
    );
    fc.assert(
      fc.property(missing, limits, ({ size, cells }, given) => {
        const provenance = plane(size, (row, column) => cells[row * size + column] as boolean);
        const covered = new Set<number>();
        for (const { rows, columns } of coverMissing(provenance, size, given)) {
          expect(rows.length * columns.length).toBeLessThanOrEqual(given.maxCells);
          expect(rows.length + columns.length).toBeLessThanOrEqual(given.maxCoordinates);
          for (const row of rows) for (const column of columns) covered.add(row * size + column);
        }
        const forgotten = provenance.some((mark, cell) => mark === MISSING && !covered.has(cell));
        expect(forgotten).toBe(false);
      }),
    );
  });

  it('asks for a new matrix in as few square tiles as the limit allows', () => {
    const tiles = coverMissing(
      plane(1_000, () => true),
      1_000,
      LIMITS,
    );
    expect(tiles).toHaveLength(100);
    expect(tiles.every((t) => t.rows.length === 100 && t.columns.length === 100)).toBe(true);
  });

  it('asks for little else when 5 % of the stops are new', () => {
    const [size, known] = [1_000, 950];
    const provenance = plane(size, (row, column) => row >= known || column >= known);
    const missing = provenance.filter((mark) => mark === MISSING).length;
    expect(cellsOf(coverMissing(provenance, size, LIMITS))).toBeLessThanOrEqual(missing * 1.01);
  });

  it('joins ragged rows rather than asking for each alone', () => {
    const provenance = plane(100, (row, column) => (row * 7 + column * 13) % 10 !== 0);
    const tiles = coverMissing(provenance, 100, LIMITS);
    expect(tiles.length).toBeLessThanOrEqual(4);
  });

  it('is nothing when nothing is missing', () => {
    expect(
      coverMissing(
        plane(10, () => false),
        10,
        LIMITS,
      ),
    ).toEqual([]);
  });

  it('uses thin shapes up to the limit of cells', () => {
    const provenance = new Uint8Array(4 * 400).fill(MISSING);
    expect(coverMissing(provenance, 400, LIMITS)).toHaveLength(1);
  });
});
