import { type CompiledRouting, HORIZON, UNLIMITED } from '#domain/routing/compiled';
import type { CompiledBreak, CompiledRules, TypeRules } from '#domain/routing/compiled-rules';
import type { ItineraryInput, Meal } from './problem.ts';

/** Meals as breaks of every day, in the words of the timeline; nothing else is asked of it. */
export function mealRules(input: ItineraryInput, compiled: CompiledRouting): CompiledRules {
  const { stops, types } = compiled;
  const breaks = (input.meals ?? []).map(breakOf).sort((a, b) => (a.open[0] as number) - (b.open[0] as number));
  const none = new Int32Array(0);
  return {
    collected: none,
    release: new Int32Array(stops),
    service: Int32Array.from({ length: types * stops }, (_, cell) => compiled.service[cell % stops] as number),
    setup: new Int32Array(types * stops),
    bareOpen: compiled.windowOpen,
    depotOpen: none,
    depotClose: none,
    loading: none,
    types: input.days.map((day, index) => dayRules(compiled, index, [day.startSeconds, day.endSeconds], breaks)),
  };
}

function breakOf({ id, startSeconds, endSeconds, durationSeconds }: Meal): CompiledBreak {
  return {
    id,
    open: Int32Array.of(startSeconds),
    close: Int32Array.of(endSeconds),
    duration: durationSeconds,
    depots: new Int32Array(0),
    lastBegin: endSeconds,
    firstEnd: startSeconds + durationSeconds,
  };
}

/** A day is a type of vehicle of its own, and there is one of each. */
function dayRules(
  { durations, distances, walking, walkingBudget }: CompiledRouting,
  day: number,
  hours: readonly [number, number],
  breaks: readonly CompiledBreak[],
): TypeRules {
  return {
    durations,
    distances,
    walking: walking && { ...walking, budget: walkingBudget[day] as number },
    unloading: 0,
    reloadDepots: new Int32Array(0),
    maxReloads: 0,
    maxTravel: UNLIMITED,
    regularSeconds: UNLIMITED,
    perOvertimeSecond: 0,
    perWaitingSecond: 0,
    breaks,
    shifts: Int32Array.from(hours),
    overnightDepots: new Int32Array(0),
    startOpen: 0,
    startClose: HORIZON,
    endOpen: 0,
    endClose: HORIZON,
  };
}
