import { NO_WAY, type TravelMatrix } from '#domain/geo/travel-matrix';
import { TRAVEL_MODE } from '#domain/geo/travel-mode';
import {
  type Day,
  DEFAULT_WALKING_LEG_METERS,
  type ItineraryProblem,
  itineraryLocations,
  type Leg,
  modeOf,
  type Place,
  type PlannedDay,
  type PlannedVisit,
} from './problem.ts';
import type { StatedItinerary } from './verify.ts';

const DAY_SECONDS = 86_400;

/**
 * The plan with times and legs for the days that give only the order of their
 * visits: every time 0, and no legs. The day begins when it may, each visit as
 * soon as its place is open, each leg by the mode that the trip would take.
 * What cannot be kept is left to the verifier. Shares no code with the engines.
 */
export function timeItinerary(problem: ItineraryProblem, plan: StatedItinerary): StatedItinerary {
  const { input } = problem;
  if (!plan.days.some(isUntimed)) return plan;
  const { starts, ends } = itineraryLocations(input);
  const places = new Map(input.places.map((place, index) => [place.id, index]));
  const days = plan.days.map((planned, index) => {
    const day = input.days[index];
    const ordered = planned.visits.map(({ placeId }) => places.get(placeId));
    if (!day || !isUntimed(planned) || ordered.includes(undefined)) return planned;
    const stay = { first: starts[index] ?? -1, visits: ordered as number[], last: ends[index] ?? -1 };
    return timeDay(problem, planned, day, stay);
  });
  return { ...plan, days };
}

function isUntimed({ visits, legs, startSeconds, endSeconds }: PlannedDay): boolean {
  const hasNone = (visit: PlannedVisit) =>
    visit.arrivalSeconds === 0 && visit.startSeconds === 0 && visit.departureSeconds === 0;
  return visits.length > 0 && legs.length === 0 && startSeconds === 0 && endSeconds === 0 && visits.every(hasNone);
}

/** Indices of the matrices: where the day begins, its visits in order, where it ends; -1 for an open one. */
interface Stay {
  readonly first: number;
  readonly visits: readonly number[];
  readonly last: number;
}

function timeDay(problem: ItineraryProblem, planned: PlannedDay, day: Day, stay: Stay): PlannedDay {
  const { places } = problem.input;
  const legs: Leg[] = [];
  const visits: PlannedVisit[] = [];
  let at = stay.first;
  let clock = day.startSeconds;
  const go = (to: number): void => {
    const id = (index: number) => places[index]?.id ?? '';
    const leg = legBetween(problem, at, to);
    if (at >= 0) legs.push({ fromPlaceId: id(at), toPlaceId: id(to), ...leg });
    if (at >= 0) clock += leg.durationSeconds;
    at = to;
  };
  for (const index of stay.visits) {
    const place = places[index] as Place;
    go(index);
    const startSeconds = nextOpen(place, day, clock);
    const departureSeconds = startSeconds + place.visitSeconds;
    visits.push({ placeId: place.id, arrivalSeconds: clock, startSeconds, departureSeconds });
    clock = departureSeconds;
  }
  if (stay.last >= 0) go(stay.last);
  return { ...planned, visits, legs, startSeconds: day.startSeconds, endSeconds: clock };
}

/** On foot up to the limit where modes are mixed, else as the whole trip; 0 where there is no way, which the verifier says. */
function legBetween(
  { input, travel }: ItineraryProblem,
  from: number,
  to: number,
): Omit<Leg, 'fromPlaceId' | 'toPlaceId'> {
  const mode = modeOf(input);
  const onFoot = cellOf(travel.walk, from, to);
  const ride = cellOf(travel.ride, from, to);
  const limit = input.maxWalkingLegMeters ?? DEFAULT_WALKING_LEG_METERS;
  const walks =
    mode === TRAVEL_MODE.walk || (mode === TRAVEL_MODE.mixed && onFoot !== undefined && onFoot.meters <= limit);
  const rides = mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : mode;
  const { seconds = 0, meters = 0 } = (walks ? onFoot : ride) ?? {};
  return { mode: walks ? TRAVEL_MODE.walk : rides, distanceMeters: meters, durationSeconds: seconds };
}

function cellOf(
  matrix: TravelMatrix | undefined,
  from: number,
  to: number,
): { seconds: number; meters: number } | undefined {
  if (!matrix || from < 0 || to < 0) return undefined;
  const seconds = matrix.durations[from * matrix.size + to] ?? NO_WAY;
  const meters = matrix.distances[from * matrix.size + to] ?? NO_WAY;
  return seconds === NO_WAY || meters === NO_WAY ? undefined : { seconds, meters };
}

/** The first time from `from` on at which the whole visit fits an opening; `from` when none is left before the day ends. */
function nextOpen(place: Place, { date, endSeconds }: Day, from: number): number {
  if (place.openingHours.length === 0) return from;
  const today = new Date(`${date}T00:00:00Z`).getUTCDay();
  let best = Number.POSITIVE_INFINITY;
  // Hours of the evening before reach past midnight, and a day may reach into the next.
  for (const shift of [-1, 0, 1]) {
    const weekday = ((today + shift + 6) % 7) + 1;
    for (const { weekdays, openSeconds, closeSeconds } of place.openingHours) {
      if (weekdays.length > 0 && !weekdays.includes(weekday)) continue;
      const start = Math.max(from, openSeconds + shift * DAY_SECONDS);
      const isWorthIt = start === from || start + place.visitSeconds <= endSeconds;
      if (isWorthIt && start + place.visitSeconds <= closeSeconds + shift * DAY_SECONDS) best = Math.min(best, start);
    }
  }
  return Number.isFinite(best) ? best : from;
}
