import type { EngineIncumbent, EngineOptions, EngineOutcome } from '#domain/engine/engine';
import { Random } from '#domain/engine/random';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { PartChooser } from './choose-part.ts';
import { cutRoutes } from './cut-routes.ts';
import { firstPlan, middleOf } from './first-plan.ts';
import { helpWithParts } from './help-with-parts.ts';
import { HilbertSquare } from './hilbert.ts';
import { IdleFleet } from './idle-fleet.ts';
import type { LargePlan } from './large-plan.ts';
import type { LargeProblem } from './large-problem.ts';
import { PartCooling } from './part-cooling.ts';
import { doTask, type PartAnswer, type PartTask } from './part-task.ts';
import { PartTeam } from './part-team.ts';

/** Stops of a part that is built anew once: savings need more of a region than a first plan has time to look at. */
const REBUILT_PART = 1500;
/** Idle vehicles that a part gets to choose from, and of one type. */
const SPARE = 3;
/** Questions, a power of two, after which mates are looked after. */
const SERVE_EVERY = 256;
/** How long news of mates are waited for when there is nothing else to do. */
const WAIT_MS = 20;
/** From this part of the time on mates get no tasks that would not be back in time. */
const END = 0.98;
/** A task is worth giving when there is time for so much of it. */
const WORTH = 0.3;
/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/**
 * The engine for problems too large to be searched as a whole: a first plan
 * part by part, then again and again routes that lie side by side annealed by
 * themselves, with other borders every time, all of it under one cooling
 * (`PartChooser`, `PartCooling`). Time and memory of a step do not grow with the
 * problem. Mates work on parts, too.
 */
export function searchParts(problem: LargeProblem, options: EngineOptions<VisitOrder>): EngineOutcome<VisitOrder> {
  const { mates, seed, stop, onIncumbent } = options;
  if (mates && mates.index > 0) return helpWithParts(problem, mates, options);
  const plan = firstPlan(problem, seed, stop);
  onIncumbent?.(plan.incumbent(0));
  return new PartsSearch(plan, options).run();
}

/** The plan, and who works on which part of it. */
class PartsSearch {
  readonly #plan: LargePlan;
  readonly #options: EngineOptions<VisitOrder>;
  readonly #random: Random;
  readonly #cooling: PartCooling;
  readonly #chooser: PartChooser;
  readonly #idle: IdleFleet;
  readonly #team: PartTeam | undefined;
  /** Parts to be built anew. */
  readonly #rebuilt: PartTask[];
  #best: EngineIncumbent<VisitOrder>;
  #questions = 0;
  /** Nothing was found for a mate to do, and nothing has changed since. */
  #isAllGiven = false;

  constructor(plan: LargePlan, options: EngineOptions<VisitOrder>) {
    const { problem } = plan;
    const { seed, mates, progress } = options;
    this.#plan = plan;
    this.#options = options;
    this.#random = new Random(seed);
    this.#cooling = new PartCooling(problem.stops, options);
    this.#chooser = new PartChooser(plan, this.#cooling, this.#random);
    this.#idle = new IdleFleet(problem, plan);
    this.#team = mates && progress && new PartTeam(mates, progress);
    this.#best = plan.incumbent(0);
    this.#rebuilt = this.#partsToRebuild();
  }

