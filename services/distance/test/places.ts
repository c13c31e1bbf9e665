import type { Location } from '@solveig/proto/gen/solveig/model/v1/common';
import type { RoadGraph } from '@solveig/test/fake-osrm/road-graph';

/** The locations of crossings of a city, row-major as they are numbered. */
export function crossings({ latitude, longitude }: RoadGraph, nodes: Iterable<number>): Location[] {
  return Array.from(nodes, (node) => ({
    // As precise as the service keys places, so that what is asked for is exactly the crossing's neighbour.
    latitude: Math.round((latitude[node] as number) * 1e5) / 1e5,
    longitude: Math.round((longitude[node] as number) * 1e5) / 1e5,
  }));
}

/** So many different crossings of the mainland, spread evenly. */
export function spreadCrossings(graph: RoadGraph, count: number): Location[] {
  const mainland = graph.plan.side ** 2;
  return crossings(
    graph,
    Array.from({ length: count }, (_, i) => Math.floor((i * mainland) / count)),
  );
}
