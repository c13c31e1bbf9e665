import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { Unserved } from '#domain/routing/problem';
import { RouteWalk } from '#domain/routing/route-walk';
import type { RouteLists } from '#domain/routing/search-state';
import { importanceOf } from './compile-itinerary.ts';
import {
  type Day,
  type ItineraryInput,
  type ItineraryPlan,
  type ItineraryProblem,
  itineraryLocations,
  type Leg,
  modeOf,
  type PlannedDay,
  type PlannedMeal,
  POINT_COST,
} from './problem.ts';

/** Reads the engine's order back as days with visits and legs, without reasons for what is left out. */
export function readItinerary(
  { input }: ItineraryProblem,
  compiled: CompiledRouting,
  lists: RouteLists,
): ItineraryPlan {
  const walk = new RouteWalk(compiled);
  const { starts, ends } = itineraryLocations(input);
  const visited = new Set<number>();
  let travelSeconds = 0;
  const days = input.days.map((day, index) => {
    const places = lists[index] ?? new Int32Array(0);
    if (places.length === 0) return idleDay(day);
    if (!walk.schedule(index, places, places.length))
      throw new Error(`day ${day.date} breaks a rule of its own problem`);
    for (const place of places) visited.add(place);
    travelSeconds += walk.travelSeconds;
    const planned = readDay(input, day, places, walk, (starts[index] ?? -1) >= 0, (ends[index] ?? -1) >= 0);
    const meals = mealsOf(compiled, walk, index);
    return meals.length === 0 ? planned : withMeals(planned, day, meals);
  });
  const unvisited: Unserved[] = [];
  let importance = 0;
  let left = 0;
  input.places.forEach((place, index) => {
    if (visited.has(index)) importance += importanceOf(place.importance);
    else {
      left += importanceOf(place.importance);
      unvisited.push({ id: place.id, reasons: [] });
    }
  });
  return { days, unvisited, importance, cost: POINT_COST * left + travelSeconds / 3600 };
}

function idleDay(day: Day): PlannedDay {
  const { date, startSeconds, endSeconds } = day;
  return {
    date,
    visits: [],
    legs: [],
    startSeconds,
    endSeconds: startSeconds,
    walkingMeters: 0,
    distanceMeters: 0,
    freeSeconds: endSeconds - startSeconds,
  };
}

function readDay(
  input: ItineraryInput,
  day: Day,
  places: Int32Array,
  walk: RouteWalk,
  hasStart: boolean,
  hasEnd: boolean,
): PlannedDay {
  const idOf = (position: number) => input.places[places[position] ?? -1]?.id ?? '';
  const legs: Leg[] = [];
  let visiting = 0;
  const visits = Array.from(places, (place, i) => {
    const start = walk.starts[i] as number;
    const stay = input.places[place]?.visitSeconds ?? 0;
    visiting += stay;
    return {
      placeId: idOf(i),
      arrivalSeconds: walk.arrivals[i] as number,
      startSeconds: start,
      departureSeconds: start + stay,
    };
  });
  const mode = modeOf(input);
  for (let leg = 0; leg <= places.length; leg++) {
    if ((leg === 0 && !hasStart) || (leg === places.length && !hasEnd)) continue;
    const onFoot = mode === TRAVEL_MODE.walk || walk.legWalked[leg] === 1;
    legs.push({
      fromPlaceId: idOf(leg - 1),
      toPlaceId: idOf(leg),
      mode: onFoot ? TRAVEL_MODE.walk : mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : mode,
      distanceMeters: walk.legMeters[leg] as number,
      durationSeconds: walk.legSeconds[leg] as number,
    });
  }
  const walkingMeters = legs.reduce((sum, leg) => sum + (leg.mode === TRAVEL_MODE.walk ? leg.distanceMeters : 0), 0);
  return {
    date: day.date,
    visits,
    legs,
    startSeconds: walk.departure,
    endSeconds: walk.arrival,
    walkingMeters,
    distanceMeters: walk.meters,
    freeSeconds: day.endSeconds - day.startSeconds - walk.travelSeconds - visiting,
  };
}

function mealsOf({ rules }: CompiledRouting, walk: RouteWalk, day: number): PlannedMeal[] {
  const breaks = rules?.types[day]?.breaks ?? [];
  return (walk.timed?.events ?? []).map(({ what, visitsBefore, start, end }) => ({
    mealId: breaks[what]?.id ?? '',
    visitsBefore,
    startSeconds: start,
    endSeconds: end,
  }));
}

function withMeals(planned: PlannedDay, day: Day, meals: PlannedMeal[]): PlannedDay {
  const within = ({ startSeconds, endSeconds }: PlannedMeal) =>
    Math.max(0, Math.min(endSeconds, day.endSeconds) - Math.max(startSeconds, day.startSeconds));
  const eating = meals.reduce((sum, meal) => sum + within(meal), 0);
  return { ...planned, meals, freeSeconds: planned.freeSeconds - eating };
}
