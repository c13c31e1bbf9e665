/** One figure as it is printed with `--json`. */
export interface Line {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine does in the same run without the platform; null where there is nothing to compare with. */
  readonly ceiling: number | null;
  /** value / ceiling. */
  readonly ratio: number | null;
  /** Of a rate's ratio (at least), of a time's or memory's value (at most). */
  readonly target: number;
  readonly met: boolean;
}

/**
 * A figure that should be small: a time or an amount of memory. `floor` is what the machine needs for it without the platform,
 * and stands in the line as its ceiling.
 */
export function atMost(figure: string, value: number, unit: string, target: number, floor?: number): Line {
  const rounded = significant(value);
  const ceiling = floor === undefined ? null : significant(floor);
  const ratio = floor === undefined ? null : significant(value / floor);
  return { figure, value: rounded, unit, ceiling, ratio, target, met: rounded <= target };
}

/** A rate against what the machine could do at best. */
export function shareOf(
  figure: string,
  { value, ceiling }: { value: number; ceiling: number },
  unit: string,
  target: number,
): Line {
  const ratio = significant(value / ceiling);
  return {
    figure,
    value: significant(value),
    unit,
    ceiling: significant(ceiling),
    ratio,
    target,
    met: ratio >= target,
  };
}

/** Three digits; more would be noise. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}
