import { expect, test } from 'vitest';
import { MateBox, mateBuffer } from './mate-box.ts';

function boxes() {
  const buffer = mateBuffer();
  return { writer: new MateBox(buffer), reader: new MateBox(buffer) };
}

test('what is put is taken once, and only for its solve', () => {
  const { writer, reader } = boxes();
  expect(reader.take(7, 100)).toBeUndefined();
  writer.put(7, 42.5, Int32Array.of(1, 2, 3));
  expect(reader.take(7, 100)).toEqual({ value: 42.5, flat: Int32Array.of(1, 2, 3) });
  expect(reader.take(7, 100)).toBeUndefined();
  writer.put(6, 1, Int32Array.of(9));
  expect(reader.take(7, 100)).toBeUndefined();
});

test('what is not better is passed over for good', () => {
  const { writer, reader } = boxes();
  writer.put(1, 50, Int32Array.of(1));
  expect(reader.take(1, 50)).toBeUndefined();
  expect(reader.take(1, 100)).toBeUndefined();
  writer.put(1, 40, Int32Array.of(2));
  expect(reader.take(1, 50)?.flat).toEqual(Int32Array.of(2));
});

test('a solution that is too long for the memory is left out', () => {
  const { writer, reader } = boxes();
  writer.put(1, 1, new Int32Array(300_000));
  expect(reader.take(1, 2)).toBeUndefined();
});
