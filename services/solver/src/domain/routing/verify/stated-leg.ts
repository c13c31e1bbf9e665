import type { RouteCheck } from './route-check.ts';
import type { Leg } from './vehicle-legs.ts';

/** Where a leg goes, as places of the request; undefined where a place does not exist. */
export interface LegEnds {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Path in the plan. */
  readonly where: string;
  readonly subject: string;
}

/** How a visit says that it was reached; legs to depots say nothing. */
export interface StatedMode {
  readonly stopId?: string;
  readonly walked?: boolean | undefined;
}

/**
 * The leg between two places, on foot or not as it is stated, else as the rule
 * says. Undefined where there is none, which is a violation, or where nobody can
 * know because a place does not exist.
 */
export function statedLeg(
  check: RouteCheck,
  { from, to, where, subject }: LegEnds,
  stated: StatedMode | undefined,
  walkedMeters: number,
): Leg | undefined {
  if (from === undefined || to === undefined) return undefined;
  const { legs, findings } = check;
  const isWalked = stated?.stopId === undefined ? undefined : statedWalk(check, stated.walked);
  const budget = legs.walkingBudget - walkedMeters;
  const rule = legs.byRule(from, to, budget);
  let leg = rule;
  if (isWalked === true) leg = legs.walked(from, to) ?? (legs.mostWalked === undefined ? rule : undefined);
  else if (isWalked === false) leg = legs.ridden(from, to);
  if (!leg) findings.add('no_way', where, 1, subject, 'there is no way to this place');
  else if (isWalked === true) checkWalk(check, leg, budget, where, subject);
  else if (isWalked === false && rule?.walked && (rule.meters !== leg.meters || rule.seconds !== leg.seconds)) {
    findings.add('wrong_mode', where, 1, subject, `this leg of ${rule.meters} m is walked`);
  }
  return leg;
}

/** Undefined where the plan does not say how it goes. */
function statedWalk({ legs, findings }: RouteCheck, walked: boolean | undefined): boolean | undefined {
  if (walked) return true;
  // A vehicle that only rides has nothing to say.
  return legs.mostWalked === undefined || findings.zeroIsUnstated ? undefined : walked;
}

function checkWalk({ legs, findings, vehicle }: RouteCheck, leg: Leg, budget: number, where: string, subject: string) {
  const { mostWalked } = legs;
  if (mostWalked === undefined) {
    findings.add('wrong_mode', where, 1, subject, `vehicle ${vehicle.id} does not walk`);
    return;
  }
  const tooFar = leg.meters - mostWalked;
  const message = `${leg.meters} m on foot, a leg of vehicle ${vehicle.id} may have ${mostWalked}`;
  if (tooFar > 0) findings.add('walking_leg_exceeded', where, tooFar, subject, message);
  const over = Math.min(leg.meters, leg.meters - budget);
  const words = `${over} m on foot more than vehicle ${vehicle.id} may walk`;
  if (over > 0) findings.add('walking_exceeded', where, over, subject, words);
}
