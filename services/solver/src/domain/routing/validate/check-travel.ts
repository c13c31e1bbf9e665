import { isWithoutMatrix, MOST_DENSE_PLACES, measuredModes } from '#domain/routing/measured-modes';
import type { RoutingInput } from '#domain/routing/problem';
import type { Profile, RequestMatrix } from '#domain/routing/problem-rules';
import { type Faults, MOST_METERS, MOST_SECONDS } from '#domain/routing/violation';
import { checkMember, mandatoryStops } from './check-context.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

const MODES = [0, 1, 2, 3, 4, 5];
/** Times are divided by a speed factor: with less they no longer fit. */
const LEAST_SPEED = 0.01;
const MOST_SPEED = 100;
const MOST_INT32 = 2 ** 31 - 1;

/** Whether some travel is measured between locations. */
export function needsLocations(input: RoutingInput): boolean {
  return measuredModes(input).length > 0;
}

/** How travel is measured: modes, matrices, profiles, great circles. */
export function checkTravel(faults: Faults, input: RoutingInput): void {
  checkMember(faults, 'travel_mode', input.travelMode, MODES, 'TravelMode');
  const size = input.depots.length + input.stops.length;
  if (input.matrix) {
    const isRight = checkMatrix(faults, input.matrix, size, 'matrix');
    if (isRight) checkLeastDistance(faults, input, input.matrix);
  }
  if (input.greatCircle) checkGreatCircle(faults, input);
  const { profiles = [] } = input;
  if (!faults.limit('profiles', profiles.length, ROUTING_LIMITS.profiles)) return;
  profiles.forEach((profile, index) => {
    checkProfile(faults, profile, size, `profiles[${index}]`);
  });
}

function checkGreatCircle(faults: Faults, input: RoutingInput): void {
  faults.limit('stops', input.stops.length, ROUTING_LIMITS.greatCircleStops);
  if (input.matrix) {
    const hint = 'leave great_circle or the matrix out';
    faults.add('great_circle', 'CONTRADICTION', 'travel is measured by great circles and given by a matrix', hint);
  }
  if (isWithoutMatrix(input)) checkParts(faults, input);
  if (isWithoutMatrix(input) && (input.profiles ?? []).some(({ matrix }) => matrix)) {
    const message = 'there are too many places for great circles beside the matrix of a profile';
    faults.add('great_circle', 'CONTRADICTION', message, 'measure every profile, or send fewer stops');
  }
}

/** Above the largest matrix a plan is made part by part: what is priced or kept across all routes has no place there. */
function checkParts(faults: Faults, { balance, givenRoutes = [], change }: RoutingInput): void {
  const hint = `at most ${MOST_DENSE_PLACES} places, or leave it out`;
  const refuse = (path: string) =>
    faults.add(
      path,
      'LIMIT_EXCEEDED',
      `above ${MOST_DENSE_PLACES} places a plan is made part by part, without this`,
      hint,
    );
  if (balance) refuse('balance');
  if (givenRoutes.length > 0) refuse('given_routes');
  if (change) refuse('change');
}

function checkProfile(faults: Faults, { travelMode, matrix, speedFactor }: Profile, size: number, path: string): void {
  checkMember(faults, `${path}.travel_mode`, travelMode, MODES, 'TravelMode');
  if (speedFactor !== undefined) {
    const where = `${path}.speed_factor`;
    const hint = `a number from ${LEAST_SPEED} to ${MOST_SPEED}; 1.1 is a tenth faster`;
    if (!Number.isFinite(speedFactor)) {
      faults.add(where, 'NOT_A_NUMBER', `${speedFactor} is not a number`, hint);
    } else if (!(speedFactor >= LEAST_SPEED && speedFactor <= MOST_SPEED)) {
      faults.add(where, 'OUT_OF_RANGE', `${speedFactor} is no factor for speeds`, hint);
    } else if (matrix && largest(matrix.durationsSeconds) / speedFactor > MOST_SECONDS) {
      const message = `divided by ${speedFactor} the longest leg takes more than ${MOST_SECONDS} s`;
      faults.add(where, 'OUT_OF_RANGE', message, 'use a larger factor, or shorter times');
    }
  }
  if (matrix) checkMatrix(faults, matrix, size, `${path}.matrix`);
}

function largest(cells: readonly number[]): number {
  let most = 0;
  for (const cell of cells) if (cell > most) most = cell;
  return most;
}

/** Whether it can be read. */
function checkMatrix(faults: Faults, matrix: RequestMatrix, size: number, at: string): boolean {
  const before = faults.count;
  for (const [name, cells, most] of [
    ['durations_seconds', matrix.durationsSeconds, MOST_SECONDS],
    ['distances_meters', matrix.distancesMeters, MOST_METERS],
  ] as const) {
    const path = `${at}.${name}`;
    if (cells.length !== size * size) {
      const message = `it has ${cells.length} cells, ${size} locations need ${size * size}`;
      faults.add(path, 'WRONG_LENGTH', message, 'row-major, depots first, then stops');
      continue;
    }
    // There may be a hundred million of them: only those that are wrong get a path.
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index] as number;
      // -1 says that there is no way.
      if (cell >= -1 && cell <= most && Number.isInteger(cell)) continue;
      faults.whole(`${path}[${index}]`, cell, most, '0 or more, or -1 where there is no way');
    }
  }
  return faults.count === before;
}

/** What even the shortest way to every stop adds up to must fit the contract's 32 bits. */
function checkLeastDistance(faults: Faults, input: RoutingInput, matrix: RequestMatrix): void {
  const { stops, vehicles, depots } = input;
  if (vehicles.some(({ profileId, walking }) => profileId || walking)) return;
  const size = depots.length + stops.length;
  for (const [name, cells, unit] of [
    ['durations_seconds', matrix.durationsSeconds, 's'],
    ['distances_meters', matrix.distancesMeters, 'm'],
  ] as const) {
    if (largest(cells) * stops.length <= MOST_INT32) continue;
    const mandatory = mandatoryStops(input);
    const ways = shortestWays(cells, size);
    let least = 0;
    stops.forEach(({ id }, index) => {
      if (mandatory.has(id)) least += ways[depots.length + index] as number;
    });
    if (least <= MOST_INT32) continue;
    const message = `the shortest ways to all stops take ${least} ${unit}, a plan holds at most ${MOST_INT32}`;
    faults.add(`matrix.${name}`, 'OUT_OF_RANGE', message, 'use a larger unit, or split the problem');
  }
}

/** By column, row by row as the cells lie; 0 where there is none: then nobody goes there. */
function shortestWays(cells: readonly number[], size: number): Float64Array {
  const least = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const cell = cells[row * size + column] as number;
      if (row !== column && cell >= 0 && cell < (least[column] as number)) least[column] = cell;
    }
  }
  return least.map((way) => (Number.isFinite(way) ? way : 0));
}
