/**
 * Prints the figures of the README, one run each: `node --import tsx services/distance/test/measure.ts`.
 * Single runs on a machine that does other things too: read them as sizes, not as a benchmark.
 */
import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { CellCache } from '../src/domain/cell-cache.ts';
import { estimateRow, unitVectors } from '../src/domain/great-circle.ts';
import { emptyBand, MISSING } from '../src/domain/matrix-planes.ts';
import { coverMissing } from '../src/domain/missing-cover.ts';
import { type Place, placeOf } from '../src/domain/place.ts';
import { PlaceBook } from '../src/domain/place-book.ts';
import { travelCurve } from '../src/domain/travel-curve.ts';
import { readOsrmAnswer } from '../src/providers/osrm/osrm-answer.ts';
import { matrixOf, startTestDistance } from './setup.ts';

const N = 1_000;
const CELLS = N * N;

/** The quickest of some runs after warming up, milliseconds of processor time: other work on the machine disturbs it little. */
async function quickestMs(run: () => unknown, runs = 7): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs + 2; i++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    if (i >= 2) quickest = Math.min(quickest, (user + system) / 1000);
  }
  return quickest;
}

function print(what: string, ms: number, cells = CELLS): void {
  process.stdout.write(`${what}: ${ms.toFixed(1)} ms, ${((ms * 1e6) / cells).toFixed(1)} ns a cell\n`);
}

/** Places all over a region of 60 x 70 km. */
function somePlaces(count: number): Place[] {
  return Array.from({ length: count }, (_, i) =>
    placeOf(-33.8 + ((i * 7919) % 6_007) / 1e4, -71 + ((i * 104_729) % 7_001) / 1e4),
  );
}

const places = somePlaces(N);

async function greatCircle(): Promise<void> {
  const vectors = unitVectors(places);
  const curve = travelCurve('drive');
  const ids = Int32Array.from(places, (_, i) => i);
  let band = emptyBand(0, N, ids);
  const all = () => {
    band.provenance.fill(MISSING);
    for (let row = 0; row < N; row++) {
      estimateRow(band, vectors, curve, { from: row, offset: row * N, missing: MISSING, code: 2 });
    }
  };
  print('great-circle estimates 1000 x 1000', await quickestMs(all));
  band = emptyBand(0, N, ids);
  print(
    'cover of 1000 x 1000 missing cells',
    await quickestMs(() =>
      coverMissing(band.provenance, N, { maxCells: 10_000, maxCoordinates: 500, maxOverfetch: 2 }),
    ),
  );
}

async function cacheOfCells(): Promise<void> {
  const book = new PlaceBook();
  const ids = Int32Array.from(places, (place) => book.hold(place));
  const cache = () =>
    new CellCache({ places: book, capacityCells: 2 * CELLS, staleMs: 0, now: Date.now, random: Math.random });
  const tile = {
    mode: 'drive' as const,
    origins: ids,
    destinations: ids,
    durations: new Int32Array(CELLS).fill(600),
    distances: new Int32Array(CELLS).fill(900),
  };
  const from = { source: 1, ttlMs: 86_400_000, negativeTtlMs: 3_600_000, mayEvict: true };
  print('writing 1000 x 1000 cells to the cache', await quickestMs(() => cache().write(tile, from)));
  const full = cache();
  full.write(tile, from);
  const { bytes, cells } = full.figures;
  process.stdout.write(`memory of the cache: ${(bytes / cells).toFixed(1)} bytes a cell\n`);
  const codes = new Uint8Array(64).fill(3);
  const band = emptyBand(0, N, ids);
  const gather = () => {
    band.provenance.fill(MISSING);
    let found = 0;
    for (let row = 0; row < N; row++) {
      found += full.readFresh('drive', ids[row] as number, { ...band, columns: ids, offset: row * N, codes });
    }
    if (found !== CELLS - N) throw new Error(`${found} cells found`);
  };
  print('all-hit gather 1000 x 1000', await quickestMs(gather));
}

async function osrmAnswer(): Promise<void> {
  const table = (value: (i: number) => number) =>
    Array.from({ length: N }, (_, r) => Array.from({ length: N }, (_, c) => value(r * N + c)));
  const body = Buffer.from(
    JSON.stringify({
      code: 'Ok',
      durations: table((i) => (i % 36_000) / 10),
      distances: table((i) => (i % 500_000) / 10),
    }),
  );
  const ms = await quickestMs(() => readOsrmAnswer(body, N, N));
  print(`reading an OSRM answer of 1000 x 1000 (${(body.length / 1e6).toFixed(1)} MB)`, ms);
  print('  JSON.parse alone', await quickestMs(() => JSON.parse(body.toString())));
}

async function wholeService(): Promise<void> {
  await using distance = await startTestDistance();
  const locations = places.map(({ latE5, lonE5 }) => ({ latitude: latE5 / 1e5, longitude: lonE5 / 1e5 }));
  const ask = { mode: TravelMode.TRAVEL_MODE_DRIVE, timeoutMs: 60_000 };
  const clear = () => distance.client.clearCache({ provider: '' });
  const empty = async () => {
    await clear();
    await matrixOf(distance.client, locations, ask);
  };
  print('1000 x 1000 over gRPC, estimated and kept', await quickestMs(empty));
  print('1000 x 1000 over gRPC, all hits', await quickestMs(() => matrixOf(distance.client, locations, ask)));
}

// One after the other, in functions: top-level code is compiled less well.
await greatCircle();
await cacheOfCells();
await osrmAnswer();
await wholeService();
