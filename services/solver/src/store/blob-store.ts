import { createHash } from 'node:crypto';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import { uuidv7 } from '@solveig/kit/ids';

/** 100 MB. */
export const MAX_BLOB_BYTES = 100_000_000;
/** Largest piece of a blob, in a row and in a message. */
export const BLOB_CHUNK_BYTES = 256 * 1024;

/** Reads what was uploaded. A blob that is not there, has expired or is another tenant's is NOT_FOUND. */
export interface BlobReader {
  read(tenant: string, blobId: string): Promise<Uint8Array>;
}

export interface StoredBlob {
  /** SHA-256 of the bytes, lower-case hex. */
  blobId: string;
  sizeBytes: number;
  expiresAt: Date;
}

/** Blobs of tenants, in pieces. The same bytes twice are one blob; it then lives as long as the longer asks. */
export class BlobStore implements BlobReader {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Stores pieces as they come; at most 256 KiB of them are in memory. Throws LIMIT_EXCEEDED above 100 MB. `check` may
   * refuse the id once all pieces are there: then nothing is stored.
   */
  async write(
    tenant: string,
    pieces: AsyncIterable<Uint8Array>,
    keepSeconds: number,
    check: (blobId: string) => void = () => undefined,
  ): Promise<StoredBlob> {
    const uploadId = uuidv7();
    const hash = createHash('sha256');
    let sizeBytes = 0;
    let n = 0;
    try {
      for await (const chunk of regrouped(pieces, BLOB_CHUNK_BYTES)) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > MAX_BLOB_BYTES) throw tooBig();
        hash.update(chunk);
        await this.#db.query('INSERT INTO blob_chunk (upload_id, n, bytes) VALUES ($1, $2, $3)', [
          uploadId,
          n++,
          chunk,
        ]);
      }
      const blobId = hash.digest('hex');
      check(blobId);
      return await this.#seal(tenant, { uploadId, sizeBytes, blobId }, keepSeconds);
    } catch (error) {
      // What stays behind because the database is gone too is removed by the retention.
      await this.#dropChunks(uploadId).catch(() => undefined);
      throw error;
    }
  }

  /** Stores bytes at hand; gives the id. */
  async put(tenant: string, bytes: Uint8Array, keepSeconds: number): Promise<string> {
    async function* once() {
      yield bytes;
    }
    return (await this.write(tenant, once(), keepSeconds)).blobId;
  }

  /** Makes a blob live at least `keepSeconds` from now. */
  async keep(tenant: string, blobId: string, keepSeconds: number): Promise<void> {
    await this.#db.query(
      `UPDATE blob SET expires_at = greatest(expires_at, now() + make_interval(secs => $3)) WHERE tenant = $1 AND hash = $2`,
      [tenant, blobId, keepSeconds],
    );
  }

  async read(tenant: string, blobId: string): Promise<Uint8Array> {
    const { pieces } = await this.open(tenant, blobId);
    const chunks: Uint8Array[] = [];
    for await (const chunk of pieces) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Size and pieces of a blob; the pieces are read one by one as they are asked for. */
  async open(tenant: string, blobId: string): Promise<{ sizeBytes: number; pieces: AsyncIterable<Uint8Array> }> {
    const [blob] = await this.#db.query<{ upload_id: string; size_bytes: number }>(
      'SELECT upload_id, size_bytes FROM blob WHERE tenant = $1 AND hash = $2 AND expires_at > now()',
      [tenant, blobId],
    );
    if (!blob) throw new SolveigError('NOT_FOUND', `there is no blob ${JSON.stringify(blobId.slice(0, 64))}`);
    return { sizeBytes: blob.size_bytes, pieces: this.#chunks(blob.upload_id, blob.size_bytes) };
  }

  async *#chunks(uploadId: string, sizeBytes: number): AsyncIterable<Uint8Array> {
    for (let n = 0, read = 0; read < sizeBytes; n++) {
      const [row] = await this.#db.query<{ bytes: Buffer }>(
        'SELECT bytes FROM blob_chunk WHERE upload_id = $1 AND n = $2',
        [uploadId, n],
      );
      if (!row) throw new SolveigError('NOT_FOUND', 'the blob expired while it was read');
      read += row.bytes.byteLength;
      yield row.bytes;
    }
  }

  async #seal(
    tenant: string,
    blob: { uploadId: string; sizeBytes: number; blobId: string },
    keepSeconds: number,
  ): Promise<StoredBlob> {
    const [row] = await this.#db.query<{ upload_id: string; expires_at: Date }>(
      `-- INSERT blob
INSERT INTO blob (tenant, hash, upload_id, size_bytes, expires_at) VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
ON CONFLICT (tenant, hash) DO UPDATE SET expires_at = greatest(blob.expires_at, excluded.expires_at)
RETURNING upload_id, expires_at`,
      [tenant, blob.blobId, blob.uploadId, blob.sizeBytes, keepSeconds],
    );
    if (!row) throw new SolveigError('INTERNAL', 'the blob was not stored');
    // The same bytes were here already: the pieces just written are one copy too many.
    if (row.upload_id !== blob.uploadId) await this.#dropChunks(blob.uploadId);
    return { blobId: blob.blobId, sizeBytes: blob.sizeBytes, expiresAt: row.expires_at };
  }

  async #dropChunks(uploadId: string): Promise<void> {
    await this.#db.query('DELETE FROM blob_chunk WHERE upload_id = $1', [uploadId]);
  }
}

function tooBig(): SolveigError {
  return new SolveigError('LIMIT_EXCEEDED', `a blob holds at most ${MAX_BLOB_BYTES} bytes`, {
    metadata: { limit_bytes: String(MAX_BLOB_BYTES) },
  });
}

/** The same bytes in pieces of exactly `size`, the last one shorter. */
async function* regrouped(pieces: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + size - waitingBytes);
      waiting.push(part);
      waitingBytes += part.byteLength;
      at += part.byteLength;
      if (waitingBytes < size) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}
