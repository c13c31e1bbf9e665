import { NO_WAY, type TravelMatrix } from '#domain/geo/travel-matrix';
import { drivingOf, faster, WALKING_LEG_METERS } from '#domain/routing/compile-type-rules';
import { UNLIMITED } from '#domain/routing/compiled';
import {
  type Depot,
  type RoutingInput,
  type RoutingProblem,
  type Stop,
  type Vehicle,
  WALK,
} from '#domain/routing/problem';
import { inputOfStops } from './only-stops.ts';
import { ridesOrWalks, shortestWays } from './shortest-ways.ts';

/**
 * The problem with these stops alone, at no cost, with everything loosened that
 * other stops could help with or that the engine does not decide exactly: what
 * cannot be served in it cannot be served in any plan of the problem.
 *
 * - Where the way past others is shorter than the direct one, legs are as short as that.
 * - Setup takes no time where another stop at the same place may take it over.
 * - Legs that may be walked are walked or ridden, whichever is shorter: others may use the walking limit up.
 * - Depots where a vehicle only ends are open from the beginning: other stops may fill the time until they are.
 * - Several shifts are one: other stops may be where a vehicle sleeps.
 * - Rest while driving and soft windows are left out, and release times where vehicles load again.
 */
export function loosenedRouting(problem: RoutingProblem, stops: readonly number[]): RoutingProblem {
  const input = inputOfStops(problem.input, stops);
  const used = depotsInUse(input);
  const travel = new LooseTravel(problem, [...used, ...stops.map((stop) => input.depots.length + stop)]);
  const hasReloads = input.vehicles.some(({ reload }) => reload !== undefined);
  return {
    input: {
      ...input,
      depots: used.map((index) => loosenedDepot(input.depots[index] as Depot, input)),
      stops: input.stops.map((stop, index) =>
        loosenedStop(stop, { hasReloads, hasTwin: hasTwin(problem, stops[index] as number) }),
      ),
      vehicles: input.vehicles.map((vehicle) => loosenedVehicle(vehicle, travel.profileOf(vehicle))),
      // Their speeds are in the travel.
      profiles: [],
    },
    travel: travel.own,
    profileTravel: travel.profiles,
  };
}

/** The first depot is the one of vehicles that name none. */
function depotsInUse({ depots, vehicles }: RoutingInput): number[] {
  const named = new Set(vehicles.flatMap((one) => [one.startDepotId, one.endDepotId, ...passedDepots(one)]));
  return [...depots.keys()].filter((index) => index === 0 || named.has(depots[index]?.id ?? ''));
}

/** Depots where it may be on its way. */
function passedDepots({ reload, breaks = [], overnight }: Vehicle): string[] {
  return [...(reload?.depotIds ?? []), ...breaks.flatMap(({ depotIds }) => depotIds), ...(overnight?.depotIds ?? [])];
}

function loosenedDepot(depot: Depot, { depots, vehicles }: RoutingInput): Depot {
  const { id, timeWindow } = depot;
  if (!timeWindow || timeWindow.startSeconds === 0) return depot;
  const isOnlyEnd = vehicles.some(({ startDepotId, endDepotId }) => {
    const start = startDepotId || depots[0]?.id;
    return endDepotId === id && start !== id;
  });
  return isOnlyEnd ? { ...depot, timeWindow: { ...timeWindow, startSeconds: 0 } } : depot;
}

interface StopFacts {
  readonly hasReloads: boolean;
  /** Another stop may be at the same place. */
  readonly hasTwin: boolean;
}

function loosenedStop(stop: Stop, { hasReloads, hasTwin }: StopFacts): Stop {
  const { setupSeconds, setupSecondsByType, softWindow: _, releaseSeconds, ...kept } = stop;
  return {
    ...kept,
    releaseSeconds: hasReloads ? undefined : releaseSeconds,
    ...(!hasTwin && { setupSeconds, setupSecondsByType }),
  };
}

/** Whether some leg to the stop takes neither time nor distance; not looked at where vehicles travel in several ways. */
function hasTwin({ input, travel }: RoutingProblem, stop: number): boolean {
  if (input.vehicles.some(({ profileId, walking }) => profileId || walking)) return true;
  const at = input.depots.length + stop;
  for (let from = 0; from < travel.size; from++) {
    const cell = from * travel.size + at;
    if (from !== at && travel.durations[cell] === 0 && travel.distances[cell] === 0) return true;
  }
  return false;
}

