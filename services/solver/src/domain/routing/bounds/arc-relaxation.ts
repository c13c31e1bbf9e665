import { UNLIMITED } from '#domain/routing/compiled';
import { type ArcPrices, arcPrices } from './arc-prices.ts';
import { liftToGrid } from './cost-grid.ts';
import { costOfVehicles, vehiclesNeeded } from './fleet-bound.ts';
import { mergeFleets } from './merge-fleets.ts';
import type { RelaxedProblem } from './relaxed-problem.ts';

/**
 * A cost that no plan can go below which does every task that must be done.
 * Each served stop is reached and left, so it costs at least the prices of
 * both; at least so many vehicles are used as loads, time and windows need; and
 * what is served takes at least its service and the shortest way there, out of
 * the working time of the whole fleet (a continuous knapsack decides which
 * optional tasks are left out).
 */
export function arcRelaxation(whole: RelaxedProblem): number {
  // Vehicles are often listed one by one.
  const problem = mergeFleets(whole).merged;
  const prices = arcPrices(problem);
  const extra = prices.fromStart + prices.toEnd;
  let cost = costOfVehicles(problem, vehiclesNeeded(problem, prices), Number.isFinite(extra) ? extra : 0);
  let room = workingSeconds(problem);
  const gains: { gain: number; seconds: number }[] = [];
  cheapestStops(problem, prices).forEach(({ own, seconds, isReachable }, task) => {
    const loss = problem.loss[task] as number;
    if (loss === Number.POSITIVE_INFINITY) {
      cost += isReachable ? own : 0;
      room -= isReachable ? seconds : 0;
      return;
    }
    cost += loss;
    if (isReachable && loss > own) gains.push({ gain: loss - own, seconds });
  });
  gains.sort((a, b) => b.gain * (a.seconds + 1e-9) - a.gain * (b.seconds + 1e-9));
  for (const { gain, seconds } of gains) {
    const part = seconds <= 0 ? 1 : Math.max(0, Math.min(1, room / seconds));
    cost -= gain * part;
    room -= seconds * part;
  }
  // Rounding must not lift the bound above the value.
  return liftToGrid(cost - 1e-9 * Math.max(1, Math.abs(cost)), problem.grid);
}

interface TaskCost {
  /** Least cost and seconds of any of its stops, each by itself. */
  own: number;
  seconds: number;
  isReachable: boolean;
}

function cheapestStops(problem: RelaxedProblem, prices: ArcPrices): TaskCost[] {
  const { stops, tasks, task, fleets } = problem;
  const perSecond = fleets.reduce((least, fleet) => Math.min(least, fleet.perSecond), Number.POSITIVE_INFINITY);
  const costs = Array.from({ length: tasks }, () => ({
    own: Number.POSITIVE_INFINITY,
    seconds: Number.POSITIVE_INFINITY,
    isReachable: false,
  }));
  for (let stop = 0; stop < stops; stop++) {
    const service = fleets.reduce(
      (least, fleet) => (fleet.serves[stop] ? Math.min(least, fleet.service[stop] as number) : least),
      UNLIMITED,
    );
    const own = (prices.in[stop] as number) + (prices.out[stop] as number) + perSecond * service;
    const seconds = (prices.secondsIn[stop] as number) + service;
    if (service === UNLIMITED || !Number.isFinite(own) || !Number.isFinite(seconds)) continue;
    const cost = costs[task[stop] as number] as TaskCost;
    cost.own = Math.min(cost.own, own);
    cost.seconds = Math.min(cost.seconds, seconds);
    cost.isReachable = true;
  }
  return costs;
}

function workingSeconds({ fleets }: RelaxedProblem): number {
  return fleets.reduce((sum, { count, maxSeconds }) => sum + count * maxSeconds, 0);
}
