import type { VisitOrder } from './visit-engine.ts';

/** An answer of the engine as numbers: required stops left out, vehicles, then for each vehicle the length of its route and its stops. */
export function flatOrder({ routes, missing }: VisitOrder): Int32Array {
  const length = routes.reduce((sum, route) => sum + 1 + route.length, 2);
  const flat = new Int32Array(length);
  flat[0] = missing;
  flat[1] = routes.length;
  let at = 2;
  for (const route of routes) {
    flat[at++] = route.length;
    flat.set(route, at);
    at += route.length;
  }
  return flat;
}

/** The answer that `flatOrder` made the numbers of. */
export function orderOfFlat(flat: Int32Array): VisitOrder {
  let at = 2;
  const routes = Array.from({ length: flat[1] as number }, () => {
    const length = flat[at++] as number;
    const route = flat.slice(at, at + length);
    at += length;
    return route;
  });
  return { routes, missing: flat[0] as number };
}
