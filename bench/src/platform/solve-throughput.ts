import { shareOf } from '../line.ts';
import { startBare } from './bare/start-bare.ts';
import type { FigureSource } from './figure.ts';
import { SOLVE_PATH, solveRequest, TRIVIAL_PROBLEM } from './problems.ts';
import { untilIdle } from './processes.ts';
import { inTurns, rateOf } from './rate.ts';
import { RawClient } from './raw-client.ts';

const CHAIN = 'solves-to-bare-chain';
const ECHO = 'solves-to-raw-echo';
/** Below the queue's limit, above what keeps two workers busy. */
const CONCURRENCY = 16;
/** Compiled code is what a service runs after its first thousands of calls. */
const WARM_UP_SECONDS = 8;

/** Synchronous trivial solves against the same hops without anything else, and against one hop. */
export const solveThroughput: FigureSource = {
  figures: {
    [CHAIN]: 'synchronous trivial solves/s against bare gateway -> solver -> worker processes that pass bytes on',
    [ECHO]: 'the same against one grpc-js server that echoes',
  },
  measure: async (bench) => {
    const platform = await bench.platform();
    const { addresses, pid } = platform.state();
    await using worker = await startBare('worker-server');
    await using gateway = await startBare('forwarding-server', worker.address, SOLVE_PATH);
    await using echo = await startBare('echo-server');
    using toPlatform = new RawClient(addresses.grpc, { authorization: `Bearer ${platform.key}` });
    using toChain = new RawClient(gateway.address);
    using toEcho = new RawClient(echo.address);
    const request = solveRequest(TRIVIAL_PROBLEM);
    const rate = (client: RawClient, seconds: number) =>
      rateOf(() => client.unary(SOLVE_PATH, request), { concurrency: CONCURRENCY, seconds });

    for (const client of [toPlatform, toChain, toEcho]) await rate(client, WARM_UP_SECONDS);
    // What a run leaves behind (events on their way to the monitor) must not slow down the next.
    const solving = async () => {
      await untilIdle(pid);
      const solves = await rate(toPlatform, bench.seconds);
      bench.say(`${solves.toFixed(0)} solves/s, all told ${(await untilIdle(pid)).toFixed(1)} s later`);
      return solves;
    };
    const [value = 0, chain = 0, raw = 0] = await inTurns(bench.rounds, [
      solving,
      () => rate(toChain, bench.seconds),
      () => rate(toEcho, bench.seconds),
    ]);
    return [
      shareOf(CHAIN, { value, ceiling: chain }, 'solves/s', 0.4),
      shareOf(ECHO, { value, ceiling: raw }, 'solves/s', 0.12),
    ];
  },
};
