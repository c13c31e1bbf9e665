import { Problem, Solution } from '@solveig/proto/gen/solveig/model/v1/problem';
import { BlobServiceService } from '@solveig/proto/gen/solveig/solver/v1/blob';
import type { Connection } from './connection.ts';

/** Requests above this travel as blobs: every gateway and gRPC client takes messages up to 4 MiB. */
const INLINE_BYTES = 3_500_000;
const CHUNK_BYTES = 256 * 1024;

/** A problem as requests take it: in full, or as the id of an uploaded blob. */
export type ProblemReference = { problem: Problem; problemBlobId: '' } | { problem: undefined; problemBlobId: string };

/** Uploads a problem that is too big for a message. */
export async function referenceOf(connection: Connection, problem: Problem): Promise<ProblemReference> {
  const bytes = Problem.encode(problem).finish();
  if (bytes.length <= INLINE_BYTES) return { problem, problemBlobId: '' };
  return { problem: undefined, problemBlobId: await upload(connection, bytes) };
}

/** A plan as requests take it: in full, or as the id of an uploaded blob. */
export type PlanReference = { plan: Solution; planBlobId: '' } | { plan: undefined; planBlobId: string };

/** Uploads a plan that is too big for a message, together with the problem that is in it. */
export async function planReferenceOf(
  connection: Connection,
  plan: Solution,
  { problem }: ProblemReference,
): Promise<PlanReference> {
  const bytes = Solution.encode(plan).finish();
  const taken = problem ? Problem.encode(problem).finish().length : 0;
  if (taken + bytes.length <= INLINE_BYTES) return { plan, planBlobId: '' };
  return { plan: undefined, planBlobId: await upload(connection, bytes) };
}

async function upload(connection: Connection, bytes: Uint8Array): Promise<string> {
  const blobs = connection.client(BlobServiceService);
  const { blobId } = await blobs.upload(chunks(bytes), { metadata: connection.metadata, timeoutMs: 120_000 });
  return blobId;
}

async function* chunks(bytes: Uint8Array): AsyncIterable<{ sha256: string; chunk: Buffer }> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield { sha256: '', chunk: Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)) };
  }
}
