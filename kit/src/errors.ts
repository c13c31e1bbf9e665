/** The closed list of errors and its forms: gRPC status, HTTP problem, and the guess from anything thrown. */

export { errorFrom } from './error-from.ts';
export { ERROR_DOMAIN, fromGrpcError, toGrpcError } from './error-grpc.ts';
export {
  ERROR_REASONS,
  type ErrorReason,
  GRPC_CODES,
  type GrpcCodeName,
  grpcCodeName,
  isErrorReason,
  type ReasonRow,
  reasonUrl,
} from './error-reasons.ts';
export { type ProblemDetails, toProblem } from './problem-details.ts';
export { SolveigError, type SolveigErrorOptions, type Violation } from './solveig-error.ts';
