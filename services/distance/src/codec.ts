import { endianness } from 'node:os';
import { SolveigError, type Violation } from '@solveig/kit/errors';
import {
  CellSource_Accuracy,
  type MatrixRequest,
  type MatrixResponse,
  type MatrixSummary,
  type Provider,
  Provider_Breaker,
} from '@solveig/proto/gen/solveig/distance/v1/distance';
import { TravelMode as WireMode } from '@solveig/proto/gen/solveig/model/v1/common';
import type { BreakerState } from '#domain/breaker';
import type { MatrixBand } from '#domain/matrix-planes';
import { type Place, placeOf } from '#domain/place';
import type { TravelMode } from '#domain/travel-mode';
import type { Accuracy } from './matrix/cell-sources.ts';
import type { GuardedProvider } from './matrix/guarded-provider.ts';
import type { MatrixTally } from './matrix/matrix-tally.ts';

const MODES = new Map<WireMode, TravelMode>([
  [WireMode.TRAVEL_MODE_WALK, 'walk'],
  [WireMode.TRAVEL_MODE_DRIVE, 'drive'],
  [WireMode.TRAVEL_MODE_TRANSIT, 'transit'],
  [WireMode.TRAVEL_MODE_BICYCLE, 'bicycle'],
]);
const WIRE_MODES = new Map([...MODES].map(([wire, mode]) => [mode, wire]));

const WIRE_ACCURACY: Readonly<Record<Accuracy, CellSource_Accuracy>> = {
  network: CellSource_Accuracy.ACCURACY_NETWORK,
  stale: CellSource_Accuracy.ACCURACY_STALE,
  estimate: CellSource_Accuracy.ACCURACY_ESTIMATE,
};

const WIRE_BREAKER: Readonly<Record<BreakerState, Provider_Breaker>> = {
  closed: Provider_Breaker.BREAKER_CLOSED,
  'half-open': Provider_Breaker.BREAKER_HALF_OPEN,
  open: Provider_Breaker.BREAKER_OPEN,
};

/** Most violations that are told one by one. */
const MOST_VIOLATIONS = 100;
/** Bytes of cells in a message. */
const BLOCK_BYTES = 1 << 20;
const BYTES_A_CELL = 9;

/** A matrix request that was checked. */
export interface MatrixQuestion {
  readonly mode: TravelMode;
  readonly locations: Place[];
  readonly noEstimates: boolean;
}

/** Reads a matrix request. Throws LIMIT_EXCEEDED, or INVALID_REQUEST with all violations. */
export function readMatrixRequest(request: MatrixRequest, maxLocations: number): MatrixQuestion {
  const { locations } = request;
  if (locations.length > maxLocations) {
    throw new SolveigError(
      'LIMIT_EXCEEDED',
      `${locations.length} locations are more than the limit of ${maxLocations}`,
      {
        metadata: { limit: String(maxLocations), locations: String(locations.length) },
      },
    );
  }
  const mode = MODES.get(request.mode);
  const violations = [...modeViolations(request.mode), ...locationViolations(request)];
  if (!mode || violations.length > 0) {
    throw new SolveigError('INVALID_REQUEST', `the matrix request has ${violations.length} faults`, {
      violations: violations.slice(0, MOST_VIOLATIONS),
    });
  }
  return {
    mode,
    locations: locations.map(({ latitude, longitude }) => placeOf(latitude, longitude)),
    noEstimates: request.noEstimates,
  };
}

function modeViolations(mode: WireMode): Violation[] {
  if (MODES.has(mode)) return [];
  const isMixed = mode === WireMode.TRAVEL_MODE_MIXED;
  return [
    {
      path: 'mode',
      reason: isMixed ? 'NOT_ALLOWED' : 'REQUIRED',
      message: isMixed ? 'a matrix has one mode' : 'the mode is missing or unknown',
      hint: 'TRAVEL_MODE_WALK, TRAVEL_MODE_BICYCLE, TRAVEL_MODE_DRIVE or TRAVEL_MODE_TRANSIT; ask once for each mode',
    },
  ];
}

function locationViolations({ locations }: MatrixRequest): Violation[] {
  if (locations.length === 0) {
    return [{ path: 'locations', reason: 'REQUIRED', message: 'there are no locations', hint: 'give at least one' }];
  }
  return locations.flatMap(({ latitude, longitude }, i) => [
    ...degreesViolations(`locations[${i}].latitude`, latitude, 90),
    ...degreesViolations(`locations[${i}].longitude`, longitude, 180),
  ]);
}

function degreesViolations(path: string, degrees: number, limit: number): Violation[] {
  if (Math.abs(degrees) <= limit) return [];
  const hint = `degrees from -${limit} to ${limit}; latitude comes first`;
  return [{ path, reason: 'OUT_OF_RANGE', message: `${degrees} is not between -${limit} and ${limit}`, hint }];
}

/** Cuts a band into messages of at most 1 MiB of cells, or one row. The messages share the band's memory. */
export function* matrixBlocks(band: MatrixBand): Generator<MatrixResponse> {
  const rowsABlock = Math.max(1, Math.floor(BLOCK_BYTES / (BYTES_A_CELL * band.columns)));
  for (let row = 0; row < band.rows; row += rowsABlock) {
    const rows = Math.min(rowsABlock, band.rows - row);
    const [from, to] = [row * band.columns, (row + rows) * band.columns];
    yield {
      firstRow: band.firstRow + row,
      rows,
      columns: band.columns,
      durations: littleEndian(band.durations.subarray(from, to)),
      distances: littleEndian(band.distances.subarray(from, to)),
      provenance: bytesOf(band.provenance.subarray(from, to)),
      summary: undefined,
    };
  }
}

function bytesOf(view: Int32Array | Uint8Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

const IS_BIG_ENDIAN = endianness() === 'BE';

function littleEndian(view: Int32Array): Buffer {
  return IS_BIG_ENDIAN ? bytesOf(view).swap32() : bytesOf(view);
}

/** The last message's account of a matrix. */
export function matrixSummary(tally: MatrixTally, seconds: number, p90RelativeError: number): MatrixSummary {
  return {
    sources: tally.sources.map(({ provider, accuracy, cells }) => ({
      provider,
      accuracy: WIRE_ACCURACY[accuracy],
      cells,
      p90RelativeError: accuracy === 'estimate' ? p90RelativeError : 0,
    })),
    cacheHits: tally.cacheHits,
    cacheMisses: tally.cacheMisses,
    unreachable: tally.unreachable,
    seconds,
    warnings: [...tally.warnings],
  };
}

/** A road network as it is shown: one row a mode, as each has a breaker of its own. */
export function providerRows(provider: GuardedProvider): Provider[] {
  return provider.provider.modes.map((mode) => {
    const { state, failureRatio, medianMs, lastError } = provider.breaker(mode);
    return {
      name: provider.name,
      enabled: true,
      breaker: WIRE_BREAKER[state],
      failureRatio,
      p50Seconds: medianMs / 1000,
      lastError,
      modes: [WIRE_MODES.get(mode) as WireMode],
    };
  });
}

/** The estimates, which are always there. */
export function greatCircleRow(modes: readonly TravelMode[]): Provider {
  return {
    name: 'great_circle',
    enabled: true,
    breaker: Provider_Breaker.BREAKER_CLOSED,
    failureRatio: 0,
    p50Seconds: 0,
    lastError: '',
    modes: modes.map((mode) => WIRE_MODES.get(mode) as WireMode),
  };
}
