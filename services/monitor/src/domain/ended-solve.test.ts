import { describe, expect, it } from 'vitest';
import { endedByItself, hasAnswer, isClientsOwn, isError, responseSeconds, wasCutOff } from './ended-solve.ts';
import { exampleSolve } from './example-solve.test-data.ts';

describe('responseSeconds', () => {
  it('is waiting, travel data and solving for a solve that ended by itself', () => {
    expect(responseSeconds(exampleSolve({ queueSeconds: 1, matrixSeconds: 2, solveSeconds: 3 }))).toBe(6);
  });

  it('counts a solve that used its budget by its first answer', () => {
    const solve = exampleSolve({
      stopReason: 'time',
      queueSeconds: 1,
      matrixSeconds: 0,
      solveSeconds: 29,
      firstAnswerSeconds: 0.5,
      budgetSeconds: 30,
    });
    expect(responseSeconds(solve)).toBe(1.5);
  });

  it('adds what a solve took beyond its budget', () => {
    const solve = exampleSolve({
      stopReason: 'time',
      queueSeconds: 0,
      matrixSeconds: 0,
      solveSeconds: 34,
      firstAnswerSeconds: 0.5,
      budgetSeconds: 30,
    });
    expect(responseSeconds(solve)).toBe(4.5);
  });

  it('is never more than the whole time', () => {
    const solve = exampleSolve({
      stopReason: 'time',
      queueSeconds: 0,
      matrixSeconds: 0,
      solveSeconds: 5,
      firstAnswerSeconds: 4.9,
      budgetSeconds: 1,
    });
    expect(responseSeconds(solve)).toBe(5);
  });
});

describe('how a solve ended', () => {
  it('is by itself when it was proved, converged, or used its iterations or gap', () => {
    for (const stopReason of ['optimal', 'converged', 'iterations', 'gap'] as const) {
      expect(endedByItself(exampleSolve({ stopReason }))).toBe(true);
      expect(wasCutOff(exampleSolve({ stopReason }))).toBe(false);
    }
    for (const stopReason of ['time', 'stopped'] as const) {
      expect(endedByItself(exampleSolve({ stopReason }))).toBe(false);
      expect(wasCutOff(exampleSolve({ stopReason }))).toBe(true);
    }
  });

  it('is an answer when it is proved infeasible, not when nothing is known', () => {
    expect(hasAnswer(exampleSolve({ status: 'infeasible' }))).toBe(true);
    expect(hasAnswer(exampleSolve({ status: 'unknown' }))).toBe(false);
    expect(hasAnswer(exampleSolve({ end: 'expired', status: '' }))).toBe(false);
  });

  it("is the client's own when it cancelled or sent what cannot be solved", () => {
    expect(isClientsOwn(exampleSolve({ end: 'cancelled' }))).toBe(true);
    expect(isClientsOwn(exampleSolve({ end: 'failed', reason: 'INVALID_PROBLEM' }))).toBe(true);
    expect(isClientsOwn(exampleSolve({ end: 'failed', reason: 'WORKER_ERROR' }))).toBe(false);
    expect(isClientsOwn(exampleSolve({ end: 'expired' }))).toBe(false);
  });

  it('is an error when something broke, not when it was merely late', () => {
    expect(isError(exampleSolve({ end: 'failed', reason: 'WORKER_ERROR' }))).toBe(true);
    expect(isError(exampleSolve({ end: 'failed', reason: 'POISON_JOB' }))).toBe(true);
    expect(isError(exampleSolve({ end: 'failed', reason: 'TIMEOUT' }))).toBe(false);
    expect(isError(exampleSolve({ end: 'expired' }))).toBe(false);
    expect(isError(exampleSolve({ end: 'failed', reason: 'INVALID_PROBLEM' }))).toBe(false);
  });
});
