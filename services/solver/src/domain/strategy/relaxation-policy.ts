/** Numbers of `RelaxationRule` in the contract: what a step of the ladder bends. */
export const RELAXATION = {
  timeWindows: 1,
  walkingLimit: 2,
  travelMode: 3,
  overtime: 4,
  distanceLimit: 5,
  stopLimit: 6,
  rideTime: 7,
  releaseTime: 8,
  breaks: 9,
  leaveOut: 10,
} as const;

export type RelaxationRule = (typeof RELAXATION)[keyof typeof RELAXATION];

/** One step of the ladder; how far at most, in the unit of its rule. */
export interface RelaxationStep {
  /** Number of `RELAXATION`. */
  readonly rule: number;
  readonly maxSeconds?: number | undefined;
  readonly maxMeters?: number | undefined;
  readonly maxCount?: number | undefined;
}

/** What may be bent when not everything required fits: the message `RelaxationPolicy`. */
export interface RelaxationPolicy {
  /** Nothing at all. */
  readonly forbidden: boolean;
  /** The ladder; absent or empty: the default one. */
  readonly steps?: readonly RelaxationStep[] | undefined;
  /** Rules that must not be bent. */
  readonly forbiddenRules?: readonly number[] | undefined;
}

/** In this order, where the client says nothing. Breaks are law and goods that are not there cannot be delivered: those only when asked for. */
const DEFAULT_RULES: readonly RelaxationRule[] = [
  RELAXATION.timeWindows,
  RELAXATION.rideTime,
  RELAXATION.walkingLimit,
  RELAXATION.travelMode,
  RELAXATION.overtime,
  RELAXATION.distanceLimit,
  RELAXATION.stopLimit,
  RELAXATION.leaveOut,
];

/** The ladder that holds. */
export function stepsOf(policy: RelaxationPolicy | undefined): readonly RelaxationStep[] {
  if (policy?.forbidden) return [];
  const own = policy?.steps ?? [];
  const steps: readonly RelaxationStep[] = own.length > 0 ? own : DEFAULT_RULES.map((rule) => ({ rule }));
  return steps.filter(({ rule }) => !policy?.forbiddenRules?.includes(rule));
}

/** Whether so many required visits may be left out. */
export function mayLeaveOut(policy: RelaxationPolicy | undefined, count: number): boolean {
  const step = stepsOf(policy).find(({ rule }) => rule === RELAXATION.leaveOut);
  return step !== undefined && count <= (step.maxCount ?? Number.POSITIVE_INFINITY);
}

/** How far a rule is bent, one try after the other: the first, then twice as far each time, at last the most. */
export function rungs(first: number, most: number): number[] {
  const far: number[] = [];
  for (let next = first; next < most; next *= 2) far.push(next);
  return most > 0 ? [...far, most] : [];
}
