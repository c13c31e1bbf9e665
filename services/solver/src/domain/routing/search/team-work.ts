import type { EngineOptions, Mates } from '#domain/engine/engine';
import { flatOrder, orderOfFlat } from '#domain/routing/flat-order';
import type { VisitOrder } from '#domain/routing/visit-engine';
import { divideRoutes } from './divide-routes.ts';
import type { SearchWork } from './first-plans.ts';
import { ASSIGNMENT, BODY, HELLO, joined, PER_UNIT, planOf, REPORT } from './team-words.ts';

/*
 * Several workers anneal one plan. The first one divides its routes, keeps a
 * part and gives each of the others one; every turn, a small part of the time,
 * it puts what they made of theirs into its plan and divides anew, elsewhere.
 * All are equally hot and no move concerns two parts: it is one search with so
 * many times the trials. Nobody stands still: while an answer is late one's own
 * part goes on, and who does not answer gets no part in the next turn.
 */

/** With fewer tasks a search of one's own brings more. */
const FEWEST_TASKS = 250;
/** As parts of the time: when dividing begins and ends, a turn, how long a late answer is waited for, how often a helper says that it is there. */
const BEGIN = 0.02;
const END = 0.97;
const TURN = 0.025;
const GRACE = 0.05;
const HELLO_EVERY = 0.01;
/** From here on everybody hands in the best of a turn instead of where it stands. */
const BESTS_FROM = 0.85;

/** Improvements below this are rounding. */
const EPSILON = 1e-7;

/** The search with its mates, asked now and then. */
export interface TeamWork {
  /** Whether this search moves only its part of the plan. */
  readonly isDivided: boolean;
  /**
   * Gives the cost of the plan when it has changed it.
   * @param isPressed whether time ends the search long before it has cooled down by itself: only then is it divided
   */
  look(isPressed: boolean): number | undefined;
}

/** Undefined where there are none, or they rather search the whole, each on its own. */
export function teamWork(work: SearchWork): TeamWork | undefined {
  const { mates, progress, iterations } = work.options;
  if (!mates || !progress || iterations !== undefined || work.routes.search.tasks.count < FEWEST_TASKS)
    return undefined;
  const team = { work, mates, progress };
  return mates.index === 0 ? new FirstWorker(team) : new Helper(team);
}

interface Team {
  readonly work: SearchWork;
  readonly mates: Mates;
  readonly progress: NonNullable<EngineOptions<VisitOrder>['progress']>;
}

/** Divides, and puts together. */
class FirstWorker implements TeamWork {
  readonly #team: Team;
  /** Those who can be given a part. */
  readonly #present = new Set<number>();
  /** Those who were given one in this turn, and what they made of it. */
  #assigned: readonly number[] = [];
  readonly #reports = new Map<number, Int32Array>();
  #turn = 0;
  #endOfTurn = BEGIN;
  #isLate = false;

  constructor(team: Team) {
    this.#team = team;
  }

  get isDivided(): boolean {
    return !this.#team.work.routes.own.isWhole;
  }

