/** What may go wrong with an answer. */
export const FAULT_KINDS = [
  'none',
  /** The connection is cut without an answer. */
  'reset',
  /** Headers and the first bytes come at once, the rest never. */
  'slow-body',
  /** The body ends in the middle, in good order for HTTP. */
  'truncated',
  /** Status 500 with OSRM's InternalError. */
  'error-500',
  /** Status 502 with a page of a proxy. */
  'html-502',
  /** A table with one column too few. */
  'wrong-shape',
  /** A table with NaN in it, which is not JSON. */
  'not-a-number',
  /** Ok without tables. */
  'no-tables',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Faults {
  readonly kind: FaultKind;
  /** Every answer waits so long, milliseconds. */
  readonly latencyMs: number;
  /** Every answer waits so much longer for each source and destination, milliseconds: OSRM itself takes 0.125. */
  readonly perCoordinateMs: number;
  /** How many answers are spoiled; then all is well again. Absent: all of them. */
  readonly times?: number | undefined;
}

export const NO_FAULTS: Faults = { kind: 'none', latencyMs: 0, perCoordinateMs: 0 };

/** Reads faults from JSON, absent ones as none. Throws with what is wrong. */
export function readFaults(text: string): Faults {
  const given = JSON.parse(text === '' ? '{}' : text) as Partial<Faults>;
  const faults: Faults = { ...NO_FAULTS, ...given };
  if (!FAULT_KINDS.includes(faults.kind)) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}`);
  for (const name of ['latencyMs', 'perCoordinateMs', 'times'] as const) {
    const value = faults[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) throw new Error(`${name} must be 0 or more`);
  }
  return faults;
}
