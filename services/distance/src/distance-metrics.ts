import type { Metrics } from '@solveig/kit/metrics';
import type { BreakerState } from '#domain/breaker';
import type { CellCache } from '#domain/cell-cache';
import type { PlaceBook } from '#domain/place-book';
import type { TravelMode } from '#domain/travel-mode';
import type { ProviderCall } from './matrix/guarded-provider.ts';
import type { MatrixTally } from './matrix/matrix-tally.ts';

const BREAKER_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What the service counts. */
export interface DistanceMetrics {
  /** A matrix went out whole. */
  matrixMade(mode: TravelMode, tally: MatrixTally, seconds: number): void;
  providerCalled(call: ProviderCall): void;
  breakerChanged(provider: string, mode: TravelMode, state: BreakerState): void;
  /** Cells found in the cache, and not, since the start. */
  cacheCounts(): { hits: number; misses: number };
}

/** Declares the metrics of the service. */
export function distanceMetrics(metrics: Metrics, cache: CellCache, places: PlaceBook): DistanceMetrics {
  const counts = { hits: 0, misses: 0 };
  const matrixSeconds = metrics.histogram({
    name: 'solveig_distance_matrix_duration_seconds',
    help: 'Time to make a matrix.',
    labels: ['mode'],
  });
  const cells = metrics.counter({
    name: 'solveig_distance_cells_total',
    help: 'Cells answered, by where they come from.',
    labels: ['mode', 'provider', 'accuracy'],
  });
  const cacheCells = metrics.counter({
    name: 'solveig_distance_cache_cells_total',
    help: 'Cells looked up in the cache; result is hit or miss.',
    labels: ['result'],
  });
  const calls = metrics.counter({
    name: 'solveig_distance_provider_requests_total',
    help: 'Requests to providers; outcome is ok, unreachable, timeout, failed, malformed, refused or cancelled.',
    labels: ['provider', 'mode', 'outcome'],
  });
  const callSeconds = metrics.histogram({
    name: 'solveig_distance_provider_request_duration_seconds',
    help: 'Time of requests to providers.',
    labels: ['provider', 'mode'],
  });
  const providerCells = metrics.counter({
    name: 'solveig_distance_provider_cells_total',
    help: 'Cells asked of providers.',
    labels: ['provider', 'mode'],
  });
  const breakers = metrics.gauge({
    name: 'solveig_distance_breaker_state',
    help: 'Breaker of a provider: 0 closed, 1 half-open, 2 open.',
    labels: ['provider', 'mode'],
  });
  gaugeCache(metrics, cache, places);
  return {
    matrixMade: (mode, tally, seconds) => {
      matrixSeconds.observe({ mode }, seconds);
      for (const source of tally.sources) {
        cells.inc({ mode, provider: source.provider, accuracy: source.accuracy }, source.cells);
      }
      cacheCells.inc({ result: 'hit' }, tally.cacheHits);
      cacheCells.inc({ result: 'miss' }, tally.cacheMisses);
      counts.hits += tally.cacheHits;
      counts.misses += tally.cacheMisses;
    },
    providerCalled: ({ provider, mode, outcome, cells: asked, ms }) => {
      calls.inc({ provider, mode, outcome });
      callSeconds.observe({ provider, mode }, ms / 1000);
      providerCells.inc({ provider, mode }, asked);
    },
    breakerChanged: (provider, mode, state) => breakers.set({ provider, mode }, BREAKER_VALUES[state]),
    cacheCounts: () => ({ ...counts }),
  };
}

function gaugeCache(metrics: Metrics, cache: CellCache, places: PlaceBook): void {
  metrics.gauge({
    name: 'solveig_distance_cache_size_cells',
    help: 'Cells in the cache.',
    collect: (gauge) => gauge.set(cache.figures.cells),
  });
  metrics.gauge({
    name: 'solveig_distance_cache_size_bytes',
    help: 'Memory of the cells in the cache.',
    collect: (gauge) => gauge.set(cache.figures.bytes),
  });
  metrics.gauge({
    name: 'solveig_distance_cache_evicted_cells',
    help: 'Cells that had to make room since the start.',
    collect: (gauge) => gauge.set(cache.figures.evictions),
  });
  metrics.gauge({
    name: 'solveig_distance_cache_locations',
    help: 'Places that cells in the cache lead to or from.',
    collect: (gauge) => gauge.set(places.size),
  });
}
