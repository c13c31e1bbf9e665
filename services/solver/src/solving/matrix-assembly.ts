import { SolveigError } from '@solveig/kit/errors';
import type { MatrixResponse, MatrixSummary } from '@solveig/proto/gen/solveig/distance/v1/distance';
import { NO_WAY } from '#domain/geo/travel-matrix';
import type { MatrixMode } from '#domain/geo/travel-mode';
import type { TravelCells } from '../workers/messages.ts';

const BYTES_A_CELL = 4;

/** Puts the row blocks of a matrix together: deciseconds become whole seconds. */
export class MatrixAssembly {
  readonly #cells: { mode: MatrixMode; size: number; durations: Int32Array; distances: Int32Array };
  #rows = 0;
  #summary: MatrixSummary | undefined;

  constructor(mode: MatrixMode, size: number) {
    this.#cells = { mode, size, durations: new Int32Array(size * size), distances: new Int32Array(size * size) };
  }

  add({ firstRow, rows, columns, durations, distances, summary }: MatrixResponse): void {
    const { size } = this.#cells;
    const cells = rows * columns;
    const fits = columns === size && firstRow === this.#rows && firstRow + rows <= size;
    if (!fits || durations.byteLength !== cells * BYTES_A_CELL || distances.byteLength !== cells * BYTES_A_CELL) {
      throw new SolveigError('DISTANCE_ERROR', `The distance service sent a block that does not fit: row ${firstRow}.`);
    }
    copyCells(durations, this.#cells.durations, firstRow * size, toSeconds);
    copyCells(distances, this.#cells.distances, firstRow * size, asIs);
    this.#rows += rows;
    this.#summary = summary ?? this.#summary;
  }

  /** Throws DISTANCE_ERROR when rows are missing. */
  whole(): { cells: TravelCells; summary: MatrixSummary | undefined } {
    const { size } = this.#cells;
    if (this.#rows !== size) {
      throw new SolveigError('DISTANCE_ERROR', `The distance service sent ${this.#rows} of ${size} rows.`);
    }
    return { cells: this.#cells, summary: this.#summary };
  }
}

function copyCells(from: Uint8Array, to: Int32Array, at: number, read: (cell: number) => number): void {
  const view = new DataView(from.buffer, from.byteOffset, from.byteLength);
  const cells = from.byteLength / BYTES_A_CELL;
  for (let cell = 0; cell < cells; cell++) to[at + cell] = read(view.getInt32(cell * BYTES_A_CELL, true));
}

function toSeconds(deciseconds: number): number {
  return deciseconds === NO_WAY ? NO_WAY : Math.round(deciseconds / 10);
}

function asIs(cell: number): number {
  return cell;
}
