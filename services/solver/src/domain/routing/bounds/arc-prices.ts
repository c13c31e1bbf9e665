import { FAR, HORIZON } from '#domain/routing/compiled';
import { type LegTable, legCost, legSeconds, type RelaxedFleet, type RelaxedProblem } from './relaxed-problem.ts';

/** Above so many stops the prices are halves of cheapest legs; below, each is raised as far as the others allow. */
const MOST_RAISED = 300;
const ROUNDS = 3;
/** Above so many stops legs are not looked at. */
const MOST_LEGS = 5000;

/**
 * Prices of leaving and of reaching each place such that no leg costs less than
 * leaving its one end and reaching its other: dual values of the assignment
 * relaxation. Every plan pays both at each stop that it serves.
 */
export interface ArcPrices {
  /** By stop; infinite where no leg leads to it or from it. */
  readonly out: Float64Array;
  readonly in: Float64Array;
  /** Each route pays one of each. */
  readonly fromStart: number;
  readonly toEnd: number;
  /** By stop: seconds of the shortest leg to it and from it. */
  readonly secondsIn: Float64Array;
  readonly secondsOut: Float64Array;
}

export function arcPrices(problem: RelaxedProblem): ArcPrices {
  const { stops } = problem;
  if (stops > MOST_LEGS || problem.fleets.some(({ ride }) => !hasLegs(ride))) return freeArcs(stops);
  const legs = new CheapestLegs(problem);
  const prices = halves(legs, stops);
  if (stops <= MOST_RAISED) for (let round = 0; round < ROUNDS; round++) raise(prices, legs, stops);
  return prices;
}

/** Legs of large problems may be computed one by one: then there is no table. */
function hasLegs({ size, durations }: LegTable): boolean {
  return durations?.length === size * size;
}

function freeArcs(stops: number): ArcPrices {
  const zeros = () => new Float64Array(stops);
  return { out: zeros(), in: zeros(), fromStart: 0, toEnd: 0, secondsIn: zeros(), secondsOut: zeros() };
}

/** Costs of legs over all fleets: no vehicle does any for less. */
class CheapestLegs {
  /** By stop: cost and seconds of the cheapest leg from any start or passed place, and to any end or passed place. */
  readonly fromDepot: Float64Array;
  readonly toDepot: Float64Array;
  readonly secondsFromDepot: Float64Array;
  readonly secondsToDepot: Float64Array;
  readonly #problem: RelaxedProblem;
  /** One for each way to travel, with the least prices that anybody pays there. */
  readonly #fleets: readonly RelaxedFleet[];
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  readonly #least: Float64Array;
  /** Cells of the last look, by the second stop. */
  readonly cost: Float64Array;
  readonly seconds: Float64Array;

  constructor(problem: RelaxedProblem) {
    const { stops, location, fleets } = problem;
    this.#problem = problem;
    this.#fleets = travellers(fleets);
    this.#first = new Float64Array(stops).fill(HORIZON);
    this.#last = new Float64Array(stops).fill(-1);
    this.#least = new Float64Array(stops).fill(HORIZON);
    for (const { serves, open, close, service } of fleets) {
      for (let s = 0; s < stops; s++) {
        if (serves[s] === 0) continue;
        this.#first[s] = Math.min(this.#first[s] as number, open[s] as number);
        this.#last[s] = Math.max(this.#last[s] as number, close[s] as number);
        this.#least[s] = Math.min(this.#least[s] as number, service[s] as number);
      }
    }
    this.cost = new Float64Array(stops);
    this.seconds = new Float64Array(stops);
    const starts = new Set(fleets.flatMap(({ start, between }) => [start, ...between]));
    const ends = new Set(fleets.flatMap(({ end, between }) => [end, ...between]));
    const column = () => new Float64Array(stops).fill(Number.POSITIVE_INFINITY);
    this.fromDepot = column();
    this.toDepot = column();
    this.secondsFromDepot = column();
    this.secondsToDepot = column();
    for (let s = 0; s < stops; s++) {
      const at = location[s] as number;
      for (const fleet of this.#fleets) {
        for (const depot of starts) {
          this.fromDepot[s] = Math.min(this.fromDepot[s] as number, legCost(fleet, depot, at));
          this.secondsFromDepot[s] = Math.min(this.secondsFromDepot[s] as number, legSeconds(fleet, depot, at));
        }
        for (const depot of ends) {
          this.toDepot[s] = Math.min(this.toDepot[s] as number, legCost(fleet, at, depot));
          this.secondsToDepot[s] = Math.min(this.secondsToDepot[s] as number, legSeconds(fleet, at, depot));
        }
      }
    }
  }

  /** Whether a route may have something between its start and its first stop. */
  get hasDetours(): boolean {
    return this.#problem.fleets.some(({ between }) => between.length > 0);
  }

  /** Fills `cost` and `seconds` with the legs from the stop to all others; infinite where the second is reached too late. */
  lookFrom(a: number): void {
    this.cost.fill(Number.POSITIVE_INFINITY);
    this.seconds.fill(Number.POSITIVE_INFINITY);
    for (const fleet of this.#fleets) {
      this.#lookAt(fleet.ride, FAR, fleet, a);
      if (fleet.walk) this.#lookAt(fleet.walk.legs, fleet.walk.legMeters, fleet, a);
    }
    this.cost[a] = Number.POSITIVE_INFINITY;
    this.seconds[a] = Number.POSITIVE_INFINITY;
  }

