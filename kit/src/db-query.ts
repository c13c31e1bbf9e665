import type pg from 'pg';
import { monotonicMs, secondsSince } from './clock.ts';
import { errorFrom } from './errors.ts';
import type { Histogram } from './metrics.ts';
import { beginSpan } from './telemetry.ts';
import { runInContext } from './trace-context.ts';

/** `INSERT outbox`, `SELECT job`: verb and first table, for span names and labels of low cardinality. */
export function querySummary(text: string): string {
  const named = /^\s*--\s*([a-z0-9 _.-]+)/i.exec(text)?.[1];
  if (named) return named.trim();
  const verb =
    /^\s*(?:WITH\b[\s\S]*?\)\s*)?(SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|COMMIT|ROLLBACK|NOTIFY|LISTEN|SET)\b/i.exec(
      text,
    )?.[1];
  const table = /\b(?:INTO|UPDATE|FROM)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)/i.exec(text)?.[1];
  return [verb?.toUpperCase() ?? 'QUERY', table].filter(Boolean).join(' ');
}

const summaries = new Map<string, string>();

function summaryOf(text: string): string {
  let summary = summaries.get(text);
  if (summary === undefined) {
    summary = querySummary(text);
    if (summaries.size < 1000) summaries.set(text, summary);
  }
  return summary;
}

/** Runs one statement with its span and its metric; errors come as `SolveigError`. */
export async function runQuery<R>(
  on: pg.Pool | pg.PoolClient,
  text: string,
  values: unknown[] | undefined,
  schema: string,
  seconds: Histogram<'db_query_summary' | 'error_type'>,
): Promise<R[]> {
  const startMs = monotonicMs();
  const summary = summaryOf(text);
  const open = beginSpan(summary, {
    kind: 'client',
    onlyInside: true,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': schema, 'db.query.summary': summary },
  });
  try {
    const result = await runInContext(open.context, () => on.query(text, values));
    seconds.observe({ db_query_summary: summary, error_type: '' }, secondsSince(startMs));
    open.end();
    return result.rows as R[];
  } catch (thrown) {
    const error = errorFrom(thrown);
    const sqlState = (thrown as { code?: string }).code;
    if (sqlState) open.span.setAttribute('db.response.status_code', sqlState);
    seconds.observe({ db_query_summary: summary, error_type: error.reason }, secondsSince(startMs));
    open.end(error);
    throw error;
  }
}
