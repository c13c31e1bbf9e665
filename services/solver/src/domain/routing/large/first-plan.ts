import type { StopRule } from '#domain/engine/engine';
import { emergencyVisits } from '#domain/routing/emergency';
import { HilbertSquare, orderBy } from './hilbert.ts';
import { IdleFleet } from './idle-fleet.ts';
import { LargePlan } from './large-plan.ts';
import type { LargeProblem } from './large-problem.ts';
import { constructPart } from './part-search.ts';
import { setRoutes } from './set-routes.ts';

/** Stops of a first part: matrices of twice as many take four times as long. */
const PART = 100;
/** Near stops that are looked at: finding them is half of the price. */
const NEAR = 12;
/** At least so many vehicles' stops are in a part. */
const LEAST_ROUTES = 3;
const MOST_PART = 1500;
/** A part is dealt so much more than its share of the fleet; what it does not use comes back. */
const SLACK = 1.2;
const SPARE = 2;
/** The shortest route of a part goes on to the next one when it has less than this part of the mean. */
const THIN = 0.6;

/**
 * A first plan, part after part along Hilbert's curve: stops of the nearest
 * home first, with the vehicles that are left; what finds no room, and a last
 * route that is not full, go on to the next part. Once `stop` says so the
 * emergency answer is taken for what is left, because that asks nobody.
 */
export function firstPlan(problem: LargeProblem, seed: number, stop: StopRule): LargePlan {
  const plan = new LargePlan(problem);
  const order = stopsInOrder(problem);
  const pass = new Pass(plan, seed, stop);
  pass.run(order);
  // What went on to the last part may have room elsewhere, with vehicles that were not dealt there.
  const absent = order.filter((stopNumber) => plan.routeOf[stopNumber] === -1);
  if (absent.length > 0) pass.run(problem.withTied([...absent]).filter((one) => plan.routeOf[one] === -1));
  return plan;
}

/** One way along the curve. */
class Pass {
  readonly #plan: LargePlan;
  readonly #seed: number;
  readonly #stop: StopRule;

  constructor(plan: LargePlan, seed: number, stop: StopRule) {
    this.#plan = plan;
    this.#seed = seed;
    this.#stop = stop;
  }

  run(order: Int32Array): void {
    const { problem } = this.#plan;
    const idle = new IdleFleet(problem, this.#plan);
    const chunks = chunksOf(problem, order);
    let carried: number[] = [];
    let ahead = order.length;
    chunks.forEach((chunk, index) => {
      const stops = Int32Array.from([...carried, ...chunk]);
      const share = Math.min(1, (SLACK * stops.length) / (ahead + carried.length));
      ahead -= chunk.length;
      const dealt = idle.deal({ ...middleOf(problem, stops), share, least: SPARE, most: stops.length });
      if (dealt.length === 0) return;
      this.#build(stops, Int32Array.from(dealt).sort(), this.#seed + index, index === chunks.length - 1);
      idle.giveBack(dealt.filter((vehicle) => this.#plan.isIdle(vehicle)));
      carried = this.#unserved(stops);
    });
  }

  #build(stops: Int32Array, vehicles: Int32Array, seed: number, isLast: boolean): void {
    const plan = this.#plan;
    const compiled = plan.problem.part(stops, vehicles);
    const isOver = this.#stop();
    const found = isOver
      ? emergencyVisits(compiled).solution
      : constructPart(compiled, { seed, stop: this.#stop, near: NEAR, quick: true });
    setRoutes(plan, compiled, { stops, vehicles }, found?.routes ?? []);
    if (!isLast && !isOver) dissolveThinnest(plan, vehicles);
  }

  /** So many at most go on, with their bunches: they would be compiled again and again when there is no room anywhere. */
  #unserved(stops: Int32Array): number[] {
    const { bunch } = this.#plan.problem;
    const served = new Set<number>();
    for (const stop of stops) if (this.#plan.routeOf[stop] !== -1) served.add(bunch[stop] as number);
    const carried = Array.from(stops).filter((stop) => !served.has(bunch[stop] as number));
    let length = Math.min(PART, carried.length);
    while (
      length > 0 &&
      length < carried.length &&
      bunch[carried[length] as number] === bunch[carried[length - 1] as number]
    ) {
      length++;
    }
    return carried.slice(0, length);
  }
}

/** Stops by nearest home, then along the curve, bunches together. */
function stopsInOrder(problem: LargeProblem): Int32Array {
  const { stops, x, y, bunch } = problem;
  const square = new HilbertSquare(x, y);
  const homes = nearestHomes(problem);
  const keys = new Float64Array(stops);
  for (let s = 0; s < stops; s++) {
    const first = bunch[s] as number;
    keys[s] = (homes[first] as number) * 2 ** 32 + square.index(x[first] as number, y[first] as number);
  }
  const byKey = orderBy(keys);
  // Two bunches at one place have the same key.
  return problem.withTied([...byKey]);
}

/** Cuts stops in their order into parts of whole bunches. */
function chunksOf({ stops, vehicles, bunch }: LargeProblem, order: Int32Array): Int32Array[] {
  const perVehicle = Math.ceil(stops / Math.max(1, vehicles));
  const size = Math.min(MOST_PART, Math.max(PART, LEAST_ROUTES * perVehicle));
  const chunks: Int32Array[] = [];
  for (let from = 0; from < order.length; ) {
    let to = Math.min(order.length, from + size);
    while (to < order.length && bunch[order[to] as number] === bunch[order[to - 1] as number]) to++;
    chunks.push(order.slice(from, to));
    from = to;
  }
  return chunks;
}

/** By stop, the number of the home of some vehicle that is nearest. */
function nearestHomes({ stops, vehicles, x, y, homeX, homeY }: LargeProblem): Int32Array {
  const known = new Map<string, [number, number]>();
  for (let v = 0; v < vehicles; v++) known.set(`${homeX[v]},${homeY[v]}`, [homeX[v] as number, homeY[v] as number]);
  const homes = [...known.values()];
  const nearest = new Int32Array(stops);
  if (homes.length < 2) return nearest;
  for (let s = 0; s < stops; s++) {
    let least = Number.POSITIVE_INFINITY;
    homes.forEach(([homeAtX, homeAtY], home) => {
      const far = ((x[s] as number) - homeAtX) ** 2 + ((y[s] as number) - homeAtY) ** 2;
      if (far >= least) return;
      least = far;
      nearest[s] = home;
    });
  }
  return nearest;
}

/** Empties the shortest of these routes when it is much shorter than the others. */
function dissolveThinnest(plan: LargePlan, vehicles: Int32Array): void {
  const used = vehicles.filter((vehicle) => !plan.isIdle(vehicle));
  if (used.length < 2) return;
  const lengthOf = (vehicle: number) => (plan.lists[vehicle] as Int32Array).length;
  const mean = used.reduce((sum, vehicle) => sum + lengthOf(vehicle), 0) / used.length;
  const thinnest = used.reduce((a, b) => (lengthOf(b) < lengthOf(a) ? b : a));
  if (lengthOf(thinnest) < THIN * mean) plan.empty(Int32Array.of(thinnest));
}

/** Mean place of some stops. */
export function middleOf({ x, y }: LargeProblem, stops: Int32Array): { x: number; y: number } {
  const count = Math.max(1, stops.length);
  return {
    x: stops.reduce((sum, stop) => sum + (x[stop] as number), 0) / count,
    y: stops.reduce((sum, stop) => sum + (y[stop] as number), 0) / count,
  };
}
