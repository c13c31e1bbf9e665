import { Readable } from 'node:stream';
import type { FileRegistry } from '@bufbuild/protobuf';
import { SolveigError } from '@solveig/kit/errors';
import {
  DownloadRequest,
  DownloadResponse,
  UploadRequest,
  UploadResponse,
} from '@solveig/proto/gen/solveig/solver/v1/blob';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultDeadlineMs } from '#domain/deadlines';
import type { Backend, BackendCall } from '../backend.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { BLOB_PATHS } from './aliases.ts';
import { credentialsOf } from './credentials.ts';
import { answerInSpan, closedSignal } from './http-span.ts';
import { sendMissing } from './method-routes.ts';
import { messageIn, problemField } from './problem-field.ts';
import { refusalOf } from './refusal.ts';
import { readRequest } from './transcode.ts';

export interface BlobRoutesOptions {
  readonly registry: FileRegistry;
  readonly backend: Backend;
  readonly authenticator: Authenticator;
}

const UPLOAD = 'solveig.solver.v1.BlobService/Upload';
const DOWNLOAD = 'solveig.solver.v1.BlobService/Download';
const BYTES = 'application/octet-stream';
/** Largest piece of a blob in a message. */
const CHUNK_BYTES = 256 * 1024;

/**
 * What does not fit a body: bytes stream up and down without ever being in memory as a whole. A problem may also come as
 * JSON, as `Validate` takes it, and is stored encoded.
 */
export function serveBlobs(server: FastifyInstance, options: BlobRoutesOptions): void {
  // In a scope of its own: everywhere else a body is JSON.
  server.register(async (scope) => {
    scope.addContentTypeParser(BYTES, (_request, payload, done) => done(null, payload));
    scope.post(BLOB_PATHS.all, (request, reply) =>
      answerInSpan(request, reply, BLOB_PATHS.all, () => upload(options, request, reply)),
    );
    scope.get<{ Params: { blob_id: string } }>(pattern(BLOB_PATHS.one), { exposeHeadRoute: false }, (request, reply) =>
      answerInSpan(request, reply, BLOB_PATHS.one, () => download(options, request.params.blob_id, request, reply)),
    );
  });
  const refuseOthers = (url: string, method: string[], allowed: string) =>
    server.route({ method, url, handler: (request, reply) => sendMissing(request, reply, [allowed]) });
  refuseOthers(BLOB_PATHS.all, ['GET', 'PUT', 'PATCH', 'DELETE'], 'POST');
  refuseOthers(pattern(BLOB_PATHS.one), ['POST', 'PUT', 'PATCH', 'DELETE'], 'GET');
}

/** `/a/{b}` as the router writes it: `/a/:b`. */
function pattern(template: string): string {
  return template.replace(/\{(\w+)\}/g, ':$1');
}

async function admitted(
  { authenticator }: BlobRoutesOptions,
  method: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<BackendCall> {
  const caller = await authenticator.admit(method, credentialsOf(request));
  const deadlineMs = Date.now() + defaultDeadlineMs(method);
  return { method, caller, requestId: request.id, deadlineMs, signal: closedSignal(reply) };
}

async function upload(options: BlobRoutesOptions, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const call = await admitted(options, UPLOAD, request, reply);
  const sha256 = new URLSearchParams(request.url.split('?')[1]).get('sha256') ?? '';
  const { body } = request;
  const pieces = body instanceof Readable ? received(body) : [await problemBytes(options, call, body)];
  const stored = UploadResponse.decode(await options.backend.clientStream(call, messages(sha256, pieces)));
  const { blobId, sizeBytes, expiresAt } = stored;
  reply.status(201).header('location', `${BLOB_PATHS.all}/${blobId}`);
  await reply.send({ blob_id: blobId, size_bytes: sizeBytes, sha256: blobId, expires_at: expiresAt });
}

/** The encoded problem of a JSON body. */
async function problemBytes(
  { registry, backend }: BlobRoutesOptions,
  upload: BackendCall,
  body: unknown,
): Promise<Uint8Array> {
  const method = registry.getService('solveig.solver.v1.SolverService')?.method.validate;
  const field = method && problemField(method.input);
  if (!field) throw new Error('the contracts have no Validate that takes a problem');
  const read = readRequest(method.input, {
    body: body ?? {},
    query: new URLSearchParams(),
    pathFields: {},
    headerFields: {},
  });
  const call = { ...upload, method: `${method.parent.typeName}/${method.name}` };
  if (!read.ok) throw await refusalOf({ backend, call, method }, read);
  const problem = messageIn(read.bytes, field);
  if (problem?.length) return problem;
  throw new SolveigError('INVALID_REQUEST', '1 field is wrong', {
    violations: [
      {
        path: 'problem',
        reason: 'REQUIRED',
        message: 'there is no problem',
        hint: `Send {"problem": {…}}, or any bytes as ${BYTES}.`,
      },
    ],
  });
}

/** What arrives; a body that is not read to its end is left to the server, so that the refusal still reaches the client. */
async function* received(body: Readable): AsyncGenerator<Uint8Array> {
  yield* body.iterator({ destroyOnReturn: false });
}

/** The messages of an upload. */
async function* messages(
  sha256: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (sha256 !== '') yield UploadRequest.encode({ sha256, chunk: Buffer.alloc(0) }).finish();
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; at += CHUNK_BYTES) {
      const part = piece.subarray(at, at + CHUNK_BYTES);
      const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
      yield UploadRequest.encode({ sha256: '', chunk }).finish();
    }
  }
}

async function download(
  options: BlobRoutesOptions,
  blobId: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const call = await admitted(options, DOWNLOAD, request, reply);
  const answers = options.backend.serverStream(call, DownloadRequest.encode({ blobId }).finish());
  const rest = answers[Symbol.asyncIterator]();
  // An error before the first bytes is still a plain HTTP answer.
  const first = await rest.next();
  const { chunk, sizeBytes } = first.done
    ? { chunk: Buffer.alloc(0), sizeBytes: 0 }
    : DownloadResponse.decode(first.value);
  reply.headers({ 'content-length': sizeBytes, etag: `"${blobId}"`, 'content-disposition': 'attachment' });
  await reply.type(BYTES).send(Readable.from(chunksOf(chunk, rest), { objectMode: false }));
}

async function* chunksOf(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      yield DownloadResponse.decode(next.value).chunk;
    }
  } finally {
    await rest.return?.();
  }
}
