import { pause } from '@solveig/kit/clock';
import { type ErrorReason, errorFrom } from '@solveig/kit/errors';
import type { HealthBook } from '@solveig/kit/health';
import type { RpcClient } from '@solveig/kit/rpc-client';
import {
  CellSource_Accuracy,
  type DistanceServiceService,
  type MatrixSummary,
} from '@solveig/proto/gen/solveig/distance/v1/distance';
import { TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Location } from '#domain/geo/location';
import type { MatrixMode } from '#domain/geo/travel-mode';
import { itineraryLocations, itineraryModes } from '#domain/itinerary/problem';
import { measuredModes } from '#domain/routing/measured-modes';
import { routingLocations } from '#domain/routing/problem';
import type { TravelCells } from '../workers/messages.ts';
import { estimateTravel } from './estimate-travel.ts';
import { MatrixAssembly } from './matrix-assembly.ts';

export interface TravelNeed {
  readonly locations: readonly Location[];
  readonly modes: readonly MatrixMode[];
}

export interface TravelData {
  readonly travel: readonly TravelCells[];
  /** Estimated here, because the distance service gave nothing. */
  readonly emergency: boolean;
  /** Why it gave nothing. */
  readonly cause?: string | undefined;
  /** Cells that are estimates, whoever made them. */
  readonly estimatedCells: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Cells by provider. */
  readonly providerCells: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

export const NO_TRAVEL: TravelData = {
  travel: [],
  emergency: false,
  estimatedCells: 0,
  cacheHits: 0,
  cacheMisses: 0,
  providerCells: {},
  warnings: [],
};

/** The distance service gets this part of the time to the deadline. */
const SHARE = 0.4;
const LONGEST_MS = 60_000;
const RETRY_AFTER_MS = [100, 300];
/** Answers of the distance service about the question itself: an estimate would hide them. */
const NOT_ESTIMATED: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'LIMIT_EXCEEDED',
  'INVALID_PROBLEM',
  'INVALID_REQUEST',
]);

/** What a valid problem needs to know about travel; undefined when it brings it along, or measures it by great circles. */
export function travelNeed({ kind }: Problem): TravelNeed | undefined {
  if (kind?.$case === 'routing') {
    const modes = kind.value.greatCircle ? [] : measuredModes(kind.value);
    return modes.length === 0 ? undefined : { locations: routingLocations(kind.value) as Location[], modes };
  }
  if (kind?.$case !== 'itinerary') return undefined;
  const { walk, ride } = itineraryModes(kind.value);
  const modes = [...(walk ? (['walk'] as const) : []), ...(ride ? [ride] : [])];
  return { locations: itineraryLocations(kind.value).locations as Location[], modes };
}

const WIRE_MODE: Readonly<Record<MatrixMode, TravelMode>> = {
  walk: TravelMode.TRAVEL_MODE_WALK,
  drive: TravelMode.TRAVEL_MODE_DRIVE,
  transit: TravelMode.TRAVEL_MODE_TRANSIT,
  bicycle: TravelMode.TRAVEL_MODE_BICYCLE,
};

export interface TravelCall {
  readonly deadlineMs: number;
  readonly tenant: string;
  readonly signal: AbortSignal;
}

/** Asks the distance service. Its health part `distance` says how that goes; it is not critical. */
export class TravelSource {
  readonly #client: RpcClient<DistanceServiceService>;
  readonly #health: HealthBook;

  constructor(client: RpcClient<DistanceServiceService>, health: HealthBook) {
    this.#client = client;
    this.#health = health;
    health.set('distance', 'unknown', 'it has not been asked yet');
  }

  /**
   * One matrix a mode, all asked at once; straight lines, and the emergency said, when the service fails or is late.
   * Throws LIMIT_EXCEEDED, CANCELLED, or what is wrong with the question.
   */
  async get(need: TravelNeed, call: TravelCall): Promise<TravelData> {
    const nowMs = Date.now();
    const deadlineMs = nowMs + Math.min(LONGEST_MS, Math.max(0, call.deadlineMs - nowMs) * SHARE);
    try {
      const asked = need.modes.map((mode) => this.#persistently(need.locations, mode, { ...call, deadlineMs }));
      const matrices = await Promise.all(asked);
      this.#health.set('distance', 'ok');
      return joined(matrices);
    } catch (error) {
      if (call.signal.aborted) throw errorFrom(call.signal.reason);
      const cause = errorFrom(error);
      if (NOT_ESTIMATED.has(cause.reason)) throw cause;
      this.#health.set('distance', 'degraded', cause.message);
      return estimated(need, cause.message);
    }
  }

  /** A connection that is just being made again must not make a plan an emergency. */
  async #persistently(locations: readonly Location[], mode: MatrixMode, call: TravelCall): Promise<OneMatrix> {
    for (const waitMs of RETRY_AFTER_MS) {
      try {
        return await this.#matrix(locations, mode, call);
      } catch (error) {
        const isWorthIt = errorFrom(error).reason === 'DEPENDENCY_DOWN' && Date.now() + 2 * waitMs < call.deadlineMs;
        if (!isWorthIt || call.signal.aborted) throw error;
        await pause(waitMs, call.signal);
      }
    }
    return this.#matrix(locations, mode, call);
  }

  async #matrix(
    locations: readonly Location[],
    mode: MatrixMode,
    { deadlineMs, tenant, signal }: TravelCall,
  ): Promise<OneMatrix> {
    const assembly = new MatrixAssembly(mode, locations.length);
    const request = { locations: [...locations], mode: WIRE_MODE[mode], noEstimates: false };
    // 50 ms are taken off on the way; a tight deadline is better kept by a late try than by none.
    const options = { deadlineMs: deadlineMs + 50, tenant, signal };
    for await (const block of this.#client.matrix(request, options)) assembly.add(block);
    return assembly.whole();
  }
}

interface OneMatrix {
  readonly cells: TravelCells;
  readonly summary: MatrixSummary | undefined;
}

function joined(matrices: readonly OneMatrix[]): TravelData {
  const providerCells: Record<string, number> = {};
  const warnings = new Set<string>();
  let cacheHits = 0;
  let cacheMisses = 0;
  let estimatedCells = 0;
  for (const { cells, summary } of matrices) {
    cacheHits += summary?.cacheHits ?? 0;
    cacheMisses += summary?.cacheMisses ?? 0;
    for (const warning of summary?.warnings ?? []) warnings.add(warning);
    for (const source of summary?.sources ?? []) {
      providerCells[source.provider] = (providerCells[source.provider] ?? 0) + source.cells;
      if (source.accuracy === CellSource_Accuracy.ACCURACY_ESTIMATE && source.cells > 0) {
        estimatedCells += source.cells;
        warnings.add(`${source.cells} travel times by ${cells.mode} are estimates (${source.provider}).`);
      }
    }
  }
  const travel = matrices.map(({ cells }) => cells);
  return { travel, emergency: false, estimatedCells, cacheHits, cacheMisses, providerCells, warnings: [...warnings] };
}

function estimated({ locations, modes }: TravelNeed, cause: string): TravelData {
  const travel = modes.map((mode) => estimateTravel(locations, mode));
  const cells = modes.length * locations.length * (locations.length - 1);
  const warning = `The distance service gave nothing (${cause}): travel is estimated from straight lines and the plan is an emergency answer.`;
  const providerCells = { straight_line: cells };
  return { ...NO_TRAVEL, travel, emergency: true, cause, estimatedCells: cells, providerCells, warnings: [warning] };
}
