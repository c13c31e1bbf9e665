import { setImmediate as nextTurn } from 'node:timers/promises';
import { NO_WAY } from '#domain/matrix-planes';
import { JsonBytes } from './json-bytes.ts';

/** After so many cells, others get a turn: some 5 ms. */
const CELLS_A_TURN = 50_000;

/** What a table answer of OSRM holds, whatever it is. */
export interface OsrmAnswer {
  /** `Ok`, or the word for the error. */
  readonly code: string;
  readonly message: string;
  readonly dataVersion: string;
  /** Deciseconds, row-major; undefined when it is not there. */
  readonly durations: Int32Array | undefined;
  /** Metres, row-major; undefined when it is not there. */
  readonly distances: Int32Array | undefined;
}

/** Reads the body of a table answer whose tables must be rows x columns. Throws a `SyntaxError`. */
export async function readOsrmAnswer(body: Uint8Array, rows: number, columns: number): Promise<OsrmAnswer> {
  const json = new JsonBytes(body);
  const answer = { code: '', message: '', dataVersion: '', durations: undefined, distances: undefined } as {
    -readonly [K in keyof OsrmAnswer]: OsrmAnswer[K];
  };
  for (let isFirst = true; json.next('{', isFirst); isFirst = false) {
    const key = json.key();
    if (key === 'code') answer.code = json.string();
    else if (key === 'message') answer.message = json.string();
    else if (key === 'data_version') answer.dataVersion = json.string();
    // OSRM rounds durations to decimals of a second, distances to decimals of a metre.
    else if (key === 'durations') answer.durations = await readTable(json, { rows, columns, scale: 10 });
    else if (key === 'distances') answer.distances = await readTable(json, { rows, columns, scale: 1 });
    else json.skip();
  }
  json.end();
  return answer;
}

interface TableShape {
  readonly rows: number;
  readonly columns: number;
  readonly scale: number;
}

async function readTable(json: JsonBytes, { rows, columns, scale }: TableShape): Promise<Int32Array> {
  const table = new Int32Array(rows * columns);
  let row = 0;
  for (let isFirst = true; json.next('[', isFirst); isFirst = false, row++) {
    if (row === rows) throw new SyntaxError(`expected ${rows} rows but found more`);
    json.numbers(table.subarray(row * columns, (row + 1) * columns), scale, NO_WAY);
    if (Math.floor((row * columns) / CELLS_A_TURN) !== Math.floor(((row + 1) * columns) / CELLS_A_TURN))
      await nextTurn();
  }
  if (row !== rows) throw new SyntaxError(`expected ${rows} rows but found ${row}`);
  return table;
}
