/** One thing that is wrong with a problem. */
export interface Violation {
  /** In proto field names: `arrays.columns[3].upper_bound`, `lp_text`. */
  path: string;
  /** Upper-case code. */
  reason: string;
  message: string;
  /** What would be right. */
  hint: string;
}

/** More are not collected: the first hundred say enough. */
export const MOST_VIOLATIONS = 100;
