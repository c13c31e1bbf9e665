import type { CostSums } from '#domain/routing/plan-rules';
import type { Vehicle } from '#domain/routing/problem';
import { BALANCE } from '#domain/routing/problem-rules';
import type { ProblemIndex } from './checked-problem.ts';
import type { RouteRun } from './follow-route.ts';
import type { RouteChanges } from './given-routes.ts';
import type { RouteCheck } from './route-check.ts';

const HOUR = 3600;

/** Adds what a route costs, and compares what it says about that. */
export function costRoute(check: RouteCheck, run: RouteRun, changes: RouteChanges | undefined, costs: CostSums): void {
  const { vehicle, route, place, findings } = check;
  const { id } = vehicle;
  const meters = total(run, 'meters');
  const travelSeconds = total(run, 'travelSeconds');
  const overtimeSeconds = overtimeOf(vehicle, run);
  const soft = softWindowsOf(check);
  const before = costs.cost;
  costs.add('fixed', vehicle.fixedCost, 1);
  costs.add('distance', (perKmOf(vehicle) * meters) / 1000, meters);
  costs.add('time', ((vehicle.costPerHour ?? 0) * run.durationSeconds) / HOUR, run.durationSeconds);
  costs.add('overtime', ((vehicle.overtime?.costPerHour ?? 0) * overtimeSeconds) / HOUR, overtimeSeconds);
  costs.add('waiting', ((vehicle.costPerWaitingHour ?? 0) * run.waitingSeconds) / HOUR, run.waitingSeconds);
  costs.add('travel_time', ((vehicle.costPerTravelHour ?? 0) * travelSeconds) / HOUR, travelSeconds);
  costs.add('soft_windows', soft.cost, soft.seconds);
  costs.add('changes', changes?.cost ?? 0, changes?.count ?? 0);
  findings.sameCost(`${place}.cost`, route.cost, costs.cost - before, id);
  findings.sameCost(`${place}.soft_window_cost`, route.softWindowCost, soft.cost, id);
  findings.sameCost(`${place}.change_cost`, route.changeCost, changes?.cost ?? 0, id);
  findings.same('wrong_distance', `${place}.distance_meters`, route.distanceMeters, meters, id);
  findings.same('wrong_duration', `${place}.travel_seconds`, route.travelSeconds, travelSeconds, id);
  findings.same('wrong_duration', `${place}.waiting_seconds`, route.waitingSeconds, run.waitingSeconds, id);
  findings.same('wrong_duration', `${place}.overtime_seconds`, route.overtimeSeconds, overtimeSeconds, id);
}

function total({ shifts }: RouteRun, of: 'meters' | 'travelSeconds'): number {
  let sum = 0;
  for (const shift of shifts) sum += shift[of];
  return sum;
}

/** 1 when the vehicle has no cost of its own at all. */
function perKmOf(vehicle: Vehicle): number {
  const others = [vehicle.costPerHour, vehicle.costPerTravelHour, vehicle.costPerWaitingHour];
  const isFree = vehicle.fixedCost === 0 && others.every((cost) => cost === undefined);
  return vehicle.costPerKm ?? (isFree ? 1 : 0);
}

function overtimeOf({ overtime }: Vehicle, { shifts }: RouteRun): number {
  if (!overtime) return 0;
  let seconds = 0;
  for (const shift of shifts) {
    seconds += Math.max(0, shift.endSeconds - shift.startSeconds - overtime.regularSeconds);
  }
  return seconds;
}

function softWindowsOf({ stops, route }: RouteCheck): { seconds: number; cost: number } {
  let seconds = 0;
  let cost = 0;
  stops.forEach((stop, position) => {
    const window = stop?.softWindow;
    const start = route.visits[position]?.startSeconds ?? 0;
    if (!window) return;
    const early = Math.max(0, window.startSeconds - start);
    const late = Math.max(0, start - window.endSeconds);
    if (early * window.costPerSecondEarly + late * window.costPerSecondLate > 0) seconds += early + late;
    cost += early * window.costPerSecondEarly + late * window.costPerSecondLate;
  });
  return { seconds, cost };
}

/** What `Balance.measure` compares: how much of a route is one unit, and its name. */
const MEASURES: Readonly<Record<number, { per: number; unit: string; of: (run: RouteRun) => number }>> = {
  [BALANCE.duration]: { per: HOUR, unit: 'h', of: (run) => run.durationSeconds },
  [BALANCE.distance]: { per: 1000, unit: 'km', of: (run) => total(run, 'meters') },
  [BALANCE.stops]: { per: 1, unit: 'stops', of: ({ shifts }) => shifts.reduce((sum, { stops }) => sum + stops, 0) },
};

/** Adds the price of the difference between the largest and the smallest route. @returns that price */
export function costBalance({ input }: ProblemIndex, runs: readonly RouteRun[], costs: CostSums): number {
  const { balance } = input;
  const measure = balance && MEASURES[balance.measure];
  if (!measure) return 0;
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const value = measure.of(run) / measure.per;
    most = Math.max(most, value);
    least = Math.min(least, value);
  }
  const fleet = input.vehicles.reduce((sum, { count }) => sum + (count ?? 1), 0);
  if (balance.includeUnused && runs.length < fleet) least = 0;
  const difference = Number.isFinite(least) ? most - least : 0;
  costs.add('balance', balance.costPerUnit * difference, difference, measure.unit);
  return balance.costPerUnit * difference;
}
