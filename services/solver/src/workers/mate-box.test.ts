import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { MateBox, mateBuffer } from './mate-box.ts';

function boxes() {
  const buffer = mateBuffer();
  return { writer: new MateBox(buffer), reader: new MateBox(buffer) };
}

const best = (id: number, value: number, ...numbers: number[]) => ({
  id,
  from: 1,
  value,
  flat: Int32Array.from(numbers),
});
const words = (id: number, from: number, ...numbers: number[]) => ({ id, from, flat: Int32Array.from(numbers) });

test('a best is taken once, and only for its solve', () => {
  const { writer, reader } = boxes();
  expect(reader.take(7, 100)).toBeUndefined();
  writer.put(best(7, 42.5, 1, 2, 3));
  expect(reader.take(7, 100)).toEqual({ value: 42.5, flat: Int32Array.of(1, 2, 3) });
  expect(reader.take(7, 100)).toBeUndefined();
  writer.put(best(6, 1, 9));
  expect(reader.take(7, 100)).toBeUndefined();
});

test('a best that is not better is passed over for good', () => {
  const { writer, reader } = boxes();
  writer.put(best(1, 50, 1));
  expect(reader.take(1, 50)).toBeUndefined();
  expect(reader.take(1, 100)).toBeUndefined();
  writer.put(best(1, 40, 2));
  expect(reader.take(1, 50)?.flat).toEqual(Int32Array.of(2));
});

test('words of each mate are kept apart, the newest of each, and heard once', () => {
  const { writer, reader } = boxes();
  expect(reader.hear(7)).toBeUndefined();
  writer.put(words(7, 2, 20));
  writer.put(words(7, 1, 10));
  writer.put(words(7, 1, 11, 12));
  writer.put(best(7, 5, 1));
  expect(reader.hear(7)).toEqual(Int32Array.of(11, 12));
  expect(reader.hear(7)).toEqual(Int32Array.of(20));
  expect(reader.hear(7)).toBeUndefined();
  writer.put(words(6, 1, 13));
  expect(reader.hear(7)).toBeUndefined();
});

test('a reader that is told to wait sleeps until something is written, and not longer than it was told', async () => {
  const buffer = mateBuffer();
  const reader = new MateBox(buffer);
  const began = performance.now();
  expect(reader.hear(7, 30)).toBeUndefined();
  expect(performance.now() - began).toBeGreaterThan(25);
  const bell = `
    const { workerData } = require('node:worker_threads');
    const { buffer, byte, after } = workerData;
    const bell = new Int32Array(buffer, byte, 1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, after);
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);`;
  const byte = buffer.byteLength - Int32Array.BYTES_PER_ELEMENT;
  const ringer = new Worker(bell, { eval: true, workerData: { buffer, byte, after: 20 } });
  const asleep = performance.now();
  reader.hear(7, 20_000);
  expect(performance.now() - asleep).toBeLessThan(15_000);
  await ringer.terminate();
});

test('what is too long for the memory is left out, and so are words of mates without a slot', () => {
  const { writer, reader } = boxes();
  writer.put({ id: 1, from: 1, value: 1, flat: new Int32Array(300_000) });
  expect(reader.take(1, 2)).toBeUndefined();
  writer.put(words(1, 60, 1));
  expect(reader.hear(1)).toBeUndefined();
});
