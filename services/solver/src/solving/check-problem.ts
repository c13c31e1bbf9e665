import { SolveigError, type Violation } from '@solveig/kit/errors';
import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { LinearProgram } from '@solveig/proto/gen/solveig/model/v1/linear';
import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { validateItinerary } from '#domain/itinerary/validate';
import { type LinearReading, readLinear } from '#domain/linear/read-linear';
import { type LinearMeasures, measureLinear } from '#domain/quote/measure-linear';
import { validateRouting } from '#domain/routing/validate';
import { findHopeless } from '#domain/routing/validate/find-hopeless';
import { kindOf } from '../codec.ts';

/** All violations of a problem of any kind, with paths from the root of the request: `problem.routing.stops[1].id`. */
export function checkProblem({ kind }: Problem): Violation[] {
  switch (kind?.$case) {
    case 'routing':
      return inField('problem.routing', validateRouting(kind.value));
    case 'itinerary':
      return inField('problem.itinerary', validateItinerary(kind.value));
    case 'linear':
      return linearViolations(kind.value, readOnce(kind.value).violations);
    default: {
      const hint = 'Give one of routing, itinerary or linear.';
      return [{ path: 'problem', reason: 'MISSING', message: 'there is no problem', hint }];
    }
  }
}

/** What no plan of a valid problem can keep, with paths from the root of the request; the rest can be solved all the same. */
export function problemWarnings({ kind }: Problem): Violation[] {
  return kind?.$case === 'routing' ? inField('problem.routing', findHopeless(kind.value)) : [];
}

/** What is wrong with a program, wherever it was read, with paths from the root of the request. */
export function linearViolations({ form }: LinearProgram, violations: readonly Violation[]): Violation[] {
  const field = form && FORM_FIELDS[form.$case];
  // `form` is the choice, not a field: it stands for the member that was chosen, or for the program where none was.
  const placed = violations.map((one) => (one.path === 'form' ? { ...one, path: field ?? '' } : one));
  return inField('problem.linear', placed);
}

const FORM_FIELDS = { lpText: 'lp_text', mpsText: 'mps_text', arrays: 'arrays' } as const;

function inField(field: string, violations: readonly Violation[]): Violation[] {
  return violations.map((one) => ({ ...one, path: one.path === '' ? field : `${field}.${one.path}` }));
}

const readings = new WeakMap<LinearProgram, LinearReading>();

/** Checking, measuring and evaluating all read the program, which is slow for long text. */
export function readOnce(program: LinearProgram): LinearReading {
  const reading = readings.get(program) ?? readLinear(program);
  readings.set(program, reading);
  return reading;
}

/** What a program that is read here holds; undefined when it has violations. */
export function linearMeasuresOf(program: LinearProgram): LinearMeasures | undefined {
  const { problem } = readOnce(program);
  return problem && measureLinear(problem);
}

/** LP and MPS text above this is only read by the worker, which reads it anyway; smaller text is refused before it waits for one. */
const MOST_TEXT_READ_HERE = 64 * 1024;

/** Whether the worker will check the problem: reading it here would hold up everybody else. */
export function isCheckedByWorker({ kind }: Problem): boolean {
  if (kind?.$case !== 'linear') return false;
  return textOf(kind.value).length > MOST_TEXT_READ_HERE;
}

function textOf({ form }: LinearProgram): string {
  return form?.$case === 'lpText' || form?.$case === 'mpsText' ? form.value : '';
}

/** The error for what is wrong with a problem: LIMIT_EXCEEDED when it is too large, else INVALID_PROBLEM. */
export function problemError(violations: readonly Violation[]): SolveigError {
  const limit = violations.find(({ reason }) => reason === 'LIMIT_EXCEEDED');
  if (limit) return new SolveigError('LIMIT_EXCEEDED', `${limit.message}. ${limit.hint}`, { violations: [limit] });
  const count = violations.length === 1 ? '1 violation' : `${violations.length} violations`;
  return new SolveigError('INVALID_PROBLEM', `The problem has ${count}.`, { violations: [...violations] });
}

/** Kind and size: stops, places or columns; then vehicles, days or rows. */
export function measureProblem(problem: Problem): { kind: ProblemKind; size: number; secondSize: number } {
  const kind = kindOf(problem);
  switch (problem.kind?.$case) {
    case 'routing': {
      const { stops, vehicles } = problem.kind.value;
      return { kind, size: stops.length, secondSize: vehicles.reduce((sum, { count }) => sum + (count ?? 1), 0) };
    }
    case 'itinerary':
      return { kind, size: problem.kind.value.places.length, secondSize: problem.kind.value.days.length };
    case 'linear':
      return { kind, ...sizeOfLinear(problem.kind.value) };
    default:
      return { kind: ProblemKind.PROBLEM_KIND_UNSPECIFIED, size: 0, secondSize: 0 };
  }
}

function sizeOfLinear(program: LinearProgram): { size: number; secondSize: number } {
  if (program.form?.$case === 'arrays') {
    return { size: program.form.value.columns.length, secondSize: program.form.value.rows.length };
  }
  const { problem } = readOnce(program);
  return { size: problem?.columnNames.length ?? 0, secondSize: problem?.rowNames.length ?? 0 };
}