  /** Looks at one table of legs no longer than `longest`; in plain steps, for there are many. */
  #lookAt({ size, durations, distances }: LegTable, longest: number, fleet: RelaxedFleet, a: number): void {
    const { stops, location } = this.#problem;
    const { perMeter } = fleet;
    const perSecond = fleet.perTravelSecond + fleet.perSecond;
    const ready = (this.#first[a] as number) + (this.#least[a] as number);
    const row = (location[a] as number) * size;
    const { cost, seconds } = this;
    for (let b = 0; b < stops; b++) {
      const cell = row + (location[b] as number);
      const time = durations[cell] as number;
      const way = distances[cell] as number;
      if (time < 0 || time >= FAR || way < 0 || way >= FAR || way > longest) continue;
      if (ready + time > (this.#last[b] as number)) continue;
      if (time < (seconds[b] as number)) seconds[b] = time;
      const price = perMeter * way + perSecond * time;
      if (price < (cost[b] as number)) cost[b] = price;
    }
  }
}

/** One fleet for each way to travel, that pays the least of all who go that way. */
function travellers(fleets: readonly RelaxedFleet[]): RelaxedFleet[] {
  const byWay = new Map<LegTable, RelaxedFleet[]>();
  for (const fleet of fleets) byWay.set(fleet.ride, [...(byWay.get(fleet.ride) ?? []), fleet]);
  return [...byWay.values()].flatMap((same) => {
    const first = same[0] as RelaxedFleet;
    const walks = new Map(same.map(({ walk }) => [walk?.legs, walk]));
    const least = (read: (fleet: RelaxedFleet) => number) =>
      same.reduce((low, fleet) => Math.min(low, read(fleet)), Number.POSITIVE_INFINITY);
    const prices = {
      perMeter: least(({ perMeter }) => perMeter),
      perTravelSecond: least(({ perTravelSecond }) => perTravelSecond),
      perSecond: least(({ perSecond }) => perSecond),
    };
    // Whoever walks may walk any leg of the longest reach.
    const reach = (legs: LegTable | undefined) =>
      Math.max(...same.map(({ walk }) => (walk && walk.legs === legs ? walk.legMeters : 0)));
    return [...walks.keys()].map((legs) => ({
      ...first,
      ...prices,
      walk: legs && { legs, legMeters: reach(legs) },
    }));
  });
}

/** Half of the cheapest leg in and out of every stop. */
function halves(legs: CheapestLegs, stops: number) {
  const out = legs.toDepot.slice();
  const inward = legs.fromDepot.slice();
  const secondsIn = legs.secondsFromDepot.slice();
  const secondsOut = legs.secondsToDepot.slice();
  for (let a = 0; a < stops; a++) {
    legs.lookFrom(a);
    for (let b = 0; b < stops; b++) {
      const cost = legs.cost[b] as number;
      out[a] = Math.min(out[a] as number, cost);
      inward[b] = Math.min(inward[b] as number, cost);
      secondsOut[a] = Math.min(secondsOut[a] as number, legs.seconds[b] as number);
      secondsIn[b] = Math.min(secondsIn[b] as number, legs.seconds[b] as number);
    }
  }
  const half = (price: number) => price / 2;
  // A route with nothing but a passed place before its first stop pays for no leg of these.
  const ends = legs.hasDetours ? [0, 0] : [least(legs.fromDepot) / 2, least(legs.toDepot) / 2];
  return {
    out: out.map(half),
    in: inward.map(half),
    fromStart: ends[0] as number,
    toEnd: ends[1] as number,
    secondsIn,
    secondsOut,
  };
}

function least(column: Float64Array): number {
  const value = column.reduce((low, cell) => Math.min(low, cell), Number.POSITIVE_INFINITY);
  return Number.isFinite(value) ? value : 0;
}

/** One round of dual ascent: what reaching costs as far as leaving allows, then the other way round. */
function raise(
  prices: { out: Float64Array; in: Float64Array; fromStart: number; toEnd: number },
  legs: CheapestLegs,
  stops: number,
): void {
  const inward = legs.fromDepot.map((cost) => cost - prices.fromStart);
  for (let a = 0; a < stops; a++) {
    legs.lookFrom(a);
    const left = prices.out[a] as number;
    if (left === Number.POSITIVE_INFINITY) continue;
    for (let b = 0; b < stops; b++) inward[b] = Math.min(inward[b] as number, (legs.cost[b] as number) - left);
  }
  for (let s = 0; s < stops; s++) prices.in[s] = Math.max(prices.in[s] as number, inward[s] as number);
  for (let a = 0; a < stops; a++) {
    legs.lookFrom(a);
    let room = (legs.toDepot[a] as number) - prices.toEnd;
    for (let b = 0; b < stops; b++) {
      const reached = prices.in[b] as number;
      if (reached < Number.POSITIVE_INFINITY) room = Math.min(room, (legs.cost[b] as number) - reached);
    }
    prices.out[a] = Math.max(prices.out[a] as number, room);
  }
}
