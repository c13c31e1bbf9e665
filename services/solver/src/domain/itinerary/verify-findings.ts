import { type ItineraryViolation, type ItineraryViolationKind, unitOf } from './plan-rules.ts';
import type { AddViolation } from './verify-meals.ts';

/** What is wrong with a plan. */
export class ItineraryFindings {
  readonly list: ItineraryViolation[] = [];
  readonly #zeroIsUnstated: boolean;

  readonly add: AddViolation = (kind, place, amount, subject, message) => {
    this.list.push({ kind, place, amount, unit: unitOf(kind), subject, message });
  };

  /** @param zeroIsUnstated distances, costs and totals that are 0 are not claims */
  constructor(zeroIsUnstated: boolean) {
    this.#zeroIsUnstated = zeroIsUnstated;
  }

  /** Compares a figure of the plan with what comes out. */
  same(kind: ItineraryViolationKind, place: string, claimed: number, real: number, subject: string): void {
    if (!Number.isFinite(claimed)) this.add('not_a_number', place, 1, subject, `${claimed} is not a number`);
    else if (claimed !== real && !(kind !== 'wrong_time' && this.isUnstated(claimed)))
      this.add(kind, place, Math.abs(claimed - real), subject, `${claimed} is claimed, ${real} is right`);
  }

  isUnstated(claimed: number): boolean {
    return this.#zeroIsUnstated && claimed === 0;
  }
}
