import type { CompiledRouting } from '#domain/routing/compiled';

/**
 * What is to be done: a stop, or one stop of a group of alternatives. A task has
 * the number of its lead, the first stop of the group, which has its prize.
 */
export class Tasks {
  readonly count: number;
  /** By stop. */
  readonly lead: Int32Array;
  readonly hasOptional: boolean;
  /** Stops of the largest group. */
  readonly largest: number;
  /** By lead of a group: its stops. */
  readonly #members: readonly (Int32Array | undefined)[] | undefined;

  constructor({ stops, bonds, required }: Pick<CompiledRouting, 'stops' | 'bonds' | 'required'>) {
    this.lead = bonds?.lead ?? Int32Array.from({ length: stops }, (_, stop) => stop);
    const isLead = (stop: number) => this.lead[stop] === stop;
    this.count = this.lead.reduce((sum, lead, stop) => sum + (lead === stop ? 1 : 0), 0);
    this.hasOptional = required.some((value, stop) => value === 0 && isLead(stop));
    this.largest = (bonds?.groups ?? []).reduce((most, { length }) => Math.max(most, length), 1);
    if (!bonds || this.count === stops) return;
    const members: (Int32Array | undefined)[] = new Array(stops).fill(undefined);
    for (const group of bonds.groups) members[group[0] as number] = group;
    this.#members = members;
  }

  get hasGroups(): boolean {
    return this.#members !== undefined;
  }

  /** The stops of the group that has this lead; undefined for a stop by itself. */
  groupOf(lead: number): Int32Array | undefined {
    return this.#members?.[lead];
  }

  /** The stop of the task that a route serves, -1 for none. */
  served(lead: number, route: Int32Array): number {
    const group = this.groupOf(lead);
    if (!group) return (route[lead] as number) < 0 ? -1 : lead;
    for (const stop of group) if ((route[stop] as number) >= 0) return stop;
    return -1;
  }
}
