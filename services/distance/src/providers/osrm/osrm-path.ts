import { type Place, placeKey } from '#domain/place';
import type { TravelMode } from '#domain/travel-mode';
import type { TableRequest } from '../travel-provider.ts';
import { encodePolyline6 } from './polyline.ts';

/** Names by which OSRM set-ups usually know our modes; osrm-routed itself reads any. */
const PROFILES: Readonly<Record<TravelMode, string>> = {
  walk: 'foot',
  bicycle: 'bike',
  drive: 'driving',
  transit: 'transit',
};

/** A table request of OSRM's HTTP API, and where its coordinates come from. */
export interface OsrmTablePath {
  /** Path and query, relative to the base URL. */
  readonly path: string;
  /** The places in the order in which they are sent: OSRM's errors count these. */
  readonly coordinates: readonly Place[];
}

/** Writes a table request. A place that is both origin and destination is sent, and snapped, once. */
export function osrmTablePath(request: TableRequest): OsrmTablePath {
  const indexByKey = new Map<number, number>();
  const coordinates: Place[] = [];
  const indexOf = (place: Place): number => {
    const key = placeKey(place);
    let index = indexByKey.get(key);
    if (index === undefined) {
      index = coordinates.push(place) - 1;
      indexByKey.set(key, index);
    }
    return index;
  };
  const origins = request.origins.map(indexOf);
  const destinations = request.destinations.map(indexOf);
  const query = [
    'annotations=duration,distance',
    'generate_hints=false',
    ...listed('sources', origins, coordinates.length),
    ...listed('destinations', destinations, coordinates.length),
  ].join('&');
  const polyline = encodeURIComponent(encodePolyline6(coordinates));
  return { path: `/table/v1/${PROFILES[request.mode]}/polyline6(${polyline})?${query}`, coordinates };
}

/** A list of indices; none when it is all of them in order, which is what OSRM takes by itself. */
function listed(name: string, indices: readonly number[], all: number): string[] {
  const isAll = indices.length === all && indices.every((index, i) => index === i);
  return isAll ? [] : [`${name}=${indices.join(';')}`];
}
