import type { StopRule } from '#domain/engine/engine';
import type { LinearSolver } from './linear-solver.ts';
import type { LinearProblem } from './problem.ts';
import { onlyRules, type RuleSet, relaxationOf } from './sub-problem.ts';

export interface ConflictSearch {
  readonly solver: LinearSolver;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly endMs: number;
  readonly stop: StopRule;
  readonly seed: number;
}

export interface Conflict extends RuleSet {
  /** No rule of it can be left out. */
  readonly irreducible: boolean;
  /** Without the rule that columns are whole numbers there would be an answer. */
  readonly byIntegrality: boolean;
}

/**
 * Rules of an infeasible program that cannot hold together, solved again to
 * make sure; undefined when that did not succeed in time. For an infeasible LP
 * relaxation the solver's irreducible set is used (it is exact there); where
 * only whole numbers make it infeasible, a deletion filter of our own, because
 * the solver's set is wrong then.
 */
export function findConflict(problem: LinearProblem, search: ConflictSearch): Conflict | undefined {
  const relaxation = relaxationOf(problem);
  const all: RuleSet = { rows: problem.rowNames.map((_, row) => row), columns: boundedColumns(problem) };
  const byIntegrality = isInfeasible(relaxation, all, search) !== true;
  const judged = byIntegrality ? problem : relaxation;
  if (!byIntegrality) {
    const found = search.solver.conflict(relaxation, options(search));
    if (found && isInfeasible(relaxation, found, search)) return { ...found, irreducible: true, byIntegrality };
  }
  if (!isInfeasible(judged, all, search)) return undefined;
  return { ...deletionFilter(judged, all, search), byIntegrality };
}

/** Columns whose bounds can be part of a conflict. */
function boundedColumns(problem: LinearProblem): number[] {
  const columns: number[] = [];
  problem.lower.forEach((lower, column) => {
    if (Number.isFinite(lower) || Number.isFinite(problem.upper[column])) columns.push(column);
  });
  return columns;
}

/**
 * Leaves out rules, a chunk at a time and smaller chunks where that makes it
 * feasible, as long as the rest is still infeasible. Every step is proved by a
 * solve, so what is left when the time is up is a conflict too, only larger.
 */
function deletionFilter(
  problem: LinearProblem,
  all: RuleSet,
  search: ConflictSearch,
): RuleSet & { irreducible: boolean } {
  let rules = [...all.rows.map((row) => ({ row })), ...all.columns.map((column) => ({ column }))] as Rule[];
  let irreducible = true;
  let at = 0;
  let chunk = Math.max(1, rules.length >> 1);
  while (at < rules.length) {
    if (isOver(search)) {
      irreducible = false;
      break;
    }
    const size = Math.min(chunk, rules.length - at);
    const rest = [...rules.slice(0, at), ...rules.slice(at + size)];
    const proved = isInfeasible(problem, ruleSet(rest), search);
    if (proved) rules = rest;
    else if (size > 1) chunk = size >> 1;
    else {
      // Not proved within the time is no proof that the rule is needed.
      if (proved === undefined) irreducible = false;
      at++;
      chunk = Math.max(1, Math.min(chunk * 2, rules.length - at));
    }
  }
  return { ...ruleSet(rules), irreducible };
}

type Rule = { readonly row?: number; readonly column?: number };

function ruleSet(rules: readonly Rule[]): RuleSet {
  return {
    rows: rules.flatMap(({ row }) => (row === undefined ? [] : [row])),
    columns: rules.flatMap(({ column }) => (column === undefined ? [] : [column])),
  };
}

/** Undefined when the time did not suffice to say. */
function isInfeasible(problem: LinearProblem, rules: RuleSet, search: ConflictSearch): boolean | undefined {
  if (isOver(search)) return undefined;
  const { status } = search.solver.solve(onlyRules(problem, rules), options(search));
  // Without an objective nothing is unbounded.
  if (status === 'infeasible' || status === 'infeasible_or_unbounded') return true;
  return status === 'solved' ? false : undefined;
}

function isOver({ now, endMs, stop }: ConflictSearch): boolean {
  return now() >= endMs || stop();
}

function options({ now, endMs, stop, seed }: ConflictSearch) {
  return {
    stop: () => now() >= endMs || stop(),
    timeLimitMs: Math.max(1, endMs - now()),
    seed,
    gap: 1,
    firstOnly: true,
  };
}
