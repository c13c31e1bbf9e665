import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { FormatError } from './format-error.ts';
import type { VroomInput, VroomMatrix, VroomPlace, VroomVehicle } from './vroom-input.ts';

const MODES: Readonly<Record<string, TravelMode>> = {
  car: TravelMode.TRAVEL_MODE_DRIVE,
  driving: TravelMode.TRAVEL_MODE_DRIVE,
  bike: TravelMode.TRAVEL_MODE_BICYCLE,
  bicycle: TravelMode.TRAVEL_MODE_BICYCLE,
  foot: TravelMode.TRAVEL_MODE_WALK,
  walking: TravelMode.TRAVEL_MODE_WALK,
};
/** No detour is longer, by any road. */
const LONGEST_KM = 40_000;
const LONGEST_HOURS = 1_000;

/** A way to travel: VROOM's profile at one speed. */
interface Way {
  readonly profile: string;
  readonly speedFactor: number;
}

/**
 * How VROOM's vehicles travel and what that costs. The first way to travel is the problem's own, each other one a profile. With a matrix of
 * costs the distances stand for the price, as there travel costs nothing else.
 */
export class VroomTravel {
  readonly #input: VroomInput;
  readonly #places: readonly VroomPlace[];
  readonly #ways: readonly Way[];

  /** Adds to `refused` what cannot be said. @param places in the order of the problem's matrix */
  constructor(input: VroomInput, places: readonly VroomPlace[], refused: Set<string>) {
    this.#input = input;
    this.#places = places;
    const ways = new Map(input.vehicles.map((vehicle) => [idOf(vehicle), vehicle as Way]));
    this.#ways = [...ways.values()];
    for (const { profile } of this.#ways) {
      const matrix = input.matrices[profile];
      if (!matrix && MODES[profile] === undefined) refused.add(`the profile ${profile} without a matrix`);
      const limited = input.vehicles.some(
        (vehicle) => vehicle.profile === profile && vehicle.maxDistance !== undefined,
      );
      if (matrix?.costs && limited) refused.add('limits on distance beside a matrix of costs');
    }
  }

  /** Fields of the problem. */
  ofProblem() {
    const [own, ...others] = this.#ways as readonly [Way, ...Way[]];
    const isOwnPlain = own.speedFactor === 1;
    const listed = isOwnPlain ? others : [own, ...others];
    return {
      travelMode: MODES[own.profile] ?? TravelMode.TRAVEL_MODE_DRIVE,
      matrix: this.#cells(own.profile),
      profiles: listed.map((way) => ({
        id: idOf(way),
        travelMode: MODES[way.profile] ?? TravelMode.TRAVEL_MODE_DRIVE,
        matrix: this.#cells(way.profile),
        speedFactor: way.speedFactor,
      })),
    };
  }

  /** Fields of a vehicle. */
  costsOf(vehicle: VroomVehicle) {
    const [own] = this.#ways;
    const isOwn = own !== undefined && own.speedFactor === 1 && idOf(own) === idOf(vehicle);
    const profileId = isOwn ? '' : idOf(vehicle);
    if (this.#matrix(vehicle)?.costs) return { profileId, costPerKm: 1_000, costPerTravelHour: 0 };
    return { profileId, costPerKm: vehicle.perKm, costPerTravelHour: vehicle.perHour };
  }

  locationOf({ location }: VroomPlace) {
    if (location) return { longitude: location[0], latitude: location[1] };
    if (this.#ways.some((way) => !this.#matrix(way)))
      throw new FormatError('a location is missing, and there is no matrix');
    return undefined;
  }

  /** No leg costs more. */
  dearestLeg(): number {
    return Math.max(
      ...this.#input.vehicles.map((vehicle) => {
        const matrix = this.#matrix(vehicle);
        const { costPerKm, costPerTravelHour } = this.costsOf(vehicle);
        const kilometres = matrix ? largest(metersIn(matrix)) / 1_000 : LONGEST_KM;
        const hours = matrix ? largest(matrix.durations) / 3_600 / vehicle.speedFactor : LONGEST_HOURS;
        return kilometres * costPerKm + hours * costPerTravelHour;
      }),
    );
  }

  #matrix({ profile }: Way): VroomMatrix | undefined {
    return this.#input.matrices[profile];
  }

  #cells(profile: string) {
    const matrix = this.#input.matrices[profile];
    if (!matrix) return undefined;
    const size = matrix.durations.length;
    const rows = this.#places.map(({ index }) => {
      if (index === undefined) throw new FormatError('with matrices every place needs its location_index');
      if (!(Number.isInteger(index) && index >= 0 && index < size))
        throw new FormatError(`the matrix has no row ${index}`);
      return index;
    });
    const pick = (table: readonly (readonly number[])[]) =>
      rows.flatMap((from) => rows.map((to) => table[from]?.[to] ?? -1));
    return { durationsSeconds: pick(matrix.durations), distancesMeters: pick(metersIn(matrix)) };
  }
}

function metersIn({ costs, distances, durations }: VroomMatrix): readonly (readonly number[])[] {
  return costs ?? distances ?? durations;
}

function idOf({ profile, speedFactor }: Way): string {
  return speedFactor === 1 ? profile : `${profile} x ${speedFactor}`;
}

function largest(table: readonly (readonly number[])[]): number {
  return table.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0);
}
