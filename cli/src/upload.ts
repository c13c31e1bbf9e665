import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { BlobServiceService } from '@solveig/proto/gen/solveig/solver/v1/blob';
import type { Connection } from './connection.ts';

/** Problems above this travel as a blob: every gateway and gRPC client takes messages up to 4 MiB. */
const INLINE_BYTES = 3_500_000;
const CHUNK_BYTES = 256 * 1024;

/** A problem as requests take it: in full, or as the id of an uploaded blob. */
export type ProblemReference = { problem: Problem; problemBlobId: '' } | { problem: undefined; problemBlobId: string };

/** Uploads a problem that is too big for a message. */
export async function referenceOf(connection: Connection, problem: Problem): Promise<ProblemReference> {
  const bytes = Problem.encode(problem).finish();
  if (bytes.length <= INLINE_BYTES) return { problem, problemBlobId: '' };
  const blobs = connection.client(BlobServiceService);
  const { blobId } = await blobs.upload(chunks(bytes), { metadata: connection.metadata, timeoutMs: 120_000 });
  return { problem: undefined, problemBlobId: blobId };
}

async function* chunks(bytes: Uint8Array): AsyncIterable<{ sha256: string; chunk: Buffer }> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield { sha256: '', chunk: Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)) };
  }
}
