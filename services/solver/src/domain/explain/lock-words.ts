import type { RoutingInput, RoutingProblem } from '#domain/routing/problem';
import { type GivenRoute, LOCK } from '#domain/routing/problem-rules';
import { findBrokenLocks } from '#domain/routing/validate/find-broken-locks';
import { Faults } from '#domain/routing/violation';
import { listWords } from './measure-words.ts';

/** Begins what the check of locks says of a rule that is broken. */
const BREAKS = /^.*? breaks a rule: /;
/** Other stops of a locked route that are named. */
const MOST_NAMED = 3;

/** Says of a stop to what it is locked, and what of that cannot be. */
export class LockWords {
  readonly #problem: RoutingProblem;
  #broken: ReadonlyMap<number, string> | undefined;

  constructor(problem: RoutingProblem) {
    this.#problem = problem;
  }

  /** Nothing of a stop that is not locked itself. */
  words(stop: number, name: string): string | undefined {
    const { input } = this.#problem;
    const id = input.stops[stop]?.id ?? '';
    const index = (input.givenRoutes ?? []).findIndex((given) => lockedIds(given).includes(id));
    const given = input.givenRoutes?.[index];
    if (!given) return undefined;
    const vehicle = vehicleName(input, given);
    const others = lockedIds(given).filter((other) => other !== id);
    const beside = others.length > 0 ? ` with ${listWords(others, MOST_NAMED)}` : '';
    const broken = this.#brokenRules().get(index);
    const why = broken ? `, and that route breaks a rule as it is: ${broken}` : ', which leaves no place for it';
    return `${name} is locked to ${vehicle}${beside}${why}`;
  }

  /** By number of the given route, the first rule that its locked stops break. */
  #brokenRules(): ReadonlyMap<number, string> {
    if (this.#broken) return this.#broken;
    const { input, travel } = this.#problem;
    const faults = new Faults();
    findBrokenLocks(faults, input, travel);
    const broken = new Map<number, string>();
    for (const { path, message } of faults.list) {
      const index = Number(/given_routes\[(\d+)\]/.exec(path)?.[1] ?? -1);
      if (!broken.has(index)) broken.set(index, message.replace(BREAKS, ''));
    }
    this.#broken = broken;
    return broken;
  }
}

/** Stops that may not leave the vehicle. */
function lockedIds({ stopIds, lock, lockedStops }: GivenRoute): readonly string[] {
  return lock === LOCK.none ? stopIds.slice(0, lockedStops) : stopIds;
}

function vehicleName({ vehicles }: RoutingInput, { vehicleId, vehicleIndex }: GivenRoute): string {
  const count = vehicles.find(({ id }) => id === vehicleId)?.count ?? 1;
  return count > 1 && vehicleIndex > 0 ? `${vehicleId} #${vehicleIndex + 1}` : vehicleId;
}
