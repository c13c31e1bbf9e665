import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeKey, placeOf } from './place.ts';
import { PlaceBook } from './place-book.ts';

describe('places', () => {
  it('are the same when their locations round to the same 5 decimals', () => {
    expect(placeOf(-33.4372, -70.65064)).toEqual(placeOf(-33.437199, -70.650641));
    expect(placeOf(1, 180)).toEqual(placeOf(1, -180));
    expect(placeOf(-0.000001, 0.000001)).toEqual(placeOf(0, 0));
  });

  it('have keys that are exact and differ', () => {
    const place = fc.record({
      latE5: fc.integer({ min: -9_000_000, max: 9_000_000 }),
      lonE5: fc.integer({ min: -18_000_000, max: 17_999_999 }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(Number.isSafeInteger(placeKey(a))).toBe(true);
        expect(placeKey(a) === placeKey(b)).toBe(a.latE5 === b.latE5 && a.lonE5 === b.lonE5);
      }),
    );
  });
});

describe('the book of places', () => {
  it('gives one number a place, and it again once everybody has let go', () => {
    const book = new PlaceBook();
    const first = book.hold(placeOf(1, 2));
    expect(book.hold(placeOf(1, 2))).toBe(first);
    book.release(first);
    expect(book.placeOf(first)).toEqual(placeOf(1, 2));
    book.release(first);
    expect(book.size).toBe(0);
    expect(book.hold(placeOf(3, 4))).toBe(first);
    expect(book.placeOf(first)).toEqual(placeOf(3, 4));
  });

  it('grows past its first room without mixing places up', () => {
    const book = new PlaceBook();
    const ids = Array.from({ length: 5_000 }, (_, i) => book.hold(placeOf(i / 1000, -i / 1000)));
    expect(new Set(ids).size).toBe(5_000);
    const isMixedUp = (id: number, i: number) => placeKey(book.placeOf(id)) !== placeKey(placeOf(i / 1000, -i / 1000));
    expect(ids.filter(isMixedUp)).toEqual([]);
  });
});
