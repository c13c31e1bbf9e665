import type { Db, Tx } from '@solveig/kit/db';
import type { Decider } from '#domain/alert';
import { type EndedSolve, isClientsOwn, isError, responseSeconds } from '#domain/ended-solve';

/** The columns as JSON carries them; `recorded_at` is the database's own. */
function rowOf(solve: EndedSolve) {
  return {
    job_id: solve.jobId,
    tenant: solve.tenant,
    kind: solve.kind,
    template_id: solve.templateId,
    ended_at: new Date(solve.endedAtMs).toISOString(),
    end: solve.end,
    reason: solve.reason,
    is_clients_own: isClientsOwn(solve),
    is_error: isError(solve),
    status: solve.status,
    stop_reason: solve.stopReason,
    strategy: solve.strategy,
    is_degraded: solve.isDegraded,
    is_synchronous: solve.isSynchronous,
    attempt: solve.attempt,
    size: solve.size,
    second_size: solve.secondSize,
    response_seconds: responseSeconds(solve),
    solve_seconds: solve.solveSeconds,
    queue_seconds: solve.queueSeconds,
    matrix_seconds: solve.matrixSeconds,
    first_answer_seconds: solve.firstAnswerSeconds,
    cpu_seconds: solve.cpuSeconds,
    peak_memory_megabytes: solve.peakMemoryMegabytes,
    iterations: solve.iterations,
    budget_seconds: solve.budgetSeconds,
    value: solve.value,
    bound: solve.bound,
    gap: solve.gap,
    cache_hits: solve.cacheHits,
    cache_misses: solve.cacheMisses,
    wrong_answers: solve.wrongAnswers.length,
    host: solve.host,
    version: solve.version,
    trace_id: solve.traceId,
    trace_parent: solve.traceParent,
  };
}

const COLUMNS = [
  'job_id',
  'tenant',
  'kind',
  'template_id',
  'ended_at',
  '"end"',
  'reason',
  'is_clients_own',
  'is_error',
  'status',
  'stop_reason',
  'strategy',
  'is_degraded',
  'is_synchronous',
  'attempt',
  'size',
  'second_size',
  'response_seconds',
  'solve_seconds',
  'queue_seconds',
  'matrix_seconds',
  'first_answer_seconds',
  'cpu_seconds',
  'peak_memory_megabytes',
  'iterations',
  'budget_seconds',
  'value',
  'bound',
  'gap',
  'cache_hits',
  'cache_misses',
  'wrong_answers',
  'host',
  'version',
  'trace_id',
  'trace_parent',
].join(', ');

/** Writes solves; gives the ids of those that were not known. A solve ends once: a second event for it changes nothing. */
export async function insertSolves(db: Db, tx: Tx, solves: readonly EndedSolve[]): Promise<Set<string>> {
  const rows = await db.query<{ job_id: string }>(
    `INSERT INTO solve_history (${COLUMNS})
     SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::solve_history, $1::jsonb)
     ON CONFLICT (job_id) DO NOTHING RETURNING job_id`,
    [JSON.stringify(solves.map(rowOf))],
    tx,
  );
  return new Set(rows.map((row) => row.job_id));
}

/** What makes a solve the one that decided, for each threshold. */
const DECIDED_BY = {
  failed: `("end" IN ('failed', 'expired') OR status = 'unknown') AND NOT is_clients_own`,
  error: 'is_error',
  slow: `"end" = 'answered' AND response_seconds > $4`,
  uncached: 'cache_misses > 0',
} as const;

export type DecidedBy = keyof typeof DECIDED_BY;

/** The last solve of a tenant and kind, not older than `sinceMs`, that weighed on a threshold. */
export async function lastDecider(
  db: Db,
  tx: Tx,
  scope: { tenant: string; kind: string },
  { decidedBy, sinceMs, slowSeconds }: { decidedBy: DecidedBy; sinceMs: number; slowSeconds: number },
): Promise<Decider | undefined> {
  const isSlow = decidedBy === 'slow';
  const [row] = await db.query<{ job_id: string; trace_id: string; trace_parent: string }>(
    `SELECT job_id, trace_id, trace_parent FROM solve_history
     WHERE tenant = $1 AND kind = $2 AND ended_at >= $3 AND ${DECIDED_BY[decidedBy]}
     ORDER BY ended_at DESC LIMIT 1`,
    [scope.tenant, scope.kind, new Date(sinceMs), ...(isSlow ? [slowSeconds] : [])],
    tx,
  );
  return row && { jobId: row.job_id, traceId: row.trace_id, traceParent: row.trace_parent };
}

/** Forgets solves that ended longer ago than `keepMs`, at most 10,000 a call; gives how many. */
export async function pruneSolves(db: Db, keepMs: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM solve_history WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM solve_history WHERE ended_at < now() - make_interval(secs => $1) LIMIT 10000)) RETURNING 1`,
    [keepMs / 1000],
  );
  return rows.length;
}
