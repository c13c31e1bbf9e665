import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
import type { Bonds } from './bonds/bonds.ts';
import { Spread } from './bonds/spread.ts';
import { UnitInsertion } from './bonds/unit-insertion.ts';
import type { CompiledRouting } from './compiled.ts';
import { Insertion, NOWHERE } from './insertion.ts';
import { Journal } from './journal.ts';
import { nearestStops } from './neighbours.ts';
import { RouteTrial } from './route-trial.ts';
import { Routes } from './routes.ts';

/** Nearest stops that moves look at. */
const NEIGHBOURS = 40;

/** Up to so many stops every place is tried for an insertion; beyond, only those beside near stops. */
const SMALL = 60;

const NO_STOPS = new Int32Array(0);

/** Everything that the phases of one solve share. */
export class SearchState {
  readonly problem: CompiledRouting;
  readonly routes: Routes;
  readonly insertion: Insertion;
  readonly trial: RouteTrial;
  readonly journal: Journal;
  readonly neighbourCount: number;
  /** stops x neighbourCount, nearest first. */
  readonly neighbours: Int32Array;
  readonly random: Random;
  readonly stop: StopRule;
  /** Price of work that is spread unevenly. */
  readonly spread: Spread;
  /** Stops that no route serves; with bonds, the leads of what none serves. */
  readonly absent: Int32Array;
  absentCount = 0;
  /** By stop: 1 when it may not be taken out; those of locked routes that break a rule may. Empty without bonds. */
  readonly pinned: Uint8Array;
  readonly #units: UnitInsertion | undefined;

  /** `neighbours` may be taken over from a state with the same stops. */
  constructor(problem: CompiledRouting, random: Random, stop: StopRule, neighbours?: Int32Array) {
    this.problem = problem;
    this.routes = new Routes(problem);
    this.insertion = new Insertion(this.routes);
    this.trial = new RouteTrial(this.routes);
    this.journal = new Journal(this.routes);
    this.neighbourCount = Math.min(NEIGHBOURS, Math.max(0, problem.stops - 1));
    this.neighbours = neighbours ?? nearestStops(problem, this.neighbourCount, stop);
    this.random = random;
    this.stop = stop;
    this.spread = new Spread(this.routes);
    this.absent = new Int32Array(problem.stops);
    this.pinned = freed(this.routes);
    this.#units = problem.bonds && new UnitInsertion(this, problem.bonds);
    load(this, []);
  }

  findAbsent(): void {
    const { bonds } = this.problem;
    this.absentCount = 0;
    for (let s = 0; s < this.problem.stops; s++) {
      if (bonds && bonds.lead[s] !== s) continue;
      if (!this.isServed(s)) this.absent[this.absentCount++] = s;
    }
  }

  /** Whether the stop, or for the lead of a group one of its stops, is in a route. */
  isServed(lead: number): boolean {
    const { route } = this.routes;
    const { bonds } = this.problem;
    const group = bonds?.groups[bonds.group[lead] as number];
    if (!group) return (route[lead] as number) >= 0;
    for (const stop of group) if ((route[stop] as number) >= 0) return true;
    return false;
  }

  /** Objective with the penalty of everything required that is left out. */
  cost(): number {
    let cost = 0;
    for (let v = 0; v < this.problem.vehicles; v++) cost += this.routes.cost[v] as number;
    return cost + this.absentCost() + this.spread.cost();
  }

  absentCost(): number {
    let cost = this.removalCost();
    const { bonds, prize } = this.problem;
    for (let s = 0; s < this.problem.stops; s++) {
      if (bonds && bonds.lead[s] !== s) continue;
      if (!this.isServed(s)) cost += prize[s] as number;
    }
    return cost;
  }

  /** Loss of given stops of groups that are not served, whatever is instead. */
  removalCost(): number {
    const { bonds } = this.problem;
    if (!bonds?.hasRemovals) return 0;
    let cost = 0;
    for (const group of bonds.groups) {
      for (const stop of group) if ((this.routes.route[stop] as number) < 0) cost += bonds.removal[stop] as number;
    }
    return cost;
  }

  /** Takes the stop out of its route with all that goes with it; gives false when it is pinned. The caller refreshes the route. */
  takeOut(stop: number, withBunch: boolean): boolean {
    const { bonds } = this.problem;
    if (!bonds) {
      this.routes.unlink(stop);
      this.absent[this.absentCount++] = stop;
      return true;
    }
    if (this.pinned[stop] === 1) return false;
    const vehicle = this.routes.route[stop];
    this.#takeUnit(stop, bonds);
    const bunch = bonds.bunch[stop] as number;
    if (!withBunch || bunch < 0) return true;
    for (const other of bonds.bunches[bunch] as Int32Array) {
      // Where what ties them is not served, a bunch is on several routes: the others are not the caller's.
      if (this.routes.route[other] === vehicle && this.pinned[other] === 0) this.#takeUnit(other, bonds);
    }
    return true;
  }

