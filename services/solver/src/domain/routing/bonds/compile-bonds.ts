import type { CompiledRouting } from '#domain/routing/compiled';
import { longestMeters, longestSeconds } from '#domain/routing/longest-route';
import type { RoutingInput } from '#domain/routing/problem';
import { BALANCE, type GivenRoute, RELATION } from '#domain/routing/problem-rules';
import type { BalancePrice, Bonds } from './bonds.ts';
import { bunchesOf } from './bunches.ts';
import { sizeBy } from './cost-beside.ts';
import { isOnlyStart } from './is-only-start.ts';
import { isSwift } from './is-swift.ts';
import { lockedRoutes } from './locked-routes.ts';
import { planToStart } from './plan-to-start.ts';

/**
 * The compiled problem with its bonds; as it was when it has neither bonds nor rules. What is served or left out as one
 * (a shipment, a group) counts once: at its lead.
 */
export function withBonds(problem: CompiledRouting, input: RoutingInput): CompiledRouting {
  const isTied = hasBonds(input) || problem.rules !== undefined;
  if (!isTied && !input.givenRoutes?.length) return problem;
  const numbers = new Map(input.stops.map(({ id }, index) => [id, index]));
  const numbered = (ids: readonly string[]) => ids.flatMap((id) => numbers.get(id) ?? []);
  if (!isTied) return { ...problem, startPlan: planToStart(problem, givenRoutesOf(problem, input), numbered) };
  const units = unitsOf(problem, input, numbered);
  const { dims, stops } = problem;
  const together: number[][] = input.stops.map(() => []);
  const apart: number[][] = input.stops.map(() => []);
  for (const { kind, stopIds } of input.relations ?? []) {
    tie(kind === RELATION.differentRoutes ? apart : together, [...new Set(numbered(stopIds))]);
  }
  const routes = givenRoutesOf(problem, input);
  const locked = lockedRoutes(problem, routes, numbered, units.partner);
  const removal = input.change?.removal ?? 0;
  const balance = balanceOf(problem, input);
  const missing = penaltyWith(problem, input, balance);
  const { required, prize, removals } = lossesOf(problem, input, { ...units, ...locked, missing, removal });
  const bonds: Bonds = {
    ...units,
    removal: removals,
    hasRemovals: removals.some((price) => price > 0),
    together: together.map((others) => Int32Array.from(others)),
    apart: apart.map((others) => Int32Array.from(others)),
    ...bunchesOf(input, numbered, units.partner),
    ...locked,
    kind: Int32Array.from(problem.type, (type, vehicle) => (locked.isNamed[vehicle] ? problem.types + vehicle : type)),
    balance,
    shipped: problem.rules?.shipments?.change ?? new Int32Array(stops * dims),
    isSwift: isSwift(problem, input),
  };
  return { ...problem, required, prize, missing, bonds, scan: !bonds.isSwift };
}

/** Whether stops or routes hang together. */
function hasBonds(input: RoutingInput): boolean {
  const lists = [input.shipments, input.alternatives, input.relations, isOnlyStart(input) ? [] : input.givenRoutes];
  return lists.some((list) => (list?.length ?? 0) > 0) || (input.balance?.costPerUnit ?? 0) > 0;
}

function tie(lists: number[][], stops: readonly number[]): void {
  for (const stop of stops) {
    const list = lists[stop] as number[];
    for (const other of stops) if (other !== stop && !list.includes(other)) list.push(other);
  }
}

interface Units {
  readonly lead: Int32Array;
  readonly partner: Int32Array;
  readonly group: Int32Array;
  readonly groups: readonly Int32Array[];
}

function unitsOf({ stops, rules }: CompiledRouting, input: RoutingInput, numbered: Numbered): Units {
  const lead = Int32Array.from({ length: stops }, (_, stop) => stop);
  const partner = rules?.shipments?.partner ?? new Int32Array(stops).fill(-1);
  const group = new Int32Array(stops).fill(-1);
  partner.forEach((pickup, stop) => {
    if (pickup >= 0 && rules?.shipments?.isPickup[stop] === 0) lead[stop] = pickup;
  });
  const groups = (input.alternatives ?? []).map(({ stopIds }) => Int32Array.from(numbered(stopIds)));
  groups.forEach((members, index) => {
    for (const stop of members) {
      group[stop] = index;
      lead[stop] = members[0] as number;
    }
  });
  return { lead, partner, group, groups };
}

