import type { StopRule } from '#domain/engine/engine';
import type { Random } from '#domain/engine/random';
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
  /** Stops that no route serves. */
  readonly absent: Int32Array;
  absentCount = 0;

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
    this.absent = new Int32Array(problem.stops);
    this.findAbsent();
  }

  findAbsent(): void {
    this.absentCount = 0;
    for (let s = 0; s < this.problem.stops; s++) {
      if ((this.routes.route[s] as number) < 0) this.absent[this.absentCount++] = s;
    }
  }

  /** Objective with the penalty of every required stop that is left out. */
  cost(): number {
    let cost = 0;
    for (let v = 0; v < this.problem.vehicles; v++) cost += this.routes.cost[v] as number;
    return cost + this.absentCost();
  }

  absentCost(): number {
    let cost = 0;
    for (let s = 0; s < this.problem.stops; s++) {
      if ((this.routes.route[s] as number) < 0) cost += this.problem.prize[s] as number;
    }
    return cost;
  }

  /** Puts the stop where it costs least, when that is below its prize. `blink` is the chance that a place is overlooked. */
  insert(stop: number, blink: number): boolean {
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

/** Sets the routes to the lists; every other stop becomes absent. */
export function load(state: SearchState, lists: RouteLists): void {
  const { routes, problem } = state;
  routes.route.fill(-1, 0, problem.stops);
  for (let v = 0; v < problem.vehicles; v++) {
    const list = lists[v] ?? NO_STOPS;
    routes.setRoute(v, list, list.length);
  }
  state.findAbsent();
}

const NO_STOPS = new Int32Array(0);
