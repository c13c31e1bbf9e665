/**
 * A gRPC client with the generated types: sends examples/itinerary-santiago.json
 * and prints the days.
 *
 *   npx tsx examples/clients/grpc-client.ts [127.0.0.1:7701] [API key]
 *
 * Without arguments it takes SOLVEIG_URL and SOLVEIG_API_KEY.
 */
import { readFileSync } from 'node:fs';
import { credentials, Metadata, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { Problem, SolveStatus } from '@solveig/proto/gen/solveig/model/v1/problem';
import {
  type SolveRequest,
  type SolveResponse,
  SolverServiceService,
} from '@solveig/proto/gen/solveig/solver/v1/solver';

const address = process.argv[2] ?? process.env.SOLVEIG_URL ?? '127.0.0.1:7701';
const key = process.argv[3] ?? process.env.SOLVEIG_API_KEY ?? '';

const SolverClient = makeGenericClientConstructor(SolverServiceService, 'SolverService');
const client = new SolverClient(address, credentials.createInsecure());

const metadata = new Metadata();
metadata.set('authorization', `Bearer ${key}`);

const file = new URL('../itinerary-santiago.json', import.meta.url);
const { problem } = JSON.parse(readFileSync(file, 'utf8')) as { problem: unknown };
const request: SolveRequest = {
  problem: Problem.fromJSON(problem),
  problemBlobId: '',
  options: { budgetMillis: 2000, seed: 1, maxIterations: undefined, templateId: '' },
};

const { result } = await new Promise<SolveResponse>((resolve, reject) => {
  // Every call has a deadline: the budget and something for the way.
  const options = { deadline: Date.now() + 10_000 };
  client.solve!(request, metadata, options, (error: ServiceError | null, response: SolveResponse) =>
    error ? reject(error) : resolve(response),
  );
});
client.close();

const plan = result?.solution?.kind;
if (plan?.$case !== 'itinerary') throw new Error('the answer is not an itinerary');
const status = Object.entries(SolveStatus).find(([, number]) => number === result?.status)?.[0];
console.log(`${status?.replace('SOLVE_STATUS_', '')}, value ${result?.value}, bound ${result?.bound}`);
for (const day of plan.value.days) {
  console.log(`${day.date}: ${day.visits.map((visit) => visit.placeId).join(' -> ')}`);
}
