/** gRPC status codes by name. */
export const GRPC_CODES = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type GrpcCodeName = keyof typeof GRPC_CODES;

const GRPC_NAMES = new Map<number, GrpcCodeName>(
  Object.entries(GRPC_CODES).map(([name, code]) => [code, name as GrpcCodeName]),
);

/** The name of a gRPC status code; UNKNOWN for a number outside the list. */
export function grpcCodeName(code: number): GrpcCodeName {
  return GRPC_NAMES.get(code) ?? 'UNKNOWN';
}

/** One row of the closed list of errors. */
export interface ReasonRow {
  /** gRPC status code. */
  code: GrpcCodeName;
  /** HTTP status. */
  http: number;
  /** Whether the same request may succeed later, unchanged. */
  retryable: boolean;
  /** The name that the operations guides use, where they have one. */
  legacyCode?: string;
  /** What happened, in a line. */
  summary: string;
  /** What to do about it. */
  remedy: string;
}

const rows = {
  INVALID_PROBLEM: {
    code: 'INVALID_ARGUMENT',
    http: 400,
    retryable: false,
    summary: 'The problem breaks its own rules.',
    remedy: 'Mend every field listed in the violations; each carries its path and a hint. Nothing was computed.',
  },
  INVALID_REQUEST: {
    code: 'INVALID_ARGUMENT',
    http: 400,
    retryable: false,
    summary: 'The request cannot be read.',
    remedy: 'Compare the request with the API reference; the violations name each field that is wrong.',
  },
  UNAUTHENTICATED: {
    code: 'UNAUTHENTICATED',
    http: 401,
    retryable: false,
    summary: 'The caller is not known.',
    remedy: 'Send a valid API key as `authorization: Bearer <key>`.',
  },
  PERMISSION_DENIED: {
    code: 'PERMISSION_DENIED',
    http: 403,
    retryable: false,
    summary: 'The caller may not do this.',
    remedy: 'Use a key whose permissions include the method, or ask an administrator for it.',
  },
  NOT_FOUND: {
    code: 'NOT_FOUND',
    http: 404,
    retryable: false,
    summary: 'There is no such thing, or it belongs to another tenant.',
    remedy: 'Check the id and the tenant of the key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    code: 'ALREADY_EXISTS',
    http: 409,
    retryable: false,
    summary: 'The idempotency key was used before with another body.',
    remedy: 'Use a new key for a new request; repeat the old body to get the old job.',
  },
  ALREADY_FINISHED: {
    code: 'FAILED_PRECONDITION',
    http: 409,
    retryable: false,
    summary: 'The job has already ended.',
    remedy: 'Read its result with GetJob; a finished job is never changed.',
  },
  LIMIT_EXCEEDED: {
    code: 'RESOURCE_EXHAUSTED',
    http: 413,
    retryable: false,
    summary: 'The request is larger than a limit.',
    remedy: 'The message names the limit. Make the problem smaller, split it, or send its body as a blob.',
  },
  RATE_LIMITED: {
    code: 'RESOURCE_EXHAUSTED',
    http: 429,
    retryable: true,
    summary: 'Too many requests in too short a time.',
    remedy: 'Wait as long as the retry hint says, then send again.',
  },
  QUEUE_FULL: {
    code: 'RESOURCE_EXHAUSTED',
    http: 429,
    retryable: true,
    summary: 'All workers are busy and their queue is full.',
    remedy: 'Wait as long as the retry hint says, submit a job instead of a synchronous solve, or add workers.',
  },
  INFEASIBLE: {
    code: 'FAILED_PRECONDITION',
    http: 422,
    retryable: false,
    legacyCode: 'ORTOOLS_INFEASIBLE',
    summary: 'No answer satisfies every constraint.',
    remedy:
      'The answer names the constraints in conflict and what relaxing each would cost; allow relaxation or drop one.',
  },
  TIMEOUT: {
    code: 'DEADLINE_EXCEEDED',
    http: 504,
    retryable: true,
    legacyCode: 'ORTOOLS_TIMEOUT',
    summary: 'The deadline passed before there was any answer.',
    remedy: 'Give a longer deadline or a smaller problem. An answer found before the deadline is always returned.',
  },
  CANCELLED: {
    code: 'CANCELLED',
    http: 499,
    retryable: false,
    summary: 'The caller cancelled the request.',
    remedy: 'Nothing to do; send it again when it is wanted.',
  },
  DISTANCE_ERROR: {
    code: 'UNAVAILABLE',
    http: 502,
    retryable: true,
    legacyCode: 'ORTOOLS_DISTANCE_ERROR',
    summary: 'Distances could not be obtained from any provider.',
    remedy: 'See the providers in `solveig health`; send the matrix with the problem, or allow great-circle estimates.',
  },
  WORKER_ERROR: {
    code: 'UNAVAILABLE',
    http: 503,
    retryable: true,
    legacyCode: 'ORTOOLS_WORKER_ERROR',
    summary: 'The worker process that solved this failed.',
    remedy: 'Send it again: the worker is replaced. If it repeats, the trace and the worker log name the cause.',
  },
  MEMORY_ERROR: {
    code: 'RESOURCE_EXHAUSTED',
    http: 507,
    retryable: false,
    summary: 'The solve needed more memory than a worker may use.',
    remedy: 'Make the problem smaller or raise SOLVEIG_SOLVER_WORKER_MEMORY_MB.',
  },
  WRONG_ANSWER: {
    code: 'INTERNAL',
    http: 500,
    retryable: false,
    summary: 'Every answer found was refused by the verifier.',
    remedy: 'A wrong answer never leaves the solver. Report the trace id; another strategy may solve it.',
  },
  POISON_JOB: {
    code: 'INTERNAL',
    http: 500,
    retryable: false,
    summary: 'The job failed at every attempt.',
    remedy: 'See the attempts with `solveig jobs show ID`; mend the cause and submit a new job.',
  },
  DEPENDENCY_DOWN: {
    code: 'UNAVAILABLE',
    http: 503,
    retryable: true,
    summary: 'A part that this needs does not answer.',
    remedy: 'Try again shortly; `solveig doctor` names the part.',
  },
  SHUTTING_DOWN: {
    code: 'UNAVAILABLE',
    http: 503,
    retryable: true,
    summary: 'The service is stopping.',
    remedy: 'Send it again: another instance, or the restarted one, takes it.',
  },
  CONFLICT: {
    code: 'ABORTED',
    http: 409,
    retryable: true,
    summary: 'Another change came first.',
    remedy: 'Read the current state and try again.',
  },
  NOT_SUPPORTED: {
    code: 'UNIMPLEMENTED',
    http: 501,
    retryable: false,
    summary: 'This is not available here.',
    remedy: 'Compare the method or option with the API reference of this version.',
  },
  INTERNAL: {
    code: 'INTERNAL',
    http: 500,
    retryable: false,
    summary: 'Something went wrong that should not have.',
    remedy: 'Report the trace id: the log lines of that trace hold the cause.',
  },
} as const satisfies Record<string, ReasonRow>;

export type ErrorReason = keyof typeof rows;

/** The closed list of errors: every error that leaves a service carries one of these names. */
export const ERROR_REASONS: Readonly<Record<ErrorReason, ReasonRow>> = rows;

/** The page that explains a reason. */
export function reasonUrl(reason: ErrorReason): string {
  return `https://solveig.dev/errors/${reason}`;
}

/** Whether `text` is the name of a reason in the closed list. */
export function isErrorReason(text: string): text is ErrorReason {
  return Object.hasOwn(rows, text);
}
