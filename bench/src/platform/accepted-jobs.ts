import { shareOf } from '../line.ts';
import { openBareJobs } from './bare/bare-jobs.ts';
import { startBare } from './bare/start-bare.ts';
import type { FigureSource } from './figure.ts';
import { openJobCounts } from './job-counts.ts';
import { SUBMIT_PATH, submitRequest, TRIVIAL_PROBLEM } from './problems.ts';
import { untilIdle } from './processes.ts';
import { inTurns, rateOf } from './rate.ts';
import { RawClient } from './raw-client.ts';

const NAME = 'accepted-jobs';
const CONCURRENCY = 16;

/** Jobs accepted, while the workers already run them, against the same hops with nothing but an insert at their end. */
export const acceptedJobs: FigureSource = {
  figures: { [NAME]: 'jobs accepted/s while workers run them, against bare gateway -> grpc-js -> one insert' },
  measure: async (bench) => {
    const platform = await bench.platform();
    const state = platform.state();
    await using jobs = openJobCounts(state);
    await using bare = await openBareJobs(state, 1);
    await using server = await startBare('insert-server', bare.url);
    await using gateway = await startBare('forwarding-server', server.address, SUBMIT_PATH);
    using toPlatform = new RawClient(state.addresses.grpc, { authorization: `Bearer ${platform.key}` });
    using toBare = new RawClient(gateway.address);
    const request = submitRequest(TRIVIAL_PROBLEM);
    const rate = (client: RawClient, seconds: number) =>
      rateOf(() => client.unary(SUBMIT_PATH, request), { concurrency: CONCURRENCY, seconds });
    const settled = async () => {
      await jobs.allEnded();
      await untilIdle(state.pid);
    };

    for (const client of [toPlatform, toBare]) await rate(client, 1);
    const accepting = async () => {
      await settled();
      const accepted = await rate(toPlatform, bench.seconds);
      await settled();
      return accepted;
    };
    const inserting = async () => {
      const inserted = await rate(toBare, bench.seconds);
      await bare.clear();
      return inserted;
    };
    const [value = 0, ceiling = 0] = await inTurns(bench.rounds, [accepting, inserting]);
    return [shareOf(NAME, { value, ceiling }, 'jobs/s', 0.6)];
  },
};
