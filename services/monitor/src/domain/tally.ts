import { type EndedSolve, hasAnswer, isClientsOwn, isError, responseSeconds } from './ended-solve.ts';
import type { ThresholdRules } from './rules.ts';

/** Counts over a set of ended solves. Two tallies add up. */
export interface Tally {
  /** All that ended. */
  solves: number;
  succeeded: number;
  /** Failed or expired through no fault of the client. */
  failed: number;
  /** Failed because something broke. */
  errors: number;
  /** Cancelled, or refused for the client's own reasons. */
  clientsOwn: number;
  degraded: number;
  /** Answers slower than the warning and the critical threshold. */
  slowWarning: number;
  slowCritical: number;
  cacheHits: number;
  cacheMisses: number;
  /** Solves that asked for travel cells. */
  withCells: number;
  gapSum: number;
  withGap: number;
}

export function emptyTally(): Tally {
  return {
    solves: 0,
    succeeded: 0,
    failed: 0,
    errors: 0,
    clientsOwn: 0,
    degraded: 0,
    slowWarning: 0,
    slowCritical: 0,
    cacheHits: 0,
    cacheMisses: 0,
    withCells: 0,
    gapSum: 0,
    withGap: 0,
  };
}

/** The names of all counts, in the order of `emptyTally`. */
export const TALLY_FIELDS = Object.keys(emptyTally()) as readonly (keyof Tally)[];

/** Counts one solve. */
export function tallyOf(solve: EndedSolve, limits: ThresholdRules['responseSeconds']): Tally {
  const isClients = isClientsOwn(solve);
  const isAnswered = hasAnswer(solve);
  const waited = isAnswered ? responseSeconds(solve) : 0;
  const hasGap = isAnswered && solve.gap !== undefined;
  return {
    solves: 1,
    succeeded: Number(isAnswered),
    failed: Number(!isAnswered && !isClients),
    errors: Number(isError(solve)),
    clientsOwn: Number(isClients),
    degraded: Number(solve.isDegraded),
    slowWarning: Number(waited > limits.warning),
    slowCritical: Number(waited > limits.critical),
    cacheHits: solve.cacheHits,
    cacheMisses: solve.cacheMisses,
    withCells: Number(solve.cacheHits + solve.cacheMisses > 0),
    gapSum: hasGap ? (solve.gap as number) : 0,
    withGap: Number(hasGap),
  };
}

/** The sum of two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  const sum = emptyTally();
  for (const field of TALLY_FIELDS) sum[field] = a[field] + b[field];
  return sum;
}
