import { readTableQuery } from '@solveig/test/fake-osrm/table-query';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../src/domain/place.ts';
import { readOsrmAnswer } from '../src/providers/osrm/osrm-answer.ts';
import { osrmTablePath } from '../src/providers/osrm/osrm-path.ts';

const place = fc
  .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
  .map(([latitude, longitude]) => placeOf(latitude, longitude));
const places = fc.array(place, { minLength: 1, maxLength: 12 });

describe('a table request to OSRM', () => {
  it('is read on the other side as exactly the places that were meant', () => {
    fc.assert(
      fc.property(places, places, (origins, destinations) => {
        const { path, coordinates } = osrmTablePath({ mode: 'drive', origins, destinations });
        const query = readTableQuery(path);
        const there = query.coordinates.map((c) => placeOf(c.latitude, c.longitude));
        expect(there).toEqual(coordinates);
        expect(query.sources.map((i) => there[i])).toEqual(origins);
        expect(query.destinations.map((i) => there[i])).toEqual(destinations);
        expect([query.durations, query.distances]).toEqual([true, true]);
      }),
    );
  });

  it('sends a place that is origin and destination once, and no lists when they are plain', () => {
    const some = [placeOf(1, 1), placeOf(2, 2), placeOf(3, 3)];
    const { path, coordinates } = osrmTablePath({ mode: 'drive', origins: some, destinations: some });
    expect(coordinates).toEqual(some);
    expect(path).not.toMatch(/sources|destinations/);
  });
});

describe('a table answer of OSRM', () => {
  const cell = fc.option(fc.integer({ min: 0, max: 2_000_000_000 }).map((deci) => deci / 10));
  const table = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
  const spaces = fc.constantFrom(undefined, 1, '\t');

  it('is read to the decisecond and the metre, whatever the white space and the members around it', async () => {
    const property = fc.asyncProperty(table, fc.jsonValue(), spaces, async (durations, other, space) => {
      const [rows, columns] = [durations.length, (durations[0] as unknown[]).length];
      const distances = durations.map((row) => row.map((value) => (value === null ? null : value / 7)));
      const text = JSON.stringify({ sources: other, code: 'Ok', durations, 'ex"tra\\': other, distances }, null, space);
      const answer = await readOsrmAnswer(Buffer.from(text), rows, columns);
      expect(answer.code).toBe('Ok');
      const flat = durations.flat();
      expect([...(answer.durations as Int32Array)]).toEqual(flat.map((v) => (v === null ? -1 : Math.round(v * 10))));
      const metres = distances.flat().map((v) => (v === null ? -1 : Math.round(v)));
      expect([...(answer.distances as Int32Array)]).toEqual(metres);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('never hangs or misreads when it was cut or spoiled: it is refused as what it is, no JSON', async () => {
    const text = JSON.stringify({
      code: 'Ok',
      durations: [
        [0, 12.5],
        [null, 0],
      ],
      distances: [
        [0, 1e3],
        [null, 0.4],
      ],
    });
    const spoiled = fc.record({
      at: fc.nat(text.length - 1),
      byte: fc.integer({ min: 0, max: 255 }),
      cut: fc.boolean(),
    });
    const property = fc.asyncProperty(spoiled, async ({ at, byte, cut }) => {
      const bytes = Buffer.from(text);
      bytes[at] = byte;
      const body = cut ? bytes.subarray(0, at) : bytes;
      const outcome = await readOsrmAnswer(body, 2, 2).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SyntaxError);
      else if (cut) expect.fail('a cut answer was taken for whole');
    });
    await fc.assert(property, { numRuns: 1_000 });
  });

  it.each([
    ['a row too few', '{"code":"Ok","durations":[[0,1]]}'],
    ['a row too many', '{"code":"Ok","durations":[[0,1],[1,0],[1,0]]}'],
    ['a cell too few', '{"code":"Ok","durations":[[0,1],[1]]}'],
    ['a cell too many', '{"code":"Ok","durations":[[0,1,2],[1,0]]}'],
    ['a negative time', '{"code":"Ok","durations":[[0,-1],[1,0]]}'],
    ['a time beyond 32 bits', '{"code":"Ok","durations":[[0,1e12],[1,0]]}'],
    ['text after the end', '{"code":"Ok"} {}'],
    ['no object', '[]'],
    ['a table that nests without end', `{"x":${'['.repeat(200)}`],
  ])('with %s is refused', async (_, text) => {
    await expect(readOsrmAnswer(Buffer.from(text), 2, 2)).rejects.toBeInstanceOf(SyntaxError);
  });
});