  run(): EngineOutcome<VisitOrder> {
    for (;;) {
      if (this.#isOver()) return this.#end();
      const task = this.#nextTask();
      if (task) this.#settle(task, doTask(this.#plan.problem, task, this.#stop));
      else if (!this.#team?.isWaiting) return { ...this.#end(), stopReason: 'converged' };
      this.#serve(task ? 0 : WAIT_MS);
    }
  }

  /** The stop rule for the task at hand; mates are looked after on the way. */
  readonly #stop = () => {
    this.#questions = (this.#questions + 1) & (SERVE_EVERY - 1);
    if (this.#questions === 0) this.#serve();
    return this.#options.stop();
  };

  #isOver(): boolean {
    const { iterations, stop, progress } = this.#options;
    const { done } = this.#cooling;
    if (iterations !== undefined) return done >= iterations || stop();
    // Without a clock it ends when it has cooled down.
    return stop() || (!progress && done >= this.#cooling.wholeEffort() * this.#plan.problem.stops);
  }

  #end(): EngineOutcome<VisitOrder> {
    const { iterations: budget, stop } = this.#options;
    const { done } = this.#cooling;
    const { solution, value } = this.#best;
    const stopReason = budget !== undefined && done >= budget ? 'iterations' : stop() ? 'stopped' : 'converged';
    return { solution, value, iterations: done, stopReason };
  }

  /** Takes what mates have done, and gives them more. */
  #serve(waitMs = 0): void {
    const team = this.#team;
    if (!team) return;
    for (const { task, answer } of team.hear(waitMs)) {
      this.#isAllGiven = false;
      if (answer) this.#settle(task, answer);
      else if (task.iterations === 0) this.#rebuilt.push(task);
      else this.#release(task);
    }
    for (let idle = team.idle(); idle && !this.#isAllGiven; idle = team.idle()) {
      const task = this.#nextTask(idle.ahead);
      if (task) team.give(idle.mate, task);
      else this.#isAllGiven = true;
    }
    team.tell();
  }

  /** @param ahead for a mate: trials that it has yet to do before */
  #nextTask(ahead?: number): PartTask | undefined {
    const anew = this.#rebuilt.pop();
    if (anew) return anew;
    const left = ahead === undefined ? Number.POSITIVE_INFINITY : this.#trialsLeft() - ahead;
    if (left <= 0) return undefined;
    const chosen = this.#chooser.choose();
    if (!chosen) return undefined;
    const task = this.#taskOf(chosen);
    if (task.vehicles.length === 0 || left < WORTH * task.iterations) {
      this.#release(task);
      return undefined;
    }
    return { ...task, iterations: Math.min(task.iterations, Math.ceil(left)) };
  }

  /** Trials that one of the workers can do until the end. */
  #trialsLeft(): number {
    const left = this.#cooling.trialsUntil(END);
    return left / (1 + (this.#team?.size ?? 0));
  }

  /** A task of some routes and stops with vehicles that are idle; nobody else touches them meanwhile. */
  #taskOf({ routes, absent }: { readonly routes: Int32Array; readonly absent: Int32Array }): PartTask {
    const { problem, lists } = this.#plan;
    const stops = problem.withTied([
      ...Array.from(routes).flatMap((vehicle) => [...(lists[vehicle] as Int32Array)]),
      ...absent,
    ]);
    const least = SPARE + Math.min(SPARE, absent.length);
    const dealt = this.#idle.deal({ ...middleOf(problem, stops), share: 0, least, most: SPARE });
    const vehicles = Int32Array.from([...routes, ...dealt]).sort();
    this.#chooser.mark(vehicles, stops, true);
    return {
      stops,
      vehicles,
      lists: Array.from(vehicles, (vehicle) => lists[vehicle] as Int32Array),
      seed: this.#random.bits() | 0,
      ...this.#cooling.visit(stops),
    };
  }

  /** Every route once, in parts along the curve. */
  #partsToRebuild(): PartTask[] {
    const { x, y } = this.#plan.problem;
    const square = new HilbertSquare(x, y, this.#random.unit(), this.#random.unit());
    const parts = cutRoutes(this.#plan, square, REBUILT_PART).map((cut) => this.#taskOf(cut));
    return parts.map((task) => ({ ...task, iterations: 0 })).reverse();
  }

  /** Takes over what a task has become, and tells when the whole is better than ever. */
  #settle(task: PartTask, { lists, costs, iterations }: PartAnswer): void {
    const plan = this.#plan;
    plan.empty(task.vehicles);
    task.vehicles.forEach((vehicle, index) => {
      const list = lists[index] as Int32Array;
      if (list.length > 0) plan.set(vehicle, list, costs[index] as number);
    });
    this.#cooling.settle(task.stops, iterations);
    this.#release(task);
    this.#isAllGiven = false;
    const incumbent = plan.incumbent(this.#cooling.done);
    if (incumbent.value >= this.#best.value - EPSILON) return;
    this.#best = incumbent;
    this.#options.onIncumbent?.(incumbent);
  }

  #release({ vehicles, stops }: PartTask): void {
    this.#chooser.mark(vehicles, stops, false);
    this.#idle.giveBack(vehicles.filter((vehicle) => this.#plan.isIdle(vehicle)));
  }
}
