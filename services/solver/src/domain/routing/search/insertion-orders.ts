import type { CompiledRouting } from '#domain/routing/compiled';
import { Tasks } from './tasks.ts';

/** Key by stop, smaller goes first; `undefined` is an order by chance. */
export type Order = Float64Array | undefined;

/** The orders in which stops are inserted, as often in the list as their weight says (Christiaens & Vanden Berghe 2020, tables 2 and 6). */
export function ordersFor(problem: CompiledRouting): Order[] {
  const keys = (read: (stop: number) => number) =>
    Float64Array.from({ length: problem.stops }, (_, stop) => read(stop));
  const base = problem.start[0] ?? 0;
  const meters = keys((s) => problem.distances[base * problem.size + (problem.location[s] as number)] as number);
  const far = meters.map((length) => -length);
  const orders: Order[] = [undefined, undefined, undefined, undefined, far, far, meters];
  if (problem.dims > 0) {
    const heavy = keys((s) => -heaviness(problem, s));
    orders.push(heavy, heavy, heavy, heavy);
  }
  const opens = keys((s) => problem.windowOpen[problem.windowFrom[s] as number] ?? 0);
  const closes = keys((s) => problem.windowClose[problem.windowFrom[s] as number] ?? 0);
  const widths = closes.map((close, s) => close - (opens[s] as number));
  const late = closes.map((close) => -close);
  if (widths.some((width) => width !== widths[0]) || opens.some((open) => open !== opens[0]))
    orders.push(widths, widths, opens, opens, late, late);
  if (new Tasks(problem).hasOptional) {
    const rich = keys((s) => -(problem.prize[s] as number) / (1 + (problem.service[s] as number)));
    orders.push(rich, rich, rich, rich);
  }
  return orders;
}

/** Sum of the demands, each as a share of the dimension's total. */
function heaviness({ stops, dims, demand }: CompiledRouting, stop: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += demand[stop * dims + d] as number;
  return stops === 0 ? 0 : sum;
}
