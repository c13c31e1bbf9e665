import { expect, test } from 'vitest';
import { commonLabels, compareBytes, fingerprintOf, printLabels } from './labels.ts';

test('a fingerprint is the one that Alertmanager computes', () => {
  // FNV-1a 64 of nothing is its offset basis; the others follow the definition byte by byte.
  expect(fingerprintOf({})).toBe('cbf29ce484222325');
  expect(fingerprintOf({ a: '' })).toBe(fnv([0x61, 0xff, 0xff]));
  expect(fingerprintOf({ b: 'ñ', a: '1' })).toBe(fnv([0x61, 0xff, 0x31, 0xff, 0x62, 0xff, 0xc3, 0xb1, 0xff]));
});

test('a fingerprint does not depend on the order of the labels', () => {
  expect(fingerprintOf({ x: '1', y: '2' })).toBe(fingerprintOf({ y: '2', x: '1' }));
  expect(fingerprintOf({ x: '12' })).not.toBe(fingerprintOf({ x1: '2' }));
});

test('labels are ordered by bytes, not by UTF-16 units', () => {
  // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
  expect(compareBytes('\uff5e', '\u{1f600}')).toBeLessThan(0);
  expect(printLabels({ '\u{1f600}': 'b', '\uff5e': 'a"' })).toBe('{\uff5e="a\\"",\u{1f600}="b"}');
});

test('common labels are those with one value everywhere', () => {
  expect(
    commonLabels([
      { a: '1', b: '2' },
      { a: '1', b: '3' },
    ]),
  ).toEqual({ a: '1' });
  expect(commonLabels([])).toEqual({});
});

function fnv(bytes: number[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
