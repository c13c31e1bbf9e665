import { type RoutingViolation, type RoutingViolationKind, unitOf } from '#domain/routing/plan-rules';

/** Costs may differ by rounding only. */
const COST_TOLERANCE = 1e-6;
const MOST_INT32 = 2 ** 31 - 1;

/** Collects what is wrong with a plan, and compares what it claims with what is right. */
export class Findings {
  readonly list: RoutingViolation[] = [];
  /** Figures that are 0 are not claims, except times. */
  readonly zeroIsUnstated: boolean;

  constructor(zeroIsUnstated: boolean) {
    this.zeroIsUnstated = zeroIsUnstated;
  }

  add(
    kind: RoutingViolationKind,
    place: string,
    amount: number,
    subject: string,
    message: string,
    unit = unitOf(kind),
  ): void {
    this.list.push({ kind, place, amount, unit, subject, message });
  }

  /** A whole number that the plan claims; undefined claims nothing. */
  same(kind: RoutingViolationKind, place: string, claimed: number | undefined, real: number, subject: string): void {
    if (Math.abs(real) > MOST_INT32) {
      this.add('too_large', place, 1, subject, `${real} is more than the contract's 32 bits hold`);
    } else if (claimed === undefined) return;
    else if (!Number.isFinite(claimed)) {
      this.add('not_a_number', place, 1, subject, `${claimed} is not a number`);
    } else if (claimed !== real && !(kind !== 'wrong_time' && this.#isUnstated(claimed))) {
      this.add(kind, place, Math.abs(claimed - real), subject, `${claimed} is claimed, ${real} is right`);
    }
  }

  /** A cost that the plan claims; undefined claims nothing. */
  sameCost(place: string, claimed: number | undefined, real: number, subject: string): void {
    if (claimed === undefined) return;
    const off = Math.abs(claimed - real);
    if (off <= COST_TOLERANCE * Math.max(1, Math.abs(real)) || this.#isUnstated(claimed)) return;
    const amount = Number.isFinite(off) ? off : Math.abs(real);
    this.add('wrong_cost', place, amount, subject, `${claimed} is claimed, ${real} is right`);
  }

  #isUnstated(claimed: number): boolean {
    return this.zeroIsUnstated && claimed === 0;
  }
}
