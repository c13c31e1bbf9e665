import { Random } from '#domain/engine/random';
import { LinearBuilder } from '#domain/linear/linear-builder';
import type { LinearProblem } from '#domain/linear/problem';

/** A seeded multi-dimensional knapsack with equality-like rows: easy to answer, hard to prove. Row-dense, `columns` binaries. */
export function hardMip(columns: number, rows: number, seed: number): LinearProblem {
  const random = new Random(seed);
  const builder = new LinearBuilder();
  builder.sense = -1;
  for (let c = 0; c < columns; c++) {
    const column = builder.column(`x${c}`);
    builder.cost[column] = 500 + random.below(500);
    builder.upper[column] = 1;
    builder.integer[column] = true;
  }
  for (let r = 0; r < rows; r++) {
    const row = builder.row(`capacity${r}`);
    let total = 0;
    for (let c = 0; c < columns; c++) {
      const weight = 1 + random.below(1000);
      builder.addTerm(row, c, weight);
      total += weight;
    }
    (builder.rows[row] as { upper: number }).upper = Math.floor(total / 2);
  }
  return builder.build(0);
}
