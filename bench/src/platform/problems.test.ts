import { SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolveRequest } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { describe, expect, it } from 'vitest';
import { longProblem, solveRequest, submitRequest, TRIVIAL_PROBLEM, tenPlaces } from './problems.ts';

describe('the problems of the benchmark', () => {
  it('are requests that the contracts can read', () => {
    const { problem, options } = SolveRequest.decode(solveRequest(tenPlaces(), { max_iterations: 200 }));
    expect(options?.maxIterations).toBe(200);
    expect(problem?.kind?.$case === 'itinerary' && problem.kind.value.places).toHaveLength(10);
    expect(SubmitJobRequest.decode(submitRequest(TRIVIAL_PROBLEM)).problem?.kind?.$case).toBe('linear');
    expect(SolveRequest.decode(solveRequest(longProblem())).problem?.kind?.$case).toBe('routing');
  });

  it('with a typing error are refused', () => {
    expect(() => solveRequest(TRIVIAL_PROBLEM, { max_iteration: 1 })).toThrow('max_iteration');
  });
});
