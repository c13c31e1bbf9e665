/** One figure as it is printed with `--json`. */
export interface Line {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine does in the same run without the platform; null where there is nothing to compare with. */
  readonly ceiling: number | null;
  /** value / ceiling. */
  readonly ratio: number | null;
  /** Of the ratio (at least) where there is one, else of the value (at most). */
  readonly target: number;
  readonly met: boolean;
}

/** A figure that should be small: a time or an amount of memory. */
export function atMost(figure: string, value: number, unit: string, target: number): Line {
  const rounded = significant(value);
  return { figure, value: rounded, unit, ceiling: null, ratio: null, target, met: rounded <= target };
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
