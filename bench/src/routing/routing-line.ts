import type { Instance } from '@solveig/formats/instance';

/** One instance as it is printed with `--json`; values are in the file's unit. */
export interface RoutingLine {
  readonly solver: string;
  readonly set: string;
  readonly instance: string;
  /** Null when there was no answer, or the model cannot hold the instance (`note` says which). */
  readonly value: number | null;
  readonly best: number | null;
  /** (value - best) / best, of a gain (best - value) / best; a share, not percent. */
  readonly gap: number | null;
  /** From the call to the answer, matrix not counted. */
  readonly seconds: number | null;
  /** Nothing can be better, as far as the solver knows. */
  readonly bound: number | null;
  /** Every rule kept, by the verifier. */
  readonly feasible: boolean;
  readonly budget: number;
  readonly workers: number;
  readonly seed: number;
  /** Field of bks.json and rounding. */
  readonly reference: string;
  readonly note?: string;
}

/** The mean of a set. */
export interface SetLine {
  readonly solver: string;
  readonly set: string;
  /** With a checked answer and a reference / all that the model can hold / all. */
  readonly counted: number;
  readonly solvable: number;
  readonly instances: number;
  readonly meanGap: number | null;
  readonly worstGap: number | null;
  readonly meanSeconds: number | null;
}

/** Everybody's prizes: what costs a plan is what it loses of these. */
export function allPrizes({ customers }: Instance): number {
  return customers.reduce((sum, { prize }) => sum + (prize ?? 0), 0);
}

/** A cost that the verifier found as the instance counts it: gains for orienteering. */
export function countedValue(instance: Instance, cost: number): number {
  const value = instance.objective === 'gain' ? allPrizes(instance) - cost : cost;
  return Number(value.toFixed(6));
}

export function gapOf(instance: Instance, value: number, best: number): number {
  const worse = instance.objective === 'gain' ? best - value : value - best;
  return best === 0 ? (worse === 0 ? 0 : 1) : worse / best;
}

/** Lines of one solver and set summed up. Only checked answers count; the number of others stands beside. */
export function meanOf(lines: readonly RoutingLine[]): SetLine {
  const counted = lines.filter((line) => line.feasible && line.gap !== null);
  const gaps = counted.map(({ gap }) => gap as number);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    solver: lines[0]?.solver ?? '',
    set: lines[0]?.set ?? '',
    counted: counted.length,
    solvable: lines.filter(({ note }) => !note?.startsWith(NOT_EXPRESSIBLE)).length,
    instances: lines.length,
    meanGap: mean(gaps),
    worstGap: gaps.length === 0 ? null : Math.max(...gaps),
    meanSeconds: mean(counted.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))),
  };
}

/** Begins the note of an instance that was not tried. */
export const NOT_EXPRESSIBLE = 'not expressible';
