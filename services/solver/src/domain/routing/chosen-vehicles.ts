import type { CompiledRouting } from './compiled.ts';

/** What a problem says of its vehicles, for those chosen, in this order; one may be chosen several times. */
export function chosenVehicles(problem: CompiledRouting, chosen: readonly number[]): Partial<CompiledRouting> {
  const { dims } = problem;
  const int = (column: Int32Array) => Int32Array.from(chosen, (v) => column[v] as number);
  const money = (column: Float64Array) => Float64Array.from(chosen, (v) => column[v] as number);
  return {
    vehicles: chosen.length,
    type: int(problem.type),
    start: int(problem.start),
    end: int(problem.end),
    shiftStart: int(problem.shiftStart),
    shiftEnd: int(problem.shiftEnd),
    maxDistance: int(problem.maxDistance),
    maxDuration: int(problem.maxDuration),
    maxStops: int(problem.maxStops),
    walkingBudget: int(problem.walkingBudget),
    capacity: Int32Array.from(chosen.flatMap((v) => [...problem.capacity.subarray(v * dims, (v + 1) * dims)])),
    fixedCost: money(problem.fixedCost),
    perMeter: money(problem.perMeter),
    perTravelSecond: money(problem.perTravelSecond),
    perSecond: money(problem.perSecond),
  };
}