  look(isPressed: boolean): number | undefined {
    this.#hear();
    const part = this.#team.progress();
    if (part < this.#endOfTurn) return undefined;
    const isOver = part > END - TURN;
    if (!this.isDivided) return isOver || !isPressed ? undefined : this.#divide(part);
    const isComplete = this.#reports.size === this.#assigned.length;
    if (!isComplete && part < Math.min(END, this.#endOfTurn + GRACE)) return undefined;
    const cost = this.#putTogether();
    return isOver ? cost : (this.#divide(part) ?? cost);
  }

  #hear(): void {
    const { mates } = this.#team;
    for (let words = mates.hear(); words; words = mates.hear()) {
      const from = words[2] as number;
      if (words[0] === HELLO) this.#present.add(from);
      else if (words[1] === this.#turn && this.#assigned.includes(from)) this.#reports.set(from, words);
    }
  }

  #divide(part: number): number | undefined {
    this.#endOfTurn = part + TURN;
    if (this.#present.size === 0) return undefined;
    const { routes, best, random } = this.#team.work;
    this.#isLate = part >= BESTS_FROM;
    const isChanged = this.#turn === 0 ? this.#takeBetter() : this.#isLate;
    if (isChanged) best.restore();
    const partOf = divideRoutes(routes, 1 + this.#present.size, random);
    if (partOf) this.#assign(partOf);
    return isChanged ? best.cost : undefined;
  }

  /** Before the first turn everybody was on his own: the best of all is divided. */
  #takeBetter(): boolean {
    const { work, mates } = this.#team;
    const found = mates.take(work.best.cost - EPSILON);
    if (found) work.best.take(orderOfFlat(found.flat), found.value);
    return found !== undefined;
  }

  #assign(partOf: Int32Array): void {
    const { work, mates } = this.#team;
    this.#turn++;
    this.#assigned = [...this.#present];
    this.#reports.clear();
    const times = [Math.round(TURN * PER_UNIT), this.#isLate ? 1 : 0];
    const plan = flatOrder(planOf(work));
    const head = [ASSIGNMENT, this.#turn, 0, ...times, this.#assigned.length, ...this.#assigned];
    mates.say(joined(head, partOf, plan));
    work.routes.own.narrow(partOf, 0);
  }

  #putTogether(): number {
    const { routes, trial, best } = this.#team.work;
    if (this.#isLate) best.restore();
    routes.own.widen();
    for (const mate of this.#assigned) {
      const report = this.#reports.get(mate);
      if (report) this.#takeOver(report);
      else this.#present.delete(mate);
    }
    trial.leftOut.find();
    best.noteAll();
    const cost = routes.cost() + trial.leftOut.cost();
    if (cost < best.cost) best.keep(cost);
    return cost;
  }

  /** Sets the routes of a report: pairs of vehicle and length, each with its stops. */
  #takeOver(report: Int32Array): void {
    const { routes } = this.#team.work;
    const { next, route, stops } = routes;
    const each = (take: (vehicle: number, from: number, to: number) => void) => {
      for (let at = BODY; at < report.length; at += 2 + (report[at + 1] as number)) {
        take(report[at] as number, at + 2, at + 2 + (report[at + 1] as number));
      }
    };
    each((vehicle) => {
      const start = routes.startOf(vehicle);
      for (let node = next[start] as number; node < stops; node = next[node] as number) route[node] = -1;
    });
    each((vehicle, from, to) => routes.setRoute(vehicle, report, from, to));
  }
}

/** Works on what it is given. */
class Helper implements TeamWork {
  readonly #team: Team;
  #turn = 0;
  #endOfTurn = 0;
  #isLate = false;
  #hasReported = true;
  #saidHello = Number.NEGATIVE_INFINITY;

  constructor(team: Team) {
    this.#team = team;
  }

  get isDivided(): boolean {
    return !this.#team.work.routes.own.isWhole;
  }

  look(): number | undefined {
    const part = this.#team.progress();
    const words = this.#team.mates.hear();
    if (words?.[0] === ASSIGNMENT) {
      const cost = this.#takeOn(words, part);
      if (cost !== undefined) return cost;
    }
    if (!this.#hasReported) return part < this.#endOfTurn ? undefined : this.#report();
    if (part > Math.max(this.#saidHello, this.#endOfTurn + GRACE) + HELLO_EVERY) this.#hello(part);
    return undefined;
  }

  #hello(part: number): void {
    const { mates } = this.#team;
    this.#saidHello = part;
    mates.say(Int32Array.of(HELLO, 0, mates.index));
  }

  /** Undefined when nothing of it is for this one. */
  #takeOn(words: Int32Array, part: number): number | undefined {
    const { work, mates } = this.#team;
    const { routes, trial, best } = work;
    const [turn, length, isLate, count] = [words[1], words[BODY], words[BODY + 1], words[BODY + 2]] as Four;
    const mine = words.subarray(BODY + 3, BODY + 3 + count).indexOf(mates.index);
    if (mine < 0) return undefined;
    const from = BODY + 3 + count;
    const planFrom = from + routes.problem.vehicles + routes.stops;
    routes.own.widen();
    routes.clear();
    orderOfFlat(words.subarray(planFrom)).routes.forEach((list, vehicle) => {
      if (list.length > 0) routes.setRoute(vehicle, list, 0, list.length);
    });
    trial.leftOut.find();
    best.noteAll();
    const cost = routes.cost() + trial.leftOut.cost();
    best.keep(cost);
    routes.own.narrow(words.subarray(from, planFrom), 1 + mine);
    this.#turn = turn;
    this.#endOfTurn = part + length / PER_UNIT;
    this.#isLate = isLate === 1;
    this.#hasReported = false;
    return cost;
  }

  #report(): number | undefined {
    const { work, mates } = this.#team;
    const { best, routes } = work;
    if (this.#isLate) best.restore();
    const lists: number[] = [];
    planOf(work).routes.forEach((list, vehicle) => {
      if (!routes.own.isForeign(vehicle)) lists.push(vehicle, list.length, ...list);
    });
    mates.say(joined([REPORT, this.#turn, mates.index], Int32Array.from(lists), new Int32Array(0)));
    this.#hasReported = true;
    return this.#isLate ? best.cost : undefined;
  }
}

type Four = [number, number, number, number];
