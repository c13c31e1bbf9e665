import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CellCache } from '#domain/cell-cache';
import type { CurveCalibration } from '#domain/curve-calibration';
import { estimateRow, type UnitVectors, unitVectors } from '#domain/great-circle';
import { countMarked, ESTIMATED, emptyBand, type MatrixBand, MISSING, replaceMark } from '#domain/matrix-planes';
import type { Place } from '#domain/place';
import type { PlaceBook } from '#domain/place-book';
import type { TravelMode } from '#domain/travel-mode';
import { askNetwork, type NetworkQuestion } from './ask-network.ts';
import { ESTIMATE_MARK, GREAT_CIRCLE, markOf, SOURCES } from './cell-sources.ts';
import type { GuardedProvider } from './guarded-provider.ts';
import { MatrixTally } from './matrix-tally.ts';
import type { TileFetcher } from './tile-fetcher.ts';

/**
 * Cells that are worked on at a time, 9 bytes each: a matrix is never in memory as a whole, and other requests wait for
 * no more than some 25 ms.
 */
const CELLS_A_BAND = 500_000;

export interface MatrixParts {
  readonly places: PlaceBook;
  readonly cache: CellCache;
  readonly fetcher: TileFetcher;
  /** Road networks, in the order in which they are asked. */
  readonly providers: readonly GuardedProvider[];
  readonly calibrations: Readonly<Record<TravelMode, CurveCalibration>>;
  /** Life of estimates in the cache, milliseconds. */
  readonly estimateTtlMs: number;
}

export interface MatrixWish {
  readonly locations: readonly Place[];
  readonly mode: TravelMode;
  readonly noEstimates: boolean;
  /** When the whole answer is due, epoch milliseconds. */
  readonly deadlineMs: number;
  /** Fires when the caller is gone. */
  readonly signal: AbortSignal;
}

/** No provider gave cells that may not be estimated. */
export class NoTravelData extends Error {
  override readonly name = 'NoTravelData';
  readonly causes: readonly string[];

  constructor(causes: readonly string[]) {
    super(causes.length > 0 ? causes.join('; ') : 'no road network is configured for this mode');
    this.causes = causes;
  }
}

/**
 * Makes a matrix band by band, each cell from the best that there is: the cache, a road network, what the network said
 * some time ago, and at last an estimate from the great circle. Time is kept: what has not come when the answer must
 * go out is filled by the next best. `tally` counts along and is complete after the last band.
 */
export async function* makeMatrix(
  parts: MatrixParts,
  wish: MatrixWish,
  tally: MatrixTally = new MatrixTally(),
): AsyncGenerator<MatrixBand> {
  const ids = Int32Array.from(wish.locations, (place) => parts.places.hold(place));
  try {
    const vectors = unitVectors(wish.locations);
    const softDeadlineMs = wish.deadlineMs - reserveMs(wish);
    const bandRows = Math.max(1, Math.floor(CELLS_A_BAND / ids.length));
    for (let firstRow = 0; firstRow < ids.length; firstRow += bandRows) {
      const band = emptyBand(firstRow, Math.min(bandRows, ids.length - firstRow), ids);
      await fillBand(parts, { ...wish, band, ids, softDeadlineMs, tally }, vectors);
      tally.take(band);
      yield band;
      await nextTurn();
      wish.signal.throwIfAborted();
    }
  } finally {
    for (const id of ids) parts.places.release(id);
  }
}

/**
 * Time kept back for estimating, packing and sending what did not come: a tenth of what there is, for a busy machine,
 * and some 150 ns a cell; never more than half.
 */
function reserveMs(wish: MatrixWish): number {
  const left = Math.max(0, wish.deadlineMs - Date.now());
  const slack = Math.min(500, Math.max(50, left / 10));
  return Math.min(left / 2, slack + wish.locations.length ** 2 * 1.5e-4);
}

async function fillBand(parts: MatrixParts, question: NetworkQuestion, vectors: UnitVectors): Promise<void> {
  const { band, mode, noEstimates, tally } = question;
  const wanted = countMarked(band.provenance, MISSING);
  const hits = readCache(parts, question, 'network');
  tally.cacheHits += hits;
  tally.cacheMisses += wanted - hits;
  let missing = wanted - hits;
  const causes: string[] = [];
  for (const provider of parts.providers) {
    if (missing === 0 || !provider.serves(mode)) continue;
    causes.push(...(await askNetwork(parts.fetcher, provider, question)));
    missing = countMarked(band.provenance, MISSING);
  }
  for (const cause of causes) tally.warn(cause);
  if (missing > 0) missing -= readCache(parts, question, 'stale');
  if (missing === 0) return;
  if (noEstimates) throw new NoTravelData(causes);
  estimate(parts, band, { mode, vectors });
  // Nothing was awaited since a network was asked: no answer can have come that this would cover up.
  keepEstimates(parts, question);
  replaceMark(band.provenance, ESTIMATED, ESTIMATE_MARK);
}

/** Fills what the cache knows: fresh, or, when nobody answered, stale. */
function readCache(parts: MatrixParts, question: NetworkQuestion, accuracy: 'network' | 'stale'): number {
  const { band, ids, mode, noEstimates } = question;
  const codes = new Uint8Array(64).fill(MISSING);
  SOURCES.forEach((_, source) => {
    if (source !== GREAT_CIRCLE) codes[source] = markOf(source, accuracy);
  });
  // An estimate is as good when it is made anew; a stale one never serves.
  if (accuracy === 'network' && !noEstimates) codes[GREAT_CIRCLE] = ESTIMATE_MARK;
  let found = 0;
  for (let row = 0; row < band.rows; row++) {
    const query = { ...band, columns: ids, offset: row * band.columns, codes };
    const origin = ids[band.firstRow + row] as number;
    found +=
      accuracy === 'stale' ? parts.cache.readStale(mode, origin, query) : parts.cache.readFresh(mode, origin, query);
  }
  return found;
}

function estimate(
  { calibrations }: MatrixParts,
  band: MatrixBand,
  { mode, vectors }: { mode: TravelMode; vectors: UnitVectors },
): void {
  const { curve } = calibrations[mode].current;
  for (let row = 0; row < band.rows; row++) {
    const from = band.firstRow + row;
    estimateRow(band, vectors, curve, { from, offset: row * band.columns, missing: MISSING, code: ESTIMATED });
  }
}

function keepEstimates({ cache, estimateTtlMs }: MatrixParts, { band, ids, mode }: NetworkQuestion): void {
  if (estimateTtlMs === 0) return;
  cache.write(
    {
      ...band,
      mode,
      origins: ids.subarray(band.firstRow, band.firstRow + band.rows),
      destinations: ids,
      // Not those that came from the cache: an estimate does not live longer by being read.
      only: { marks: band.provenance, mark: ESTIMATED },
    },
    { source: GREAT_CIRCLE, ttlMs: estimateTtlMs, negativeTtlMs: estimateTtlMs, mayEvict: false },
  );
}
