import type { VisitOrder } from '#domain/routing/visit-engine';
import type { SearchWork } from './first-plans.ts';

/* What workers that share a plan say to each other, as numbers. */

/** What begins the words: what they are, the number of the turn, who says them, then what `Assignment` and `Report` have. */
export const HELLO = 1;
export const ASSIGNMENT = 2;
export const REPORT = 3;
export const BODY = 3;
export const PER_UNIT = 1e6;

/** The plan as it stands. */
export function planOf({ routes, trial }: SearchWork): VisitOrder {
  const lists = Array.from(routes.count, (length, vehicle) => {
    const list = new Int32Array(length);
    routes.read(vehicle, list, 0);
    return list;
  });
  return { routes: lists, missing: trial.leftOut.missing };
}

/** The words: a head, then two lists. */
export function joined(head: readonly number[], middle: Int32Array, tail: Int32Array): Int32Array {
  const words = new Int32Array(head.length + middle.length + tail.length);
  words.set(head);
  words.set(middle, head.length);
  words.set(tail, head.length + middle.length);
  return words;
}
