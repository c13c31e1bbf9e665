/** A table request as osrm-routed understands it. */
export interface TableQuery {
  readonly profile: string;
  readonly coordinates: readonly Coordinate[];
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
  readonly durations: boolean;
  readonly distances: boolean;
  /** Metres around each coordinate; undefined where the server's own holds. */
  readonly radiuses: readonly (number | undefined)[];
  readonly skipWaypoints: boolean;
}

export interface Coordinate {
  readonly latitude: number;
  readonly longitude: number;
}

/** What osrm-routed answers to a request that it does not understand: status 400 and this. */
export class QueryRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Options that are read but change nothing here. */
const IGNORED = ['generate_hints', 'hints', 'bearings', 'approaches', 'exclude', 'snapping', 'scale_factor'];

/** Reads path and query of a request. Throws a `QueryRefusal` with OSRM's code and words. */
export function readTableQuery(url: string): TableQuery {
  const match = /^\/([^/?]+)\/([^/?]+)\/([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(url);
  if (!match) throw new QueryRefusal('InvalidUrl', 'URL string malformed close to position 1');
  const [, service, version, profile, query, options] = match as unknown as string[];
  if (!/^[a-z]+$/.test(service as string) || !/^v\d+$/.test(version as string)) {
    throw new QueryRefusal('InvalidUrl', 'URL string malformed close to position 1');
  }
  if (service !== 'table') throw new QueryRefusal('InvalidService', `Service ${service} not found!`);
  if (version !== 'v1')
    throw new QueryRefusal('InvalidVersion', `Service ${service} not found for version ${version}!`);
  const coordinates = readCoordinates(decode(query as string));
  const read = readOptions(options ?? '', coordinates.length);
  for (const { latitude, longitude } of coordinates) {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
      throw new QueryRefusal('InvalidValue', 'Invalid coordinate value.');
    }
  }
  return { profile: profile as string, coordinates, ...read };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(text.indexOf('%'));
  }
}

function readCoordinates(text: string): Coordinate[] {
  const polyline = /^polyline(6?)\((.*)\)(?:\.json)?$/s.exec(text);
  if (polyline) return decodePolyline(polyline[2] as string, polyline[1] === '6' ? 1e6 : 1e5);
  let position = 0;
  return text
    .replace(/\.json$/, '')
    .split(';')
    .map((pair) => {
      const match = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(pair);
      if (!match) throw malformed(position);
      position += pair.length + 1;
      return { longitude: Number(match[1]), latitude: Number(match[2]) };
    });
}

function decodePolyline(text: string, factor: number): Coordinate[] {
  const coordinates: Coordinate[] = [];
  let [at, lat, lon] = [0, 0, 0];
  const next = (): number => {
    let [value, shift] = [0, 0];
    for (;;) {
      const five = text.charCodeAt(at++) - 63;
      if (!(five >= 0 && five < 64) || shift > 30) throw malformed(at);
      value |= (five & 0x1f) << shift;
      shift += 5;
      if (five < 0x20) return value & 1 ? ~(value >>> 1) : value >>> 1;
    }
  };
  while (at < text.length) {
    lat += next();
    lon += next();
    coordinates.push({ latitude: lat / factor, longitude: lon / factor });
  }
  if (coordinates.length === 0) throw malformed(0);
  return coordinates;
}

function readOptions(text: string, count: number): Omit<TableQuery, 'profile' | 'coordinates'> {
  const all = Array.from({ length: count }, (_, i) => i);
  const options = {
    sources: all,
    destinations: all,
    durations: true,
    distances: false,
    radiuses: [] as (number | undefined)[],
    skipWaypoints: false,
  };
  for (const option of text === '' ? [] : text.split('&')) {
    const [key, value = ''] = option.split('=', 2) as [string, string?];
    if (key === 'sources' || key === 'destinations')
      options[key] = readIndices(value, count, all, text.indexOf(option));
    else if (key === 'annotations') {
      // Older servers do not take an escaped comma.
      if (!/^(duration|distance)(,(duration|distance))*$/.test(value)) throw malformed(text.indexOf(option));
      options.durations = value.includes('duration');
      options.distances = value.includes('distance');
    } else if (key === 'radiuses') {
      options.radiuses = value.split(';').map((r) => (r === '' || r === 'unlimited' ? undefined : Number(r)));
      if (options.radiuses.length !== count) {
        throw new QueryRefusal(
          'InvalidOptions',
          'Number of elements in radiuses size must match number of coordinates',
        );
      }
    } else if (key === 'skip_waypoints') options.skipWaypoints = value === 'true';
    else if (!IGNORED.includes(key)) throw malformed(text.indexOf(option));
  }
  return options;
}

function readIndices(value: string, count: number, all: number[], position: number): number[] {
  if (value === 'all') return all;
  if (!/^\d+(;\d+)*$/.test(value)) throw malformed(position);
  const indices = value.split(';').map(Number);
  if (indices.some((i) => i >= count)) {
    throw new QueryRefusal('InvalidOptions', `Source or destination index is larger than the number of coordinates`);
  }
  return indices;
}

function malformed(position: number): QueryRefusal {
  return new QueryRefusal('InvalidQuery', `Query string malformed close to position ${position}`);
}
