import { Metadata, type StatusObject } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo, Help, RetryInfo } from '@solveig/proto/gen/google/rpc/error_details';
import { Status } from '@solveig/proto/gen/google/rpc/status';
import {
  ERROR_REASONS,
  type ErrorReason,
  GRPC_CODES,
  type GrpcCodeName,
  grpcCodeName,
  isErrorReason,
  reasonUrl,
} from './error-reasons.ts';
import { SolveigError, type SolveigErrorOptions, type Violation } from './solveig-error.ts';

/** The `domain` of every ErrorInfo. */
export const ERROR_DOMAIN = 'solveig.dev';

type FieldViolation = BadRequest['fieldViolations'][number];

const DETAILS_KEY = 'grpc-status-details-bin';
const TYPE_PREFIX = 'type.googleapis.com/google.rpc.';
/** Bytes of violations in one error: C-core clients refuse metadata above 16 KB, and base64 adds a third. */
const MAX_VIOLATION_BYTES = 8000;
const MAX_MESSAGE_CHARS = 1000;
/** Joins message and hint in a violation's description: gRPC has one text for both. */
const HINT = '. Hint: ';

/** What a gRPC status without details most likely means. */
const REASON_OF_CODE: Record<GrpcCodeName, ErrorReason> = {
  OK: 'INTERNAL',
  CANCELLED: 'CANCELLED',
  UNKNOWN: 'INTERNAL',
  INVALID_ARGUMENT: 'INVALID_REQUEST',
  DEADLINE_EXCEEDED: 'TIMEOUT',
  NOT_FOUND: 'NOT_FOUND',
  ALREADY_EXISTS: 'CONFLICT',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  RESOURCE_EXHAUSTED: 'LIMIT_EXCEEDED',
  FAILED_PRECONDITION: 'CONFLICT',
  ABORTED: 'CONFLICT',
  OUT_OF_RANGE: 'INVALID_REQUEST',
  UNIMPLEMENTED: 'NOT_SUPPORTED',
  INTERNAL: 'INTERNAL',
  UNAVAILABLE: 'DEPENDENCY_DOWN',
  DATA_LOSS: 'INTERNAL',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
};

/** Whether `error` came from a gRPC call (grpc-js `ServiceError`). */
export function isGrpcError(error: Error): error is Error & StatusObject {
  return 'code' in error && typeof error.code === 'number' && 'details' in error && 'metadata' in error;
}

/** The status to answer a gRPC call with: code, message and `google.rpc` details. */
export function toGrpcError(error: SolveigError): StatusObject {
  const code = GRPC_CODES[error.row.code];
  const metadata = new Metadata();
  const message = wellFormed(error.message.slice(0, MAX_MESSAGE_CHARS));
  const status = Status.encode({ code, message, details: detailsOf(error) }).finish();
  metadata.set(DETAILS_KEY, Buffer.from(status));
  return { code, details: message, metadata };
}

/** Without halves of characters, such as a cut leaves: grpc-js writes the text with `encodeURI`, which throws at them. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function detailsOf(error: SolveigError): Status['details'] {
  const { legacyCode, remedy } = error.row;
  const url = reasonUrl(error.reason);
  const facts = { ...error.metadata, ...(legacyCode ? { legacy_code: legacyCode } : {}), help: url };
  const details = [
    detail('ErrorInfo', ErrorInfo.encode({ reason: error.reason, domain: ERROR_DOMAIN, metadata: facts }).finish()),
  ];
  if (error.violations.length > 0) {
    details.push(
      detail('BadRequest', BadRequest.encode({ fieldViolations: violationsToSend(error.violations) }).finish()),
    );
  }
  if (error.retryAfterMs !== undefined) {
    const ms = Math.max(0, Math.round(error.retryAfterMs));
    const retryDelay = { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 };
    details.push(detail('RetryInfo', RetryInfo.encode({ retryDelay }).finish()));
  }
  details.push(detail('Help', Help.encode({ links: [{ description: remedy, url }] }).finish()));
  return details;
}

function detail(type: string, value: Uint8Array): { typeUrl: string; value: Buffer } {
  return { typeUrl: TYPE_PREFIX + type, value: Buffer.from(value) };
}

function violationsToSend(violations: readonly Violation[]): FieldViolation[] {
  const sent: FieldViolation[] = [];
  let bytes = 0;
  for (const v of violations) {
    const description = v.hint ? v.message + HINT + v.hint : v.message;
    bytes += v.path.length + v.reason.length + Buffer.byteLength(description);
    if (bytes > MAX_VIOLATION_BYTES) break;
    sent.push({ field: v.path, reason: v.reason, description, localizedMessage: undefined });
  }
  const left = violations.length - sent.length;
  if (left > 0)
    sent.push({ field: '', reason: 'MORE_VIOLATIONS', description: `and ${left} more`, localizedMessage: undefined });
  return sent;
}

/** Reads a gRPC status back, with its details where it has them. */
export function fromGrpcError(error: Error & Pick<StatusObject, 'code' | 'details' | 'metadata'>): SolveigError {
  const codeName = grpcCodeName(error.code);
  const parts = readDetails(error.metadata);
  const named = parts.info?.domain === ERROR_DOMAIN && isErrorReason(parts.info.reason) ? parts.info.reason : undefined;
  const reason = named ?? REASON_OF_CODE[codeName];
  const { help: _help, legacy_code: _legacy, ...metadata } = parts.info?.metadata ?? {};
  const options: SolveigErrorOptions = { violations: parts.violations, metadata, cause: error };
  // A library that finds nobody gives no hint of its own.
  const retryAfterMs = parts.retryAfterMs ?? (codeName === 'UNAVAILABLE' ? 1000 : undefined);
  if (retryAfterMs !== undefined) options.retryAfterMs = retryAfterMs;
  // A status without our details was made by a library: its text may name addresses, so only known ones pass.
  const message = named || ERROR_REASONS[reason].http < 500 ? error.details : ERROR_REASONS[reason].summary;
  return new SolveigError(reason, message || ERROR_REASONS[reason].summary, options);
}

interface Details {
  info?: ErrorInfo;
  violations: Violation[];
  retryAfterMs?: number;
}

function readDetails(metadata: Metadata | undefined): Details {
  const out: Details = { violations: [] };
  const raw = metadata?.get(DETAILS_KEY)[0];
  if (!Buffer.isBuffer(raw)) return out;
  try {
    for (const any of Status.decode(raw).details) readDetail(any.typeUrl.slice(TYPE_PREFIX.length), any.value, out);
  } catch {
    // Details that do not decode are not worth losing the error for.
  }
  return out;
}

function readDetail(type: string, value: Uint8Array, out: Details): void {
  if (type === 'ErrorInfo') out.info = ErrorInfo.decode(value);
  if (type === 'BadRequest') out.violations = BadRequest.decode(value).fieldViolations.map(violationFrom);
  if (type === 'RetryInfo') {
    const delay = RetryInfo.decode(value).retryDelay;
    if (delay) out.retryAfterMs = delay.seconds * 1000 + Math.round(delay.nanos / 1_000_000);
  }
}

function violationFrom(sent: FieldViolation): Violation {
  const [message = '', hint = ''] = sent.description.split(HINT, 2);
  return { path: sent.field, reason: sent.reason || 'INVALID', message, hint };
}
