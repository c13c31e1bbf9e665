import type { LargePlan } from './large-plan.ts';
import type { LargeProblem } from './large-problem.ts';

/** Idle vehicles of one type. */
interface Stand {
  readonly x: number;
  readonly y: number;
  /** The next one to deal comes last. */
  readonly vehicles: number[];
  /** Fraction of a vehicle that parts were owed. */
  owed: number;
}

/** What a part is dealt. */
export interface Deal {
  /** Middle of the part. */
  readonly x: number;
  readonly y: number;
  /** Part of each type, 0 to 1. */
  readonly share: number;
  /** In all, while there are any, the nearest first. */
  readonly least: number;
  /** Of one type. */
  readonly most: number;
}

/** Deals idle vehicles out to parts. What a part does not use comes back and is dealt again. */
export class IdleFleet {
  readonly #types: Int32Array;
  readonly #stands = new Map<number, Stand>();

  constructor({ type, homeX, homeY }: LargeProblem, plan: LargePlan) {
    this.#types = type;
    for (let v = type.length - 1; v >= 0; v--) {
      const own = type[v] as number;
      const stand = this.#stands.get(own) ?? { x: homeX[v] as number, y: homeY[v] as number, vehicles: [], owed: 0 };
      if (plan.isIdle(v)) stand.vehicles.push(v);
      this.#stands.set(own, stand);
    }
  }

  deal({ x, y, share, least, most }: Deal): number[] {
    const dealt: number[] = [];
    for (const stand of this.#stands.values()) {
      stand.owed += share * stand.vehicles.length;
      const count = Math.min(most, stand.vehicles.length, Math.floor(stand.owed));
      stand.owed = Math.min(1, stand.owed - count);
      take(stand, count, dealt);
    }
    if (dealt.length >= least) return dealt;
    const far = (stand: Stand) => Math.hypot(stand.x - x, stand.y - y);
    const waiting = [...this.#stands.values()].filter(({ vehicles }) => vehicles.length > 0);
    for (const stand of waiting.sort((a, b) => far(a) - far(b))) {
      take(stand, Math.min(most, stand.vehicles.length, least - dealt.length), dealt);
      if (dealt.length >= least) break;
    }
    return dealt;
  }

  giveBack(vehicles: Iterable<number>): void {
    for (const vehicle of vehicles) this.#stands.get(this.#types[vehicle] as number)?.vehicles.push(vehicle);
  }
}

function take({ vehicles }: Stand, count: number, into: number[]): void {
  for (let k = 0; k < count; k++) into.push(vehicles.pop() as number);
}
