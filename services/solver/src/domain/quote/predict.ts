import { MEASURED, MEASURED_SECONDS, type MeasuredFamily, type MeasuredSize } from './prediction-table.ts';

/** What is expected of a solve. An estimate from solves that were measured, never a bound. */
export interface Prediction {
  /** Engine time until the answer. */
  readonly solveSeconds: number;
  readonly firstAnswerSeconds: number;
  /** Relative gap to the bound that the answer will carry. */
  readonly gap: number;
  /** How far the value lies from the best that searches of up to 10 s found, relative. */
  readonly excess: number;
  /** Resident memory of the worker process at its highest, 2^20 bytes. */
  readonly peakMemoryMegabytes: number;
}

/** What a prediction is made from; `size` in the unit of the family's table. */
export interface PredictionSubject {
  readonly family: MeasuredFamily;
  readonly size: number;
}

/** Longer search that gains less than this is not worth its time. */
const WORTH = 0.01;

/**
 * Reads the table between its rows: times and memory along straight lines of
 * their logarithms over the logarithm of the size, gaps along the logarithms of
 * size and budget. Beyond the last row time and memory go on as they grew, gaps
 * stay.
 * @param engineSeconds what the engine may use of the budget
 */
export function predict({ family, size }: PredictionSubject, engineSeconds: number): Prediction {
  const rows = MEASURED[family];
  const place = placeOf(rows, Math.max(1, size));
  const ended = endedSeconds(rows, size, place);
  const isOver = ended !== undefined && ended <= engineSeconds;
  const solveSeconds = isOver ? ended : engineSeconds;
  const first = power(place, ({ firstSeconds }) => firstSeconds);
  // What ends by itself gets as far as it ever does.
  const atEngine = (values: readonly number[]) => atSeconds(values, isOver ? Number.POSITIVE_INFINITY : engineSeconds);
  return {
    solveSeconds,
    firstAnswerSeconds: Math.min(first, solveSeconds),
    gap: between(place, (row) => atEngine(row.gaps)),
    excess: between(place, (row) => atEngine(row.excess)),
    peakMemoryMegabytes: power(place, ({ megabytes }) => megabytes),
  };
}

/** The budget from which on longer search gained less than 1 %; undefined when that lies beyond what was measured. */
export function sufficientSeconds({ family, size }: PredictionSubject): number | undefined {
  const rows = MEASURED[family];
  const place = placeOf(rows, Math.max(1, size));
  const ended = endedSeconds(rows, size, place);
  const excess = MEASURED_SECONDS.map((_, index) => between(place, (row) => row.excess[index] as number));
  const last = MEASURED_SECONDS.length - 1;
  // The last one is what the others are measured against: it says nothing about itself.
  const found = excess.findIndex((_, index) => index < last && excess.slice(index).every((one) => one < WORTH));
  const budget = MEASURED_SECONDS[found];
  if (ended === undefined) return budget;
  return budget === undefined ? ended : Math.min(budget, ended);
}

/** Two neighbouring rows, and how far the size lies from the first to the second: above 1 beyond the last. */
interface TablePlace {
  readonly low: MeasuredSize;
  readonly high: MeasuredSize;
  readonly way: number;
}

function placeOf(rows: readonly MeasuredSize[], size: number): TablePlace {
  const found = rows.findIndex((row) => row.size >= size);
  const index = Math.max(1, found === -1 ? rows.length - 1 : found);
  const low = rows[index - 1] as MeasuredSize;
  const high = rows[index] as MeasuredSize;
  // Smaller than the first is as the first.
  const way = Math.max(0, Math.log(size / low.size) / Math.log(high.size / low.size));
  return { low, high, way };
}

function power({ low, high, way }: TablePlace, of: (row: MeasuredSize) => number): number {
  return of(low) * (of(high) / of(low)) ** way;
}

function between({ low, high, way }: TablePlace, of: (row: MeasuredSize) => number): number {
  const share = Math.min(1, way);
  return of(low) + share * (of(high) - of(low));
}

/** When the engine ends by itself: only foretold where both neighbours did. */
function endedSeconds(rows: readonly MeasuredSize[], size: number, place: TablePlace): number | undefined {
  const first = rows[0];
  if (first && size <= first.size) return first.endedSeconds;
  const { low, high } = place;
  if (low.endedSeconds === undefined || high.endedSeconds === undefined) return undefined;
  return power(place, ({ endedSeconds = 1 }) => endedSeconds);
}

/** A measure at a budget between those that were measured; what ended sooner stays as it was. */
function atSeconds(values: readonly number[], seconds: number): number {
  const last = values.length - 1;
  const found = MEASURED_SECONDS.findIndex((measured) => measured >= seconds);
  const index = Math.min(last, found === -1 ? last : found);
  const [from, to] = [MEASURED_SECONDS[index - 1], MEASURED_SECONDS[index] as number];
  const value = values[index] as number;
  if (from === undefined || seconds >= to) return value;
  const share = Math.log(seconds / from) / Math.log(to / from);
  return (values[index - 1] as number) + share * (value - (values[index - 1] as number));
}
