import type { CompiledRouting } from '#domain/routing/compiled';
import { RouteWalk } from '#domain/routing/route-walk';
import { follow, keep, type Label, leastCost, spareWalking, unwind } from './plain-labels.ts';
import type { RouteTable, TableLimits } from './route-table.ts';

/** Best routes of a vehicle without rules; `undefined` when the stop rule or the memory limit cut it short. */
export function plainRoutes(
  problem: CompiledRouting,
  vehicle: number,
  { stop, room, completion, apart, known }: TableLimits,
): RouteTable | undefined {
  const { stops } = problem;
  const most = known - (problem.fixedCost[vehicle] as number);
  const sets = 1 << stops;
  const cost = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const last = new Array<Label | undefined>(sets);
  const labels: (Label[] | undefined)[] = new Array(sets * stops);
  const walk = new RouteWalk(problem);
  const order = new Int32Array(stops);
  const spare = spareWalking(problem, vehicle);
  let made = 0;
  cost[0] = 0;
  const draft: Label = { cost: 0, meters: 0, walked: 0, ready: 0, duration: 0, late: 0, stop: 0, before: undefined };
  const extend = (from: Label | undefined, set: number) => {
    for (let next = 0; next < stops; next++) {
      if (set & ((1 << next) | (apart[next] as number))) continue;
      const reached = set | (1 << next);
      const cell = reached * stops + next;
      if (!follow(problem, vehicle, from, next, draft) || draft.cost + (completion[cell] as number) > most) continue;
      if (keep(labels, cell, draft, spare[reached] as number)) made++;
    }
  };
  extend(undefined, 0);
  for (let set = 1; set < sets; set++) {
    if (made > room || stop()) return undefined;
    for (let end = 0; end < stops; end++) {
      for (const label of labels[set * stops + end] ?? []) {
        extend(label, set);
        // What is known of the cost spares most ways the walk from end to end.
        if (leastCost(problem, vehicle, label) >= (cost[set] as number)) continue;
        const total = walk.evaluate(vehicle, order, unwind(label, order));
        if (total < (cost[set] as number)) {
          cost[set] = total;
          last[set] = label;
        }
      }
    }
  }
  return { cost, orderOf: (set, into) => (last[set] ? unwind(last[set], into) : 0) };
}
