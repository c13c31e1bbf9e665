import { FormatError } from './format-error.ts';

/**
 * How a set of instances turns distances into numbers. Times, distances and prizes are held as whole numbers of 1/`scale` of the
 * file's unit, so that a cost divided by `scale` is in the file's unit again.
 */
export interface Rounding {
  readonly name: RoundingName;
  readonly scale: number;
  /** A length in the file's unit as a whole number of 1/`scale`. */
  readonly whole: (length: number) => number;
}

/**
 * `round`: nearest whole number (TSPLIB's nint; CVRP, VRPB, GVRP). `dimacs`: cut after one decimal (VRPTW in the DIMACS challenge, and
 * the optima of the exact literature). `trunc2`: cut after two. `exact`: nearest thousandth (multi-depot and heterogeneous
 * sets). `double`: nearest ten-thousandth, for sets that are compared in floating point.
 */
export type RoundingName = 'round' | 'dimacs' | 'trunc2' | 'exact' | 'double';

// 0.1 * 10 style products may fall a hair short of the whole number that they are.
const HAIR = 1e-9;

const ROUNDINGS: Readonly<Record<RoundingName, Rounding>> = {
  round: { name: 'round', scale: 1, whole: (length) => Math.floor(length + 0.5) },
  dimacs: { name: 'dimacs', scale: 10, whole: (length) => Math.floor(10 * length + HAIR) },
  trunc2: { name: 'trunc2', scale: 100, whole: (length) => Math.floor(100 * length + HAIR) },
  exact: { name: 'exact', scale: 1_000, whole: (length) => Math.floor(1_000 * length + 0.5) },
  double: { name: 'double', scale: 10_000, whole: (length) => Math.floor(10_000 * length + 0.5) },
};

export const ROUNDING_NAMES = Object.keys(ROUNDINGS) as RoundingName[];

/** The rounding of this name. Throws `FormatError` for another word. */
export function roundingOf(name: string): Rounding {
  const rounding = Object.hasOwn(ROUNDINGS, name) ? ROUNDINGS[name as RoundingName] : undefined;
  if (!rounding) throw new FormatError(`there is no rounding "${name}": one of ${ROUNDING_NAMES.join(', ')}`);
  return rounding;
}
