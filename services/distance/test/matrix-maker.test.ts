import { describe, expect, it } from 'vitest';
import { CellCache } from '../src/domain/cell-cache.ts';
import { CurveCalibration } from '../src/domain/curve-calibration.ts';
import { placeOf } from '../src/domain/place.ts';
import { PlaceBook } from '../src/domain/place-book.ts';
import { type MatrixParts, makeMatrix } from '../src/matrix/matrix-maker.ts';
import { MatrixTally } from '../src/matrix/matrix-tally.ts';
import { TileFetcher } from '../src/matrix/tile-fetcher.ts';

/** The parts of the service without any road network, with a clock that stands still. */
function setup() {
  const clock = { nowMs: 0 };
  const places = new PlaceBook();
  const cache = new CellCache({
    places,
    capacityCells: 1_000,
    staleMs: 86_400_000,
    now: () => clock.nowMs,
    random: () => 0,
  });
  const calibrations = {
    walk: new CurveCalibration('walk'),
    bicycle: new CurveCalibration('bicycle'),
    drive: new CurveCalibration('drive'),
    transit: new CurveCalibration('transit'),
  };
  const fetcher = new TileFetcher({
    cache,
    places,
    calibrations,
    ttlMs: 86_400_000,
    negativeTtlMs: 3_600_000,
    around: (_, run) => run(),
  });
  const parts: MatrixParts = { places, cache, fetcher, providers: [], calibrations, estimateTtlMs: 60_000 };
  return { clock, places, cache, parts };
}

async function make(parts: MatrixParts, count: number, signal = new AbortController().signal): Promise<MatrixTally> {
  const tally = new MatrixTally();
  const locations = Array.from({ length: count }, (_, i) => placeOf(i / 100, 1));
  const wish = { locations, mode: 'drive' as const, noEstimates: false, deadlineMs: Date.now() + 10_000, signal };
  for await (const band of makeMatrix(parts, wish, tally)) expect(band.durations).toHaveLength(count * count);
  return tally;
}

describe('making a matrix', () => {
  it('does not let an estimate live longer than a minute by reading it', async () => {
    const { parts, clock } = setup();
    expect((await make(parts, 2)).cacheHits).toBe(0);
    clock.nowMs += 40_000;
    expect((await make(parts, 3)).cacheHits).toBe(2);
    clock.nowMs += 20_000;
    // The two old ones are gone, the four that came with the third place are not.
    expect((await make(parts, 3)).cacheHits).toBe(4);
  });

  it('lets go of its places whether it ends or is given up', async () => {
    const { parts, places, cache } = setup();
    await make(parts, 5);
    cache.clear();
    expect(places.size).toBe(0);
    const caller = new AbortController();
    caller.abort(new Error('gone'));
    await expect(make(parts, 5, caller.signal)).rejects.toThrow('gone');
    cache.clear();
    expect(places.size).toBe(0);
  });
});
