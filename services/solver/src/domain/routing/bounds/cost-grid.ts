/** Denominators that prices have: whole numbers, decimals, metres of kilometres, seconds of hours. */
const DENOMINATORS = [1, 10, 100, 1000, 3600, 10_000, 36_000, 100_000, 360_000, 1_000_000, 3_600_000];
/** Prices are counted as whole up to this. */
const CLOSE = 1e-9;
const LARGEST = 2 ** 50;

/**
 * The largest number of which every price is a whole multiple; 0 when there is
 * none worth having. Where costs are prices times whole amounts (metres,
 * seconds, vehicles), the cost of every plan is on this grid.
 */
export function gridOf(prices: readonly number[]): number {
  const paid = prices.filter((price) => price !== 0).map(Math.abs);
  if (paid.length === 0 || !paid.every(Number.isFinite)) return 0;
  for (const denominator of DENOMINATORS) {
    const counts = paid.map((price) => price * denominator);
    if (counts.every(isWhole)) return counts.map(Math.round).reduce(greatestDivisor) / denominator;
  }
  return 0;
}

/** The least multiple of the grid that is not below the bound, up to rounding errors. */
export function liftToGrid(bound: number, grid: number): number {
  // A grid finer than what numbers of this size resolve says nothing.
  if (grid <= 0 || grid < 1e-7 * Math.abs(bound)) return bound;
  const lifted = Math.ceil(bound / grid - 1e-5) * grid;
  return Math.max(bound, lifted - 1e-9 * Math.max(1, Math.abs(lifted)));
}

function isWhole(value: number): boolean {
  return value < LARGEST && Math.abs(value - Math.round(value)) <= CLOSE * Math.max(1, value);
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
