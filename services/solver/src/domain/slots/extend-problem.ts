import type { RoutingInput, Stop } from '#domain/routing/problem';
import type { RequestMatrix, Shipment } from '#domain/routing/problem-rules';

/** Travel between a new stop and the others: depots, stops, new stops named before it. Seconds and metres, -1 where there is no way. */
export interface NewTravel {
  readonly stopId: string;
  /** Empty: the problem's own matrix. */
  readonly profileId: string;
  readonly durationsToSeconds: readonly number[];
  readonly distancesToMeters: readonly number[];
  readonly durationsFromSeconds: readonly number[];
  readonly distancesFromMeters: readonly number[];
}

/** What is wrong with what is new; the path is inside the request. */
export interface NewFault {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** A problem with new stops behind the others, and a shipment between them; its matrices grown by their rows and columns. */
export function withNewStops(
  input: RoutingInput,
  stops: readonly Stop[],
  shipment: Shipment | undefined,
  travel: readonly NewTravel[],
): RoutingInput {
  const size = input.depots.length + input.stops.length;
  const grow = (matrix: RequestMatrix | undefined, profileId: string) =>
    matrix &&
    grown(
      matrix,
      size,
      stops.flatMap(({ id }) => travelOf(travel, id, profileId) ?? []),
    );
  return {
    ...input,
    stops: [...input.stops, ...stops],
    shipments: shipment ? [...(input.shipments ?? []), shipment] : input.shipments,
    matrix: grow(input.matrix, ''),
    profiles: input.profiles?.map((profile) => ({ ...profile, matrix: grow(profile.matrix, profile.id) })),
  };
}

/** What is missing of the travel of new stops, or has the wrong length. */
export function travelFaults(input: RoutingInput, stops: readonly Stop[], travel: readonly NewTravel[]): NewFault[] {
  const owners = [
    ...(input.matrix ? [''] : []),
    ...(input.profiles ?? []).filter(({ matrix }) => matrix).map(({ id }) => id),
  ];
  const size = input.depots.length + input.stops.length;
  return owners.flatMap((profileId) =>
    stops.flatMap(({ id }, index): NewFault[] => {
      const one = travelOf(travel, id, profileId);
      const whose = profileId === '' ? 'the problem' : `profile '${profileId}'`;
      const hint = `Give ${size + index} numbers in each list: depots, stops, and new stops named before.`;
      if (!one) return [{ path: 'travel', message: `${whose} has a matrix, and no travel is given for '${id}'`, hint }];
      const lists = [one.durationsToSeconds, one.distancesToMeters, one.durationsFromSeconds, one.distancesFromMeters];
      if (lists.every((list) => list.length === size + index)) return [];
      const lengths = lists.map((list) => list.length).join(', ');
      return [{ path: `travel[${travel.indexOf(one)}]`, message: `the lists hold ${lengths} numbers`, hint }];
    }),
  );
}

function travelOf(travel: readonly NewTravel[], stopId: string, profileId: string): NewTravel | undefined {
  return travel.find((one) => one.stopId === stopId && one.profileId === profileId);
}

function grown(matrix: RequestMatrix, size: number, added: readonly NewTravel[]): RequestMatrix {
  return {
    durationsSeconds: grownCells(
      matrix.durationsSeconds,
      size,
      added.map((one) => [one.durationsToSeconds, one.durationsFromSeconds]),
    ),
    distancesMeters: grownCells(
      matrix.distancesMeters,
      size,
      added.map((one) => [one.distancesToMeters, one.distancesFromMeters]),
    ),
  };
}

/** Row-major cells with a row and a column more for each pair of lists (to, from). */
function grownCells(
  cells: readonly number[],
  size: number,
  added: readonly (readonly [readonly number[], readonly number[]])[],
): number[] {
  const wide = size + added.length;
  const out = new Array<number>(wide * wide).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) out[row * wide + column] = cells[row * size + column] as number;
  }
  added.forEach(([to, from], index) => {
    const at = size + index;
    to.forEach((value, other) => {
      out[other * wide + at] = value;
    });
    from.forEach((value, other) => {
      out[at * wide + other] = value;
    });
  });
  return out;
}
