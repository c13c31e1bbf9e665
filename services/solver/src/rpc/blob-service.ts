import { SolveigError } from '@solveig/kit/errors';
import { implement, type RpcService } from '@solveig/kit/rpc-server';
import {
  BlobServiceService,
  type DownloadResponse,
  type UploadRequest,
} from '@solveig/proto/gen/solveig/solver/v1/blob';
import type { BlobStore } from '../store/blob-store.ts';
import { bufferOf } from '../store/event-rows.ts';

/** Carries what does not fit a message, in both directions in small pieces. */
export function blobService(blobs: BlobStore, retentionDays: number): RpcService {
  return implement(BlobServiceService, {
    upload: async (requests, { tenant }) => {
      const told = { sha256: '' };
      const check = (blobId: string) => refuseOther(told.sha256, blobId);
      const stored = await blobs.write(tenant, piecesOf(requests, told), retentionDays * 86_400, check);
      return { blobId: stored.blobId, sizeBytes: stored.sizeBytes, expiresAt: stored.expiresAt };
    },
    download: async function* ({ blobId }, { tenant, signal }): AsyncGenerator<DownloadResponse> {
      const { sizeBytes, pieces } = await blobs.open(tenant, blobId);
      let isFirst = true;
      for await (const chunk of pieces) {
        signal.throwIfAborted();
        yield { chunk: bufferOf(chunk), sizeBytes: isFirst ? sizeBytes : 0 };
        isFirst = false;
      }
      if (isFirst) yield { chunk: Buffer.alloc(0), sizeBytes };
    },
  });
}

/** The bytes of an upload; what it says of their hash, in whichever message, goes to `told`. */
async function* piecesOf(requests: AsyncIterable<UploadRequest>, told: { sha256: string }): AsyncGenerator<Uint8Array> {
  for await (const { sha256, chunk } of requests) {
    if (sha256 !== '') told.sha256 = sha256;
    if (chunk.byteLength > 0) yield chunk;
  }
}

function refuseOther(told: string, blobId: string): void {
  if (told === '' || told === blobId) return;
  const message = `the bytes have the SHA-256 ${blobId}`;
  throw new SolveigError('INVALID_REQUEST', 'the bytes did not arrive as they were sent', {
    violations: [
      { path: 'sha256', reason: 'WRONG_HASH', message, hint: 'send them again, with their lower-case hex SHA-256' },
    ],
  });
}
