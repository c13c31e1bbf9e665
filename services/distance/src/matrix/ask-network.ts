import { AWAITED, countMarked, type MatrixBand, MISSING, replaceMark } from '#domain/matrix-planes';
import { coverMissing } from '#domain/missing-cover';
import type { TravelMode } from '#domain/travel-mode';
import { markOf, SOURCES } from './cell-sources.ts';
import type { Flight } from './flight-book.ts';
import type { GuardedProvider } from './guarded-provider.ts';
import type { MatrixTally } from './matrix-tally.ts';
import type { TileFetcher } from './tile-fetcher.ts';

/** Timers take no longer time. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** A band with cells missing. */
export interface NetworkQuestion {
  readonly band: MatrixBand;
  /** The place of each column. */
  readonly ids: Int32Array;
  readonly mode: TravelMode;
  readonly noEstimates: boolean;
  /** Until when answers are waited for, epoch milliseconds. */
  readonly softDeadlineMs: number;
  readonly signal: AbortSignal;
  readonly tally: MatrixTally;
}

/**
 * Fills missing cells of a band from a road network: boards the flights that bring some of them already, starts others
 * for the rest, and waits. Gives the causes of what did not come; those cells are missing still.
 */
export async function askNetwork(
  fetcher: TileFetcher,
  provider: GuardedProvider,
  question: NetworkQuestion,
): Promise<string[]> {
  const { band, mode, softDeadlineMs, signal, tally } = question;
  const breaker = provider.breaker(mode);
  if (breaker.state === 'open') return [`${provider.name} is not asked for ${mode} for a while: ${breaker.lastError}`];
  if (Date.now() >= softDeadlineMs) return [`there was no time to ask ${provider.name}`];
  const where = indexBand(question);
  const flights = boardFlights(fetcher, provider, question, where);
  const inTime = await settledBy(flights, softDeadlineMs, signal);
  const causes = new Set<string>();
  for (const flight of flights) {
    const { outcome } = flight;
    if (outcome && 'cause' in outcome) causes.add(outcome.cause);
    else if (outcome) {
      land(question, where, flight, markOf(sourceOf(provider), 'network'));
      for (const { latE5, lonE5 } of outcome.offRoad) {
        tally.warn(`${provider.name} finds no road near ${latE5 / 1e5},${lonE5 / 1e5}`);
      }
    }
  }
  replaceMark(band.provenance, AWAITED, MISSING);
  if (!inTime)
    causes.add(`${provider.name} did not answer in time: ${countMarked(band.provenance, MISSING)} cells are missing`);
  return [...causes];
}

function boardFlights(
  fetcher: TileFetcher,
  provider: GuardedProvider,
  question: NetworkQuestion,
  where: BandIndex,
): Flight[] {
  const { band, ids, mode } = question;
  const flights: Flight[] = [];
  const board = (flight: Flight) => {
    flight.join();
    flights.push(flight);
  };
  for (const flight of fetcher.overlapping(provider.name, mode, where.rows.keys())) {
    if (land(question, where, flight, AWAITED) > 0) board(flight);
  }
  for (const tile of coverMissing(band.provenance, band.columns, provider.provider.limits(mode))) {
    const rowIds = tile.rows.map((row) => ids[band.firstRow + row] as number);
    const columnIds = tile.columns.map((column) => ids[column] as number);
    const plan = {
      provider: provider.name,
      mode,
      // The same place twice is asked for once.
      origins: Int32Array.from(new Set(rowIds)),
      destinations: Int32Array.from(new Set(columnIds)),
    };
    board(fetcher.start(provider, plan));
  }
  return flights;
}

/**
 * Marks the cells of a band that a flight brings and that are missing still; when it has landed, their values are
 * copied too. Gives how many they are.
 */
function land({ band }: NetworkQuestion, where: BandIndex, flight: Flight, mark: number): number {
  const { origins, destinations } = flight.plan;
  const outcome = flight.outcome && 'durations' in flight.outcome ? flight.outcome : undefined;
  let marked = 0;
  origins.forEach((origin, rowThere) => {
    for (const row of where.rows.get(origin) ?? []) {
      destinations.forEach((destination, columnThere) => {
        for (const column of where.columns.get(destination) ?? []) {
          const cell = row * band.columns + column;
          if (band.provenance[cell] !== MISSING && band.provenance[cell] !== AWAITED) continue;
          band.provenance[cell] = mark;
          marked++;
          if (!outcome) continue;
          const from = rowThere * destinations.length + columnThere;
          band.durations[cell] = outcome.durations[from] as number;
          band.distances[cell] = outcome.distances[from] as number;
        }
      });
    }
  });
  return marked;
}

/** Where the places of a flight are in a band. */
interface BandIndex {
  readonly rows: ReadonlyMap<number, readonly number[]>;
  readonly columns: ReadonlyMap<number, readonly number[]>;
}

function indexBand({ band, ids }: NetworkQuestion): BandIndex {
  return { rows: indicesOf(ids.subarray(band.firstRow, band.firstRow + band.rows)), columns: indicesOf(ids) };
}

function indicesOf(ids: Int32Array): Map<number, number[]> {
  const indices = new Map<number, number[]>();
  ids.forEach((id, index) => {
    const known = indices.get(id);
    if (known) known.push(index);
    else indices.set(id, [index]);
  });
  return indices;
}

/**
 * Waits until all flights have an outcome, or until a time: gives whether all have. Rejects when the caller is gone,
 * and leaves the flights then. Whoever only runs out of time leaves them to finish, for those who ask next.
 */
async function settledBy(flights: readonly Flight[], untilMs: number, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      timer = setTimeout(() => resolve(false), Math.min(LONGEST_WAIT_MS, Math.max(0, untilMs - Date.now())));
      void Promise.all(flights.map((flight) => flight.settled)).then(() => resolve(true));
    });
  } catch (error) {
    for (const flight of flights) flight.leave();
    throw error;
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function sourceOf(provider: GuardedProvider): number {
  return (SOURCES as readonly string[]).indexOf(provider.name);
}
