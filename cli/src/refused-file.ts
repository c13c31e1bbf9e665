import { SolveigError, type Violation } from '@solveig/kit/errors';
import { isCutShort, joinViolations, withAllWithin } from '@solveig/kit/join-violations';
import type { RefusedJson } from '@solveig/kit/json-reader';
import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { SolveRequest, SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type Connection, type GlobalOptions, withGateway } from './connection.ts';

/** The file is refused at once when the rules take longer than this. */
const ASKING_MS = 5_000;

/** A JSON file that cannot be read as a request: every fault that its reader found. */
export class RefusedFile extends SolveigError {
  readonly refused: RefusedJson;

  constructor(refused: RefusedJson, violations: readonly Violation[] = refused.violations) {
    const count = violations.length === 1 ? '1 field of the file is' : `${violations.length} fields of the file are`;
    super('INVALID_REQUEST', `${count} wrong`, { violations: [...violations] });
    this.refused = refused;
  }

  /** The same with what the solver's rules say about the rest of the file, so that one round mends it. */
  async withRules(connection: Connection): Promise<RefusedFile> {
    const { partial } = this.refused;
    if (!partial) return this;
    const rules = await rulesOn(connection, SolveRequest.decode(partial));
    return new RefusedFile(this.refused, joinViolations(this.refused, rules));
  }
}

/** Throws a file's error, with the rules' faults beside those of the file where a gateway can be asked. */
export async function refuse(error: unknown, options: GlobalOptions): Promise<never> {
  if (!(error instanceof RefusedFile)) throw error;
  throw await withGateway(options, (connection) => error.withRules(connection)).catch(() => error);
}

/** An error of a solve with all that is wrong with its problem, where a gRPC status did not hold it. */
export async function withAllViolations(connection: Connection, problem: Problem, error: unknown): Promise<unknown> {
  if (!isCutShort(error)) return error;
  return withAllWithin('problem', await validate(connection, problem).catch(() => []), error);
}

async function rulesOn(connection: Connection, { problem, options }: SolveRequest): Promise<Violation[]> {
  const solver = connection.client(SolverServiceService);
  const call = { metadata: connection.metadata, timeoutMs: ASKING_MS };
  // Without a problem a solve is always refused, with all that is wrong besides.
  const around = solver.solve({ problem: undefined, problemBlobId: '', options }, call).then(
    () => [],
    (error: unknown) => (error instanceof SolveigError ? error.violations.filter(isAround) : []),
  );
  return (await Promise.all([around, problem ? validate(connection, problem) : []])).flat();
}

async function validate(connection: Connection, problem: Problem): Promise<Violation[]> {
  const call = { metadata: connection.metadata, timeoutMs: ASKING_MS };
  return (await connection.client(SolverServiceService).validate({ problem }, call)).violations;
}

function isAround({ path }: Violation): boolean {
  return path !== 'problem';
}
