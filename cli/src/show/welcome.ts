import { relative } from 'node:path';
import type { PlatformState } from '@solveig/local/platform-state';

/** The short table after `npm start`: where things are, one line each to try, and how it is stopped. */
export function welcome(state: PlatformState, howToStop: string): string {
  const { addresses, natsReader } = state;
  const keyFile = shortest(state.keyFile);
  const key = `$(cat ${keyFile})`;
  const nats = addresses.nats.replace('://', `://${natsReader.user}:${natsReader.password}@`);
  const rows: [string, string][] = [
    ['REST', addresses.rest],
    ['gRPC', addresses.grpc],
    ['NATS', addresses.nats],
    ['Mail, Slack, webhooks', 'npx solveig inbox'],
    ['Data and logs', shortest(state.dataDir)],
    ['API key', keyFile],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    'Solveig is up.',
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    'Try:',
    '  npx solveig solve examples/itinerary-santiago.json --watch',
    `  curl -s -H "Authorization: Bearer ${key}" ${addresses.rest}/api/v1/jobs`,
    `  grpcurl -plaintext -H "authorization: Bearer ${key}" ${addresses.grpc} solveig.solver.v1.JobService/ListJobs`,
    `  nats --server ${nats} --inbox-prefix ${natsReader.inboxPrefix} sub 'solveig.v1.solve.>'`,
    '',
    howToStop,
  ].join('\n');
}

/** Relative to here only when it lies below. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path) || '.';
  return fromHere.startsWith('..') ? path : fromHere;
}
