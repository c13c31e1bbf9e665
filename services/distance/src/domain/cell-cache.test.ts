import { describe, expect, it } from 'vitest';
import { CellCache, type CellOrigin } from './cell-cache.ts';
import { MISSING, NO_WAY } from './matrix-planes.ts';
import { placeOf } from './place.ts';
import { PlaceBook } from './place-book.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OSRM = 1;
const FROM_OSRM: CellOrigin = { source: OSRM, ttlMs: DAY, negativeTtlMs: HOUR, mayEvict: true };
const FROM_ESTIMATE: CellOrigin = { source: 0, ttlMs: 60_000, negativeTtlMs: 60_000, mayEvict: false };

/** A cache with a clock that stands still, and places numbered from 0. */
function setup(capacityCells: number, placeCount = 64) {
  const clock = { nowMs: 1_000_000 };
  const places = new PlaceBook();
  const ids = Int32Array.from({ length: placeCount }, (_, i) => places.hold(placeOf(i / 100, 0)));
  const cache = new CellCache({ places, capacityCells, staleMs: 7 * DAY, now: () => clock.nowMs, random: () => 0.5 });
  return { clock, places, ids, cache };
}

/** A tile whose cell (r, c) takes 100 r + c deciseconds. */
function tile(origins: Int32Array, destinations: Int32Array, value?: number) {
  const cells = origins.length * destinations.length;
  const at = (_: unknown, i: number) => value ?? 100 * Math.floor(i / destinations.length) + (i % destinations.length);
  return {
    mode: 'drive' as const,
    origins,
    destinations,
    durations: Int32Array.from({ length: cells }, at),
    distances: Int32Array.from({ length: cells }, at),
  };
}

function look(columns: Int32Array, codes: Record<number, number> = { [OSRM]: 7, 0: 9 }) {
  const all = new Uint8Array(64).fill(MISSING);
  for (const [source, code] of Object.entries(codes)) all[Number(source)] = code;
  return {
    columns,
    offset: 0,
    durations: new Int32Array(columns.length),
    distances: new Int32Array(columns.length),
    provenance: new Uint8Array(columns.length).fill(MISSING),
    codes: all,
  };
}

describe('the cell cache', () => {
  it('gives back what it was given, a row at a time, and nothing from a place to itself', () => {
    const { cache, ids } = setup(10_000);
    cache.write(tile(ids, ids), FROM_OSRM);
    expect(cache.figures.cells).toBe(64 * 63);
    const query = look(ids);
    expect(cache.readFresh('drive', ids[5] as number, query)).toBe(63);
    expect(query.durations[8]).toBe(508);
    expect(query.provenance[8]).toBe(7);
    expect(query.provenance[5]).toBe(MISSING);
    expect(cache.readFresh('walk', ids[5] as number, look(ids))).toBe(0);
  });

  it('lets cells expire within their time, less a tenth, and serves them stale for a week', () => {
    const { cache, ids, clock } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids), FROM_OSRM);
    clock.nowMs += 0.9 * DAY;
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(63);
    clock.nowMs += 0.1 * DAY;
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(0);
    expect(cache.readStale('drive', ids[0] as number, look(ids))).toBe(63);
    clock.nowMs += 7 * DAY;
    expect(cache.readStale('drive', ids[0] as number, look(ids))).toBe(0);
  });

  it('believes for a shorter time that there is no way', () => {
    const { cache, ids, clock } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids, NO_WAY), FROM_OSRM);
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(63);
    clock.nowMs += HOUR;
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(0);
  });

  it('never keeps an estimate for more than a minute, and hides it from who wants none', () => {
    const { cache, ids, clock } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids), FROM_ESTIMATE);
    expect(cache.readFresh('drive', ids[0] as number, look(ids, { [OSRM]: 7 }))).toBe(0);
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(63);
    clock.nowMs += 60_000;
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(0);
  });

  it('stays within its budget and keeps what is read', () => {
    const { cache, ids, places } = setup(1_000);
    for (let i = 0; i < 10; i++) cache.write(tile(ids.subarray(i, i + 1), ids), FROM_OSRM);
    cache.readFresh('drive', ids[3] as number, look(ids));
    for (let i = 10; i < 60; i++) {
      cache.write(tile(ids.subarray(i, i + 1), ids), FROM_OSRM);
      expect(cache.figures.cells).toBeLessThanOrEqual(1_000);
      // A working set is one that is read again and again.
      expect(cache.readFresh('drive', ids[3] as number, look(ids))).toBe(63);
    }
    expect(cache.figures.evictions).toBeGreaterThan(0);
    expect(cache.readFresh('drive', ids[1] as number, look(ids))).toBe(0);
    expect(cache.clear()).toBeGreaterThan(0);
    expect(cache.figures).toMatchObject({ cells: 0, bytes: 0 });
    for (const id of ids) places.release(id);
    expect(places.size).toBe(0);
  });

  it('makes no room for estimates', () => {
    const { cache, ids } = setup(100);
    cache.write(tile(ids.subarray(0, 1), ids), FROM_OSRM);
    cache.write(tile(ids.subarray(1, 2), ids), FROM_ESTIMATE);
    expect(cache.figures).toMatchObject({ cells: 63, evictions: 0 });
  });

  it('forgets one source, or one source in one mode, and leaves the others', () => {
    const { cache, ids } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids), FROM_OSRM);
    cache.write(tile(ids.subarray(1, 2), ids), FROM_ESTIMATE);
    expect(cache.clear(OSRM, 'walk')).toBe(0);
    expect(cache.clear(OSRM)).toBe(63);
    expect(cache.figures.cells).toBe(63);
    expect(cache.readFresh('drive', ids[1] as number, look(ids))).toBe(63);
  });

  it('takes back its word when a network answers anew', () => {
    const { cache, ids } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids, 11), FROM_ESTIMATE);
    cache.write(tile(ids.subarray(0, 1), ids, 22), FROM_OSRM);
    const query = look(ids);
    cache.readFresh('drive', ids[0] as number, query);
    expect([query.durations[1], query.provenance[1]]).toEqual([22, 7]);
    expect(cache.figures.cells).toBe(63);
  });

  it('starts over, empty, before its clock of ticks runs out', () => {
    const { cache, ids, clock } = setup(10_000);
    cache.write(tile(ids.subarray(0, 1), ids), { ...FROM_OSRM, ttlMs: 30 * DAY });
    clock.nowMs += 400 * DAY;
    expect(cache.readStale('drive', ids[0] as number, look(ids))).toBe(0);
    cache.write(tile(ids.subarray(0, 1), ids), FROM_OSRM);
    expect(cache.readFresh('drive', ids[0] as number, look(ids))).toBe(63);
  });
});