type Numbered = (ids: readonly string[]) => number[];

/** Given routes by vehicle number. */
function givenRoutesOf(problem: CompiledRouting, input: RoutingInput): ReadonlyMap<number, GivenRoute> {
  const first = new Map<string, number>();
  for (let v = problem.vehicles - 1; v >= 0; v--) first.set(input.vehicles[problem.type[v] as number]?.id ?? '', v);
  const routes = new Map<number, GivenRoute>();
  for (const given of input.givenRoutes ?? []) {
    const vehicle = (first.get(given.vehicleId) ?? problem.vehicles) + given.vehicleIndex;
    const type = problem.type[vehicle];
    if (type !== undefined && input.vehicles[type]?.id === given.vehicleId) routes.set(vehicle, given);
  }
  return routes;
}

interface LossFacts extends Units {
  readonly pinned: Uint8Array;
  readonly home: Int32Array;
  readonly missing: number;
  /** Price of a given stop that is not served. */
  readonly removal: number;
}

/** What leaving out costs, at the leads. What is locked must be served. */
function lossesOf(problem: CompiledRouting, input: RoutingInput, facts: LossFacts) {
  const { lead, partner, group, groups, missing, removal } = facts;
  const given = new Set((input.givenRoutes ?? []).flatMap(({ stopIds }) => stopIds));
  const required = new Uint8Array(problem.stops);
  const prize = new Float64Array(problem.stops);
  const removals = new Float64Array(problem.stops);
  const priceOf = (stop: number) => (given.has(input.stops[stop]?.id ?? '') ? removal : 0);
  const shipments = new Map((input.shipments ?? []).map((shipment) => [shipment.pickupStopId, shipment]));
  for (let stop = 0; stop < problem.stops; stop++) {
    const inGroup = (group[stop] as number) >= 0;
    if (inGroup) removals[stop] = priceOf(stop);
    if (lead[stop] !== stop) continue;
    const raw = input.stops[stop];
    const other = partner[stop] as number;
    const unit = inGroup
      ? input.alternatives?.[group[stop] as number]
      : other >= 0
        ? shipments.get(raw?.id ?? '')
        : raw;
    const members = inGroup ? (groups[group[stop] as number] as Int32Array) : other >= 0 ? [stop, other] : [stop];
    const isLocked = Array.from(members).some(
      (member) => facts.pinned[member] === 1 || (facts.home[member] as number) >= 0,
    );
    const isRequired = isLocked || !unit?.optional;
    required[stop] = isRequired ? 1 : 0;
    const own = inGroup ? 0 : Array.from(members).reduce((sum, member) => sum + priceOf(member), 0);
    prize[stop] = own + (unit?.optional ? unit.prize : 0) + (isRequired ? missing : 0);
  }
  return { required, prize, removals };
}

function balanceOf(problem: CompiledRouting, { balance, vehicles }: RoutingInput): BalancePrice | undefined {
  if (!balance || balance.costPerUnit <= 0 || balance.measure === 0) return undefined;
  const unit = { [BALANCE.duration]: 3600, [BALANCE.distance]: 1000, [BALANCE.stops]: 1 }[balance.measure] ?? 1;
  const fleet = vehicles.reduce((sum, { count }) => sum + (count ?? 1), 0);
  return {
    measure: balance.measure,
    perUnit: balance.costPerUnit / unit,
    includeUnused: balance.includeUnused,
    alwaysIdle: fleet > problem.vehicles,
  };
}

/** Above the cost of every plan, also with what bonds cost. */
function penaltyWith(problem: CompiledRouting, input: RoutingInput, balance: BalancePrice | undefined): number {
  const given = (input.givenRoutes ?? []).reduce((sum, { stopIds }) => sum + stopIds.length, 0);
  const { removal = 0, vehicleChange = 0, predecessorChange = 0 } = input.change ?? {};
  let more = given * (removal + vehicleChange + predecessorChange);
  for (const { optional, prize } of [...(input.shipments ?? []), ...(input.alternatives ?? [])])
    more += optional ? prize : 0;
  if (balance)
    more += balance.perUnit * sizeBy(balance, problem.stops, longestMeters(problem), longestSeconds(problem));
  return more === 0 ? problem.missing : 2 ** Math.ceil(Math.log2(problem.missing + more));
}
