import { DRIVING_PRESET, type DrivingRules } from '#domain/routing/problem-rules';
import type { RouteRun, Span } from './follow-route.ts';
import type { RouteCheck } from './route-check.ts';

type DrivingNumbers = Omit<DrivingRules, 'preset'>;

/** Regulation (EC) No 561/2006 for one driver, articles 6 to 8, and Directive 2002/15/EC, article 5. */
const EU: DrivingNumbers = {
  maxContinuousDrivingSeconds: 16_200,
  breakSeconds: 2_700,
  firstPartSeconds: 900,
  maxContinuousWorkSeconds: 21_600,
  workBreakSeconds: 1_800,
  maxDrivingSeconds: 32_400,
  minRestSeconds: 39_600,
};

/** The numbers that hold: the given ones, else those of the preset. */
export function drivingNumbers(rules: DrivingRules | undefined): DrivingNumbers {
  if (rules?.preset !== DRIVING_PRESET.eu) return rules ?? {};
  return {
    maxContinuousDrivingSeconds: rules.maxContinuousDrivingSeconds ?? EU.maxContinuousDrivingSeconds,
    breakSeconds: rules.breakSeconds ?? EU.breakSeconds,
    firstPartSeconds: rules.firstPartSeconds ?? EU.firstPartSeconds,
    maxContinuousWorkSeconds: rules.maxContinuousWorkSeconds ?? EU.maxContinuousWorkSeconds,
    workBreakSeconds: rules.workBreakSeconds ?? EU.workBreakSeconds,
    maxDrivingSeconds: rules.maxDrivingSeconds ?? EU.maxDrivingSeconds,
    minRestSeconds: rules.minRestSeconds ?? EU.minRestSeconds,
  };
}

/** Driving and work without a break, and driving in a shift. Rest between shifts is checked with the nights. */
export function checkDriving(check: RouteCheck, run: RouteRun): void {
  const { vehicle, place, findings } = check;
  if (!vehicle.drivingRules) return;
  const rules = drivingNumbers(vehicle.drivingRules);
  checkContinuous(check, run, {
    kind: 'driving_without_break',
    most: rules.maxContinuousDrivingSeconds,
    counts: ({ kind }) => kind === 'drive',
    isBreak: splitBreak(rules.breakSeconds ?? 0, rules.firstPartSeconds ?? 0),
    words: 'at the wheel',
  });
  checkContinuous(check, run, {
    kind: 'work_without_break',
    most: rules.maxContinuousWorkSeconds,
    counts: ({ kind }) => kind !== 'rest',
    isBreak: splitBreak(rules.workBreakSeconds ?? 0, 0),
    words: 'at work',
  });
  const { maxDrivingSeconds = Number.POSITIVE_INFINITY } = rules;
  for (const { drivingSeconds } of run.shifts) {
    const over = drivingSeconds - maxDrivingSeconds;
    const message = `${drivingSeconds} s at the wheel, vehicle ${vehicle.id} may be ${maxDrivingSeconds} in a shift`;
    if (over > 0) findings.add('driving_exceeded', place, over, vehicle.id, message);
  }
}

/** Says of each rest in turn whether with it the break is complete; the first of two parts is at least `firstPart` long, 0 for one part only. */
function splitBreak(whole: number, firstPart: number): (seconds: number) => boolean {
  let hasFirst = false;
  return (seconds) => {
    const isComplete = seconds >= whole || (hasFirst && seconds >= whole - firstPart);
    hasFirst = !isComplete && (hasFirst || (firstPart > 0 && seconds >= firstPart));
    return isComplete;
  };
}

interface ContinuousRule {
  readonly kind: 'driving_without_break' | 'work_without_break';
  /** Seconds without a break; undefined is no rule. */
  readonly most: number | undefined;
  readonly counts: (span: Span) => boolean;
  readonly isBreak: (seconds: number) => boolean;
  readonly words: string;
}

/** Named once for each stretch without a break, where it gets too long. */
function checkContinuous({ findings, vehicle }: RouteCheck, { spans }: RouteRun, rule: ContinuousRule): void {
  const { kind, most, counts, isBreak, words } = rule;
  if (most === undefined) return;
  let seconds = 0;
  let where = '';
  const tell = () => {
    const message = `${seconds} s ${words} without a break, vehicle ${vehicle.id} may be ${most}`;
    if (seconds > most) findings.add(kind, where, seconds - most, vehicle.id, message);
    seconds = 0;
    where = '';
  };
  for (const span of spans) {
    if (span.kind === 'rest' && isBreak(span.seconds)) tell();
    else if (counts(span)) {
      seconds += span.seconds;
      if (seconds > most && where === '') where = span.where;
    }
  }
  tell();
}
