import type { CompiledRouting } from '#domain/routing/compiled';
import type { UnservedCode } from '#domain/routing/problem';
import type { RouteLists } from '#domain/routing/search-state';
import type { PlaceRules } from './place-rules.ts';

/** One class of rules, or part of one, that can be lifted in the raw problem. */
export interface Lift<P> {
  /** `WIDEN_WINDOWS_15_MIN`, `CAPACITY`, ...: upper case, for conflicts and remedies. */
  readonly rule: string;
  /** What a stop is left out for when lifting this lets it in. */
  readonly code: UnservedCode;
  /** Stops have the rule each for itself; otherwise it is one of the fleet, or of all days. */
  readonly perStop: boolean;
  /** Id of a vehicle of which there is one more then, behind all others. */
  readonly adds?: string | undefined;
  /** The problem without the rule, only for these stops where it is theirs; undefined when there is no such rule. */
  readonly apply: (problem: P, stops: ReadonlySet<number>) => P | undefined;
}

/** What stops can be inserted into: a compiled problem, and rules that its compiled form does not tell of one route. */
export interface InsertionWorld {
  readonly compiled: CompiledRouting;
  readonly rulesFor?: ((routes: RouteLists) => PlaceRules) | undefined;
}

/** The worlds of one problem with rules lifted for the same stops, each compiled once. */
export class LiftedWorlds<P> {
  readonly lifts: readonly Lift<P>[];
  readonly #problem: P;
  readonly #compile: (problem: P) => InsertionWorld;
  readonly #stops: ReadonlySet<number>;
  readonly #known = new Map<string, InsertionWorld | undefined>();

  constructor(
    problem: P,
    lifts: readonly Lift<P>[],
    compile: (problem: P) => InsertionWorld,
    stops: ReadonlySet<number>,
  ) {
    this.#problem = problem;
    this.lifts = lifts;
    this.#compile = compile;
    this.#stops = stops;
  }

  /** The world without the rules of these lifts (by index); undefined when none of them is there. */
  without(indices: readonly number[]): InsertionWorld | undefined {
    const key = indices.join();
    if (!this.#known.has(key)) this.#known.set(key, this.#make(indices));
    return this.#known.get(key);
  }

  #make(indices: readonly number[]): InsertionWorld | undefined {
    let problem = this.#problem;
    for (const index of indices) problem = this.lifts[index]?.apply(problem, this.#stops) ?? problem;
    return problem === this.#problem ? undefined : this.#compile(problem);
  }
}