  /** Gives one of the deliveries that may not leave their route the best place there. */
  shiftLoose(): void {
    this.#units?.shiftLoose();
  }

  #takeUnit(stop: number, bonds: Bonds): void {
    this.routes.unlink(stop);
    const partner = bonds.partner[stop] as number;
    if (partner >= 0) this.routes.unlink(partner);
    this.absent[this.absentCount++] = bonds.lead[stop] as number;
  }

  /** Puts the stop (with bonds, the unit that it leads) where it costs least, when that is below its prize. `blink` is the chance that a place is overlooked. */
  insert(stop: number, blink: number): boolean {
    if (this.#units) return this.#units.insert(stop, blink);
    const { insertion, problem, routes, journal } = this;
    insertion.reset();
    // A stop is worth no more than its prize; a required one is worth everything.
    insertion.cost = problem.prize[stop] as number;
    if (problem.stops <= SMALL) this.#everywhere(stop, blink);
    else {
      this.#besideNeighbours(stop, blink);
      if (insertion.after === NOWHERE && problem.required[stop] === 1) this.#everywhere(stop, 0);
    }
    if (insertion.after === NOWHERE) return false;
    const vehicle = routes.route[insertion.after] as number;
    journal.touch(vehicle);
    routes.link(stop, insertion.after);
    routes.refresh(vehicle);
    return true;
  }

  #everywhere(stop: number, blink: number): void {
    const { routes, problem, insertion } = this;
    let emptyType = -1;
    for (let v = 0; v < problem.vehicles; v++) {
      if (routes.count[v] === 0) {
        // Empty vehicles of a type are alike: one stands for all.
        if (problem.type[v] === emptyType) continue;
        emptyType = problem.type[v] as number;
      }
      if (!insertion.fits(stop, v)) continue;
      const end = routes.endOf(v);
      for (let node = routes.startOf(v); node !== end; node = routes.next[node] as number) {
        if (blink === 0 || this.random.unit() >= blink) insertion.offer(stop, node);
      }
    }
  }

  #besideNeighbours(stop: number, blink: number): void {
    const { routes, insertion, neighbours, neighbourCount, random } = this;
    const { route, prev } = routes;
    const row = stop * neighbourCount;
    for (let k = 0; k < neighbourCount; k++) {
      const near = neighbours[row + k] as number;
      const vehicle = route[near] as number;
      if (vehicle < 0 || !insertion.fits(stop, vehicle)) continue;
      if (blink !== 0 && random.unit() < blink) continue;
      insertion.offer(stop, near);
      insertion.offer(stop, prev[near] as number);
    }
    this.#emptyVehicles(stop);
  }

  #emptyVehicles(stop: number): void {
    const { routes, problem, insertion } = this;
    let emptyType = -1;
    for (let v = 0; v < problem.vehicles; v++) {
      if (routes.count[v] !== 0 || problem.type[v] === emptyType) continue;
      emptyType = problem.type[v] as number;
      if (insertion.fits(stop, v)) insertion.offer(stop, routes.startOf(v));
    }
  }
}

/** Routes as plain lists: by vehicle, the stops in order. */
export type RouteLists = readonly Int32Array[];

export function listsOf(routes: Routes): RouteLists {
  const lists: Int32Array[] = [];
  for (let v = 0; v < routes.problem.vehicles; v++) {
    const list = new Int32Array(routes.count[v] as number);
    routes.read(v, list);
    lists.push(list);
  }
  return lists;
}

/** Sets the routes to the lists; every other stop becomes absent. Nothing at all is the routes with what is locked. */
export function load(state: SearchState, lists: RouteLists): void {
  const { routes, problem } = state;
  routes.route.fill(-1, 0, problem.stops);
  const from = lists.length === 0 ? problem.bonds?.fixed : lists;
  for (let v = 0; v < problem.vehicles; v++) {
    const list = from?.[v] ?? NO_STOPS;
    routes.setRoute(v, list, list.length);
    // What is locked breaks a rule: as much of it as can be is inserted again.
    if (from !== lists && routes.cost[v] === Number.POSITIVE_INFINITY) clear(routes, v, list);
  }
  state.findAbsent();
}

function clear(routes: Routes, vehicle: number, stops: Int32Array): void {
  for (const stop of stops) routes.route[stop] = -1;
  routes.setRoute(vehicle, NO_STOPS, 0);
}

/** What is pinned, without the routes that break a rule as they are locked. */
function freed(routes: Routes): Uint8Array {
  const { bonds, vehicles } = routes.problem;
  const pinned = bonds?.pinned.slice() ?? new Uint8Array(0);
  for (let v = 0; v < vehicles && bonds?.fixed; v++) {
    const fixed = bonds.fixed[v] ?? NO_STOPS;
    routes.setRoute(v, fixed, fixed.length);
    if (routes.cost[v] === Number.POSITIVE_INFINITY) for (const stop of fixed) pinned[stop] = 0;
    clear(routes, v, fixed);
  }
  return pinned;
}
