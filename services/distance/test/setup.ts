import { type App, startApp } from '@solveig/kit/app';
import { loadSettings } from '@solveig/kit/config';
import { createRpcClient, type RpcClient } from '@solveig/kit/rpc-client';
import {
  type CellSource,
  CellSource_Accuracy,
  DistanceServiceService,
  type MatrixSummary,
} from '@solveig/proto/gen/solveig/distance/v1/distance';
import { type Location, TravelMode } from '@solveig/proto/gen/solveig/model/v1/common';
import { start } from '../src/app.ts';
import { distanceSettings } from '../src/config.ts';

export type DistanceClient = RpcClient<typeof DistanceServiceService>;

export interface TestDistance extends AsyncDisposable {
  readonly client: DistanceClient;
  readonly opsUrl: string;
}

/** The real service on free ports, and a client to it. `env` holds settings without their prefix. */
export async function startTestDistance(env: Record<string, string> = {}): Promise<TestDistance> {
  const prefixed = Object.fromEntries(Object.entries(env).map(([key, value]) => [`SOLVEIG_DISTANCE_${key}`, value]));
  const settings = loadSettings(distanceSettings, {
    SOLVEIG_LOG_LEVEL: 'fatal',
    SOLVEIG_DISTANCE_GRPC_ADDRESS: '127.0.0.1:0',
    SOLVEIG_DISTANCE_OPS_ADDRESS: '127.0.0.1:0',
    ...prefixed,
  });
  const service = await start(settings, new AbortController().signal);
  let app: App | undefined;
  const caller = await startApp('caller', new AbortController().signal, async (given) => {
    app = given;
  });
  return {
    client: createRpcClient(app as unknown as App, DistanceServiceService, service.parts.grpc),
    opsUrl: `http://${service.parts.ops}`,
    [Symbol.asyncDispose]: async () => {
      await caller.stop();
      await service.stop();
    },
  };
}

export interface TestMatrix {
  readonly size: number;
  /** Deciseconds, row-major. */
  readonly durations: Int32Array;
  readonly distances: Int32Array;
  readonly provenance: Uint8Array;
  readonly summary: MatrixSummary;
  readonly messages: number;
}

export interface MatrixAsk {
  readonly mode?: TravelMode;
  readonly noEstimates?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Asks for a matrix and puts its blocks together, as a client would. */
export async function matrixOf(
  client: DistanceClient,
  locations: Location[],
  ask: MatrixAsk = {},
): Promise<TestMatrix> {
  const size = locations.length;
  const whole = {
    durations: new Int32Array(size * size).fill(-9),
    distances: new Int32Array(size * size).fill(-9),
    provenance: new Uint8Array(size * size),
  };
  const { mode = TravelMode.TRAVEL_MODE_DRIVE, noEstimates = false, ...options } = ask;
  let summary: MatrixSummary | undefined;
  let messages = 0;
  for await (const block of client.matrix({ locations, mode, noEstimates }, { timeoutMs: 10_000, ...options })) {
    const offset = block.firstRow * size;
    whole.durations.set(littleEndian(block.durations), offset);
    whole.distances.set(littleEndian(block.distances), offset);
    whole.provenance.set(block.provenance, offset);
    summary = block.summary;
    messages++;
  }
  if (!summary) throw new Error('the last block has no summary');
  return { size, ...whole, summary, messages };
}

/** `provider accuracy` -> cells. */
export function cellsBySource({ sources }: { sources: CellSource[] }): Record<string, number> {
  const names: Record<number, string> = {
    [CellSource_Accuracy.ACCURACY_NETWORK]: 'network',
    [CellSource_Accuracy.ACCURACY_STALE]: 'stale',
    [CellSource_Accuracy.ACCURACY_ESTIMATE]: 'estimate',
  };
  return Object.fromEntries(sources.map((s) => [`${s.provider} ${names[s.accuracy]}`, s.cells]));
}

/** Int32 values of bytes that may lie at any offset. */
function littleEndian(bytes: Buffer): Int32Array {
  const aligned = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return new Int32Array(aligned);
}
