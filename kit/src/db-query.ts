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

/** What is known of a statement by its text. */
interface Statement {
  readonly summary: string;
  /** The name under which connections keep it prepared. */
  readonly name: string;
}

/** Statements are constants of the code; one that is put together from data must not fill up this process or the server. */
const MOST_STATEMENTS = 500;
const statements = new Map<string, Statement>();
/** Postgres refuses a prepared statement for good once the columns of its answer have changed: then all get new names. */
let generation = 1;
const CACHED_PLAN_REFUSED = '0A000';

/** The first use of a text only makes it known: what is used once is not kept prepared. */
function statementOf(text: string): { summary: string; name?: string } {
  const known = statements.get(text);
  if (known) return { summary: known.summary, name: `${known.name}.${generation}` };
  const summary = querySummary(text);
  if (statements.size < MOST_STATEMENTS) statements.set(text, { summary, name: `s${statements.size + 1}` });
  return { summary };
}

/**
 * Runs one statement with its span and its metric; errors come as `SolveigError`. From its second use on it is prepared: for
 * the short statements of a queue, planning costs Postgres more than running.
 */
export async function runQuery<R>(
  on: pg.Pool | pg.PoolClient,
  text: string,
  values: unknown[] | undefined,
  schema: string,
  seconds: Histogram<'db_query_summary' | 'error_type'>,
): Promise<R[]> {
  const startMs = monotonicMs();
  const { summary, name } = statementOf(text);
  const open = beginSpan(summary, {
    kind: 'client',
    onlyInside: true,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': schema, 'db.query.summary': summary },
  });
  try {
    // Without values it may be a script of several statements, which cannot be prepared.
    const isPrepared = name !== undefined && values !== undefined && values.length > 0;
    const result = await runInContext(open.context, () =>
      isPrepared ? on.query({ name, text, values }) : on.query(text, values),
    );
    seconds.observe({ db_query_summary: summary, error_type: '' }, secondsSince(startMs));
    open.end();
    return result.rows as R[];
  } catch (thrown) {
    const error = errorFrom(thrown);
    const sqlState = (thrown as { code?: string }).code;
    if (sqlState === CACHED_PLAN_REFUSED) generation++;
    if (sqlState) open.span.setAttribute('db.response.status_code', sqlState);
    seconds.observe({ db_query_summary: summary, error_type: error.reason }, secondsSince(startMs));
    open.end(error);
    throw error;
  }
}
