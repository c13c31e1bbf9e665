import { expect, test } from 'vitest';
import { flatOrder, orderOfFlat } from './flat-order.ts';

test('an answer comes back from its numbers as it was, empty routes too', () => {
  const order = { routes: [Int32Array.of(3, 1), new Int32Array(0), Int32Array.of(2)], missing: 4 };
  expect(flatOrder(order)).toEqual(Int32Array.of(4, 3, 2, 3, 1, 0, 1, 2));
  expect(orderOfFlat(flatOrder(order))).toEqual(order);
});
