/**
 * Least-cost times of a chain: x[0] <= x[1] <= ..., each within [low, high],
 * for convex piecewise-linear costs. Slope trick: what is kept of the cost of a
 * beginning, as a function of when it ends, is where its slope changes, up to
 * its minimum; from there on waiting makes it flat. Exact.
 */
export class SoftTimes {
  /** Where the slope changes, ascending, and by how much. */
  readonly #at: number[] = [];
  readonly #by: number[] = [];
  #lowest = 0;
  /** The last time that the node at hand may have. */
  #highest = 0;

  begin(): void {
    this.#at.length = 0;
    this.#by.length = 0;
    this.#lowest = Number.NEGATIVE_INFINITY;
  }

  /** The next time lies in [low, high]; false when that is before the one before can be. */
  within(low: number, high: number): boolean {
    if (low > this.#lowest) this.#lowest = low;
    this.#highest = high;
    const at = this.#at;
    for (let k = at.length - 1; k >= 0 && (at[k] as number) > high; k--) at[k] = high;
    return this.#lowest <= high;
  }

  /** Each second before `time` costs. */
  early(time: number, cost: number): void {
    if (cost <= 0 || time <= this.#lowest) return;
    const last = Math.min(time, this.#highest);
    let k = this.#at.length;
    while (k > 0 && (this.#at[k - 1] as number) > last) k--;
    this.#at.splice(k, 0, last);
    this.#by.splice(k, 0, cost);
  }

  /** Each second after `time` costs; with `-Infinity`, every second does. */
  late(time: number, cost: number): void {
    if (time >= this.#highest) return;
    this.early(time, cost);
    let left = cost;
    while (left > 0 && this.#at.length > 0) {
      const last = this.#by.length - 1;
      const by = this.#by[last] as number;
      if (by > left) {
        this.#by[last] = by - left;
        return;
      }
      left -= by;
      this.#at.pop();
      this.#by.pop();
    }
  }

  /** The first time at which the cost so far is least. */
  least(): number {
    return Math.max(this.#lowest, this.#at.at(-1) ?? Number.NEGATIVE_INFINITY);
  }
}
