import { SolveResponse } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { atMost, type Line } from '../line.ts';
import { quantile } from '../statistics.ts';
import { startBare } from './bare/start-bare.ts';
import type { Bench } from './bench.ts';
import type { FigureSource } from './figure.ts';
import { SOLVE_PATH, solveRequest, tenPlaces } from './problems.ts';
import { untilIdle } from './processes.ts';
import { RawClient } from './raw-client.ts';

const P50 = 'solve-beyond-engine-p50';
const P99 = 'solve-beyond-engine-p99';
/** An end that does not depend on the machine's speed; so small a problem is mostly proved before. */
const ITERATIONS = 200;
const WARM_UP_CALLS = 100;
/** The 99th percentile of fewer is one solve. */
const LEAST_CALLS = 300;

/**
 * What a synchronous solve takes beyond its engine's time: both doors, all hops, travel data, worker, verifier, codecs. Beside it,
 * at the same pace, the bare gateway -> solver -> worker chain: it has a hop less, for it asks nobody for distances.
 */
export const solveLatency: FigureSource = {
  figures: {
    [P50]: 'synchronous Solve of 10 places through the gateway, beyond engine time, one caller, median',
    [P99]: 'the same, 99th percentile',
  },
  measure: async (bench) => {
    const { beyond, bare } = await measure(bench);
    return [
      atMost(P50, quantile(beyond, 0.5), 'ms', 4, quantile(bare, 0.5)),
      atMost(P99, quantile(beyond, 0.99), 'ms', 40, quantile(bare, 0.99)),
    ] satisfies Line[];
  },
};

async function measure(bench: Bench): Promise<{ beyond: number[]; bare: number[] }> {
  const platform = await bench.platform();
  const { addresses, pid } = platform.state();
  await using worker = await startBare('worker-server');
  await using gateway = await startBare('forwarding-server', worker.address, SOLVE_PATH);
  using toChain = new RawClient(gateway.address);
  using client = new RawClient(addresses.grpc, { authorization: `Bearer ${platform.key}` });
  const request = solveRequest(tenPlaces(), { max_iterations: ITERATIONS, budget_millis: 10_000 });
  const solve = async () => {
    const startMs = performance.now();
    const response = SolveResponse.decode(await client.unary(SOLVE_PATH, request));
    const latencyMs = performance.now() - startMs;
    const engineMs = (response.result?.measures?.solveSeconds ?? 0) * 1000;
    return { beyondMs: latencyMs - engineMs, engineMs };
  };
  const pass = async () => {
    const startMs = performance.now();
    await toChain.unary(SOLVE_PATH, request);
    return performance.now() - startMs;
  };
  for (let i = 0; i < WARM_UP_CALLS; i++) {
    await solve();
    await pass();
  }
  await untilIdle(pid);
  const solves: Awaited<ReturnType<typeof solve>>[] = [];
  const bare: number[] = [];
  const endMs = performance.now() + bench.seconds * bench.rounds * 1000;
  while (solves.length < LEAST_CALLS || performance.now() < endMs) {
    solves.push(await solve());
    bare.push(await pass());
  }
  const engine = quantile(
    solves.map((s) => s.engineMs),
    0.5,
  );
  bench.say(`${solves.length} solves, engine ${engine.toFixed(1)} ms`);
  return { beyond: solves.map((s) => s.beyondMs), bare };
}
