import { secondsSince } from '@solveig/kit/clock';
import { SolveigError } from '@solveig/kit/errors';
import { type CallContext, implement, type RpcService } from '@solveig/kit/rpc-server';
import {
  type ClearCacheRequest,
  DistanceServiceService,
  type MatrixRequest,
  type MatrixResponse,
} from '@solveig/proto/gen/solveig/distance/v1/distance';
import { TRAVEL_MODES } from '#domain/travel-mode';
import { greatCircleRow, matrixBlocks, matrixSummary, providerRows, readMatrixRequest } from '../codec.ts';
import type { DistanceMetrics } from '../distance-metrics.ts';
import { SOURCES } from '../matrix/cell-sources.ts';
import { type MatrixParts, makeMatrix, NoTravelData } from '../matrix/matrix-maker.ts';
import { MatrixTally } from '../matrix/matrix-tally.ts';

export interface DistanceServiceParts extends MatrixParts {
  readonly maxLocations: number;
  readonly metrics: DistanceMetrics;
}

/** `solveig.distance.v1.DistanceService`. */
export function distanceService(parts: DistanceServiceParts): RpcService {
  return implement(DistanceServiceService, {
    matrix: (request, context) => matrix(parts, request, context),
    providers: async () => ({
      providers: [...parts.providers.flatMap(providerRows), greatCircleRow(TRAVEL_MODES)],
    }),
    cacheStats: async () => {
      const { cells, capacityCells, evictions, bytes } = parts.cache.figures;
      const { hits, misses } = parts.metrics.cacheCounts();
      return { cells, capacityCells, locations: parts.places.size, hits, misses, evictions, bytes };
    },
    clearCache: async (request) => clearCache(parts, request),
  });
}

async function* matrix(
  parts: DistanceServiceParts,
  request: MatrixRequest,
  { deadlineMs, signal, log }: CallContext,
): AsyncGenerator<MatrixResponse> {
  const startMs = performance.now();
  const question = readMatrixRequest(request, parts.maxLocations);
  const tally = new MatrixTally();
  let last: MatrixResponse | undefined;
  try {
    for await (const band of makeMatrix(parts, { ...question, deadlineMs, signal }, tally)) {
      for (const block of matrixBlocks(band)) {
        if (last) yield last;
        last = block;
      }
    }
  } catch (error) {
    if (!(error instanceof NoTravelData)) throw error;
    throw new SolveigError('DISTANCE_ERROR', `no road network gave every cell: ${error.message}`, {
      cause: error,
      retryAfterMs: 1_000,
      metadata: { mode: question.mode, providers: parts.providers.map((p) => p.name).join(',') },
    });
  }
  const seconds = secondsSince(startMs);
  const p90 = parts.calibrations[question.mode].current.p90RelativeError;
  parts.metrics.matrixMade(question.mode, tally, seconds);
  if (tally.warnings.length > 0) {
    log.warn(
      { mode: question.mode, locations: question.locations.length, warnings: tally.warnings },
      'matrix degraded',
    );
  }
  // There is at least one location, so there is a last block.
  yield { ...(last as MatrixResponse), summary: matrixSummary(tally, seconds, p90) };
}

function clearCache({ cache }: DistanceServiceParts, { provider }: ClearCacheRequest): { cells: number } {
  if (provider === '') return { cells: cache.clear() };
  const source = (SOURCES as readonly string[]).indexOf(provider);
  if (source >= 0) return { cells: cache.clear(source) };
  throw new SolveigError('INVALID_REQUEST', `there is no provider "${provider}"`, {
    violations: [
      { path: 'provider', reason: 'UNKNOWN', message: `"${provider}" is not a provider`, hint: SOURCES.join(', ') },
    ],
  });
}