function loosenedVehicle(vehicle: Vehicle, profileId: string): Vehicle {
  const { overtime: _, overnight: __, walking, shifts = [], drivingRules, breaks, ...kept } = vehicle;
  const free = { fixedCost: 0, costPerKm: 0, costPerHour: 0, costPerTravelHour: 0, costPerWaitingHour: 0 };
  // Walking is no driving: then driving is limited by nothing that is known of a leg.
  const driving = walking ? UNLIMITED : (drivingOf(drivingRules)?.maxShiftDriving ?? UNLIMITED);
  const most = Math.min(driving, vehicle.maxTravelSeconds ?? UNLIMITED);
  const limited = { ...kept, ...free, profileId, maxTravelSeconds: most < UNLIMITED ? most : undefined };
  const [first, last] = [shifts[0], shifts.at(-1)];
  if (!first || !last) return { ...limited, breaks };
  const inAll = (limit: number | undefined) => {
    const sum = (limit ?? UNLIMITED) * shifts.length;
    return sum < UNLIMITED ? sum : undefined;
  };
  return {
    ...limited,
    shift: { startSeconds: first.startSeconds, endSeconds: last.endSeconds },
    maxDistanceMeters: inAll(vehicle.maxDistanceMeters),
    maxTravelSeconds: inAll(limited.maxTravelSeconds),
    maxStops: inAll(vehicle.maxStops),
    // Nights are no part of it, and have room for breaks.
    maxDurationSeconds: undefined,
  };
}

/** Travel of the vehicles between some locations, as short as any way past others. */
class LooseTravel {
  /** Of vehicles without a profile. */
  readonly own: TravelMatrix;
  readonly profiles = new Map<string, TravelMatrix>();
  readonly #problem: RoutingProblem;
  readonly #locations: readonly number[];
  /** By location. */
  readonly #passing: Int32Array;

  constructor(problem: RoutingProblem, locations: readonly number[]) {
    this.#problem = problem;
    this.#locations = locations;
    this.#passing = passingSeconds(problem.input, new Set(locations));
    this.own = this.#shortest(problem.travel);
  }

  /** Makes the travel of a vehicle where that is not done; gives its id, empty for `own`. */
  profileOf({ profileId = '', walking }: Vehicle): string {
    if (!walking) {
      if (profileId !== '') this.#make(profileId, () => this.#table(profileId));
      return profileId;
    }
    const { maxLegMeters = WALKING_LEG_METERS } = walking;
    const byFoot = walking.profileId || WALK;
    return this.#make(JSON.stringify([profileId, byFoot, maxLegMeters]), () =>
      ridesOrWalks(this.#table(profileId), this.#table(byFoot), maxLegMeters),
    );
  }

  #make(id: string, table: () => TravelMatrix): string {
    if (!this.profiles.has(id)) this.profiles.set(id, this.#shortest(table()));
    return id;
  }

  /** Between all locations, with its speed. */
  #table(id: string): TravelMatrix {
    const { travel, profileTravel, input } = this.#problem;
    if (id === '') return travel;
    const table = profileTravel?.get(id);
    if (!table) throw new Error(`there is no travel data for profile ${id}`);
    const speed = input.profiles?.find((profile) => profile.id === id)?.speedFactor ?? 1;
    return speed === 1 ? table : faster(table, speed);
  }

  #shortest(table: TravelMatrix): TravelMatrix {
    return shortestWays(table, this.#locations, this.#passing);
  }
}

/** By location: least seconds that a vehicle spends where it passes; `NO_WAY` where it does not, or is stopping anyway. */
function passingSeconds({ depots, stops, vehicles }: RoutingInput, kept: ReadonlySet<number>): Int32Array {
  const passed = new Set(vehicles.flatMap(passedDepots));
  const atDepots = depots.map(({ id }) => (passed.has(id) ? 0 : NO_WAY));
  const atStops = stops.map(({ serviceSeconds, serviceSecondsByType }, index) =>
    kept.has(depots.length + index) ? NO_WAY : Math.min(serviceSeconds, ...Object.values(serviceSecondsByType ?? {})),
  );
  return Int32Array.from([...atDepots, ...atStops]);
}
