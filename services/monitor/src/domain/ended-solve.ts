/** How a solve ended. */
export type SolveEnd = 'answered' | 'failed' | 'cancelled' | 'expired';

/** Why an engine stopped; empty when there was no answer. */
export type StopReason = '' | 'optimal' | 'converged' | 'iterations' | 'time' | 'gap' | 'stopped' | 'infeasible';

/** What the verifier refused. */
export interface WrongAnswer {
  readonly strategy: string;
  /** In words. */
  readonly cause: string;
}

/** One solve that ended, as the monitor needs it. Seconds everywhere; absent figures are undefined, never 0. */
export interface EndedSolve {
  readonly jobId: string;
  readonly tenant: string;
  /** Kind token: routing, itinerary, linear. */
  readonly kind: string;
  /** Empty when the problem is not made from a template. */
  readonly templateId: string;
  readonly endedAtMs: number;
  readonly end: SolveEnd;
  /** Why it failed, from the closed list of errors; empty otherwise. */
  readonly reason: string;
  /** optimal, feasible, relaxed, infeasible, unbounded, unknown; empty without an outcome. */
  readonly status: string;
  readonly stopReason: StopReason;
  readonly strategy: string;
  readonly isDegraded: boolean;
  readonly isSynchronous: boolean;
  readonly attempt: number;
  /** What makes it large: stops, places, columns; 0 when not known. */
  readonly size: number;
  /** Days, vehicles, rows; 0 when not known. */
  readonly secondSize: number;
  /** Engine time. */
  readonly solveSeconds: number;
  readonly queueSeconds: number;
  readonly matrixSeconds: number;
  readonly firstAnswerSeconds: number | undefined;
  readonly cpuSeconds: number;
  readonly peakMemoryMegabytes: number;
  readonly iterations: number;
  readonly budgetSeconds: number;
  readonly value: number | undefined;
  readonly bound: number | undefined;
  readonly gap: number | undefined;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  readonly host: string;
  readonly version: string;
  readonly traceId: string;
  /** W3C traceparent of its last event; empty when unknown. */
  readonly traceParent: string;
  readonly wrongAnswers: readonly WrongAnswer[];
}

/** Whether the client got an answer. "Infeasible" is one; an engine that ended and knows nothing has none. */
export function hasAnswer(solve: EndedSolve): boolean {
  return solve.end === 'answered' && solve.status !== 'unknown';
}

const BY_ITSELF: ReadonlySet<StopReason> = new Set<StopReason>(['optimal', 'converged', 'iterations', 'gap']);

/** Whether the engine had no reason to go on: only then does its time say how fast it is. */
export function endedByItself(solve: EndedSolve): boolean {
  return solve.end === 'answered' && BY_ITSELF.has(solve.stopReason);
}

/** Whether the engine was cut off: it would have used any budget. */
export function wasCutOff(solve: EndedSolve): boolean {
  return solve.end === 'answered' && (solve.stopReason === 'time' || solve.stopReason === 'stopped');
}

/**
 * Seconds the client had to wait. An engine that was cut off used the time it was given, which is no fault: it counts
 * by its first answer and by what it took beyond its budget.
 */
export function responseSeconds(solve: EndedSolve): number {
  const before = solve.queueSeconds + solve.matrixSeconds;
  const whole = before + solve.solveSeconds;
  if (!wasCutOff(solve) || solve.firstAnswerSeconds === undefined) return whole;
  const beyondBudget = solve.budgetSeconds > 0 ? Math.max(0, whole - solve.budgetSeconds) : 0;
  return Math.min(whole, before + solve.firstAnswerSeconds + beyondBudget);
}

const CLIENT_REASONS: ReadonlySet<string> = new Set([
  'INVALID_PROBLEM',
  'INVALID_REQUEST',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'ALREADY_FINISHED',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'NOT_SUPPORTED',
  'CANCELLED',
]);

/** Whether the end says nothing about the platform: the client cancelled it or sent what cannot be solved. */
export function isClientsOwn(solve: EndedSolve): boolean {
  return solve.end === 'cancelled' || (solve.end === 'failed' && CLIENT_REASONS.has(solve.reason));
}

const NO_FAULT_REASONS: ReadonlySet<string> = new Set(['TIMEOUT', 'INFEASIBLE', 'QUEUE_FULL', 'SHUTTING_DOWN']);

/** Whether something broke: a worker, a provider, memory, an answer. Being late or full is a lack of success, not an error. */
export function isError(solve: EndedSolve): boolean {
  return solve.end === 'failed' && !isClientsOwn(solve) && !NO_FAULT_REASONS.has(solve.reason);
}
