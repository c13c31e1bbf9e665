import { NO_WAY } from '#domain/geo/travel-matrix';
import { type Vehicle, WALK } from '#domain/routing/problem';
import type { CheckedRouting, CheckedTravel } from './checked-problem.ts';

/** What one leg takes. */
export interface Leg {
  readonly seconds: number;
  readonly meters: number;
  readonly walked: boolean;
}

/** Legs up to this long are walked when the vehicle's `walking` does not say otherwise. */
const WALKING_LEG_METERS = 1200;

/** Legs of one vehicle, by places of the request: depots, then stops. */
export class VehicleLegs {
  /** Longest leg on foot, metres; undefined when nothing is walked. */
  readonly mostWalked: number | undefined;
  /** Metres on foot in a shift. */
  readonly walkingBudget: number;
  readonly #ride: TimedTravel;
  readonly #walk: TimedTravel | undefined;

  constructor(problem: CheckedRouting, { profileId, walking }: Vehicle) {
    this.#ride = travelOf(problem, profileId ?? '') ?? { travel: problem.travel, speed: 1 };
    this.#walk = walking && (travelOf(problem, walking.profileId) ?? walkingTravel(problem));
    this.mostWalked = walking && (walking.maxLegMeters ?? WALKING_LEG_METERS);
    this.walkingBudget = walking?.maxMeters ?? Number.POSITIVE_INFINITY;
  }

  /** Undefined where there is no way. */
  ridden(from: number, to: number): Leg | undefined {
    return legOf(this.#ride, from, to, false);
  }

  /** Undefined where there is no way on foot, however long it is, and for vehicles that do not walk. */
  walked(from: number, to: number): Leg | undefined {
    return this.#walk && legOf(this.#walk, from, to, true);
  }

  /** As the rule says: on foot when that is short enough and within what is left of the budget. */
  byRule(from: number, to: number, budget: number): Leg | undefined {
    const onFoot = this.walked(from, to);
    const isWalked = onFoot && onFoot.meters <= (this.mostWalked ?? 0) && onFoot.meters <= budget;
    return isWalked ? onFoot : this.ridden(from, to);
  }
}

interface TimedTravel {
  readonly travel: CheckedTravel;
  /** Times are divided by it. */
  readonly speed: number;
}

/** Undefined for no profile. */
function travelOf({ input, profileTravel }: CheckedRouting, id: string): TimedTravel | undefined {
  if (id === '') return undefined;
  const profile = input.profiles?.find((one) => one.id === id);
  const travel = profileTravel?.get(id) ?? ownTravel(input.depots.length + input.stops.length, profile?.matrix);
  if (!travel) throw new Error(`there is no travel data for profile ${id}`);
  return { travel, speed: profile?.speedFactor ?? 1 };
}

function walkingTravel({ profileTravel }: CheckedRouting): TimedTravel {
  const travel = profileTravel?.get(WALK);
  if (!travel) throw new Error('there is no travel data for walking');
  return { travel, speed: 1 };
}

function ownTravel(
  size: number,
  matrix: { readonly durationsSeconds: readonly number[]; readonly distancesMeters: readonly number[] } | undefined,
): CheckedTravel | undefined {
  return matrix && { size, durations: matrix.durationsSeconds, distances: matrix.distancesMeters };
}

function legOf({ travel, speed }: TimedTravel, from: number, to: number, walked: boolean): Leg | undefined {
  const isMeasured = 'seconds' in travel;
  const seconds = isMeasured ? travel.seconds(from, to) : (travel.durations[from * travel.size + to] ?? NO_WAY);
  const meters = isMeasured ? travel.meters(from, to) : (travel.distances[from * travel.size + to] ?? NO_WAY);
  if (seconds < 0 || meters < 0) return undefined;
  return { seconds: speed === 1 ? seconds : Math.round(seconds / speed), meters, walked };
}
